"""The addresses of the installation: its first start, its companies, its people."""

from __future__ import annotations

from django.urls import path, re_path

from wochorus.web.accounts import first_pages, installation_pages

urlpatterns = [
    path("premier-demarrage/", first_pages.first_start, name="first-start"),
    path("bienvenue/", installation_pages.welcome, name="welcome"),
    path("bienvenue/essai/", installation_pages.open_trial, name="open-trial"),
    path("installation/", installation_pages.everyone, name="everyone"),
    path("installation/traces/", installation_pages.whole_trail, name="whole-trail"),
    path("installation/traces.csv", installation_pages.whole_trail_file, name="whole-trail-file"),
    re_path(
        r"^installation/(?P<number>\d+)/(?P<action>lien|fermer|rouvrir|double-authentification)/$",
        installation_pages.account,
        name="account",
    ),
]
