"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path, re_path

from wochorus.web.accounts import people
from wochorus.web.company import access_pages, connection_pages, file_pages, views

_PORTAL = "(?P<name>simulator|qualification|production|other)"

urlpatterns = [
    path("reglages/", views.settings, name="settings"),
    path("reglages/logo/", file_pages.logo, name="settings-logo"),
    path("reglages/logo/image/", file_pages.logo_image, name="settings-logo-image"),
    path("reglages/certificat/", file_pages.certificate, name="settings-certificate"),
    path("reglages/environnement/", access_pages.environment, name="settings-environment"),
    path("reglages/simulateur/", access_pages.use_simulator, name="settings-simulator"),
    re_path(rf"^reglages/acces/{_PORTAL}/$", access_pages.access, name="settings-access"),
    path("reglages/connexion/", connection_pages.connection, name="connection"),
    re_path(rf"^reglages/connexion/{_PORTAL}/$", connection_pages.connection, name="connection"),
    path("reglages/entrainement/", connection_pages.training, name="training"),
    path("reglages/entrainement/<slug:code>/", connection_pages.order, name="training-order"),
    path("reglages/personnes/", people.people, name="settings-people"),
    path("reglages/personnes/<int:number>/role/", people.change_role, name="settings-role"),
    path("reglages/personnes/<int:number>/retirer/", people.withdraw, name="settings-withdraw"),
    path("reglages/personnes/<int:number>/lien/", people.reset_link, name="settings-link"),
    path("reglages/personnes/<int:number>/fermer/", people.sign_out, name="settings-sign-out"),
    path("reglages/traces/", people.audit, name="settings-audit"),
    path("reglages/traces.csv", people.audit_file, name="settings-audit-file"),
    path("reglages/<slug:name>/", views.settings_page, name="settings-page"),
]
