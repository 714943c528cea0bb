"""The addresses of the screens."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("", include("wochorus.web.urls")),
]
