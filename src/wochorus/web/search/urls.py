"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.search import views

urlpatterns = [path("recherche/", views.search, name="search")]
