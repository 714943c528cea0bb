"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.directory import refreshing, views

urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/structure/<path:identifier>/", views.structure, name="structure"),
    path("annuaire/actualiser/", refreshing.refresh, name="directory-refresh"),
    path("annuaire/actualiser/suivi/", refreshing.progress, name="directory-progress"),
]
