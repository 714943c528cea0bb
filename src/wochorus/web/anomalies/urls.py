"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.anomalies import excluding, mending, views

urlpatterns = [
    path("anomalies/", views.index, name="anomalies"),
    path("anomalies/suite/", views.more, name="anomalies-more"),
    path("anomalies/controle/", views.check, name="anomalies-check"),
    path("anomalies/choix/", mending.choices, name="anomalies-choices"),
    path("anomalies/correction/", mending.mend, name="anomalies-mend"),
    path("anomalies/fichier/", mending.give_file, name="anomalies-file"),
    path("anomalies/annuler/<int:number>/", mending.undo, name="anomalies-undo"),
    path("anomalies/ecarter/", excluding.exclude, name="anomalies-exclude"),
    path("anomalies/remettre/", excluding.put_back, name="anomalies-put-back"),
]
