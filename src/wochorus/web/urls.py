"""The addresses of the screens. Those of a company begin with its code."""

from __future__ import annotations

from django.urls import include, path

from wochorus.web.home.views import start

SECTIONS = (
    "home",
    "journal",
    "deposit",
    "anomalies",
    "customers",
    "contracts",
    "directory",
    "billing",
    "payments",
    "late",
    "company",
    "help",
    "search",
)
"""The packages of `wochorus.web` with pages of a company, each with its `urls`."""

urlpatterns = [
    path("", start, name="start"),
    path("", include("wochorus.web.accounts.urls")),
    *(path("societe/<slug:company>/", include(f"wochorus.web.{name}.urls")) for name in SECTIONS),
]
