"""The addresses of the installation: its first start, its companies, its people."""

from __future__ import annotations

from django.urls import path

from wochorus.web.accounts import first_pages

urlpatterns = [
    path("premier-demarrage/", first_pages.first_start, name="first-start"),
]
