"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.late import rates, views

urlpatterns = [
    path("retards/", views.index, name="late"),
    path("retards/export.csv", views.export, name="late-csv"),
    path("retards/taux/", rates.rates, name="late-rates"),
    path("retards/taux/ajouter/", rates.add, name="late-rate-add"),
    path("retards/<int:number>/", views.invoice, name="late-invoice"),
    path("retards/<int:number>/lettre.pdf", views.claim_letter, name="late-letter"),
]
