"""The addresses of the screens."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # An address is given by an administrator: nobody changes their own.
    path("compte/email/", RedirectView.as_view(pattern_name="mfa_index")),
    path("compte/", include("allauth.urls")),
    path("", include("wochorus.web.urls")),
]
