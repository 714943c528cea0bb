"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accueil/a-corriger/", views.corrections, name="home-corrections"),
    path("accueil/figures/", views.charts, name="home-charts"),
]
