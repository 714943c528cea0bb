"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.billing import run_end, runs, working

urlpatterns = [
    path("facturation/", runs.index, name="billing"),
    path("facturation/du/", runs.due, name="billing-due"),
    path("facturation/proposer/", runs.propose_run, name="billing-propose"),
    path("facturation/travaux/<slug:key>/", working.work, name="billing-work"),
    path("facturation/lots/<int:number>/", runs.run, name="billing-run"),
    path("facturation/lots/<int:number>/choisir/", runs.choose, name="billing-run-choose"),
    path("facturation/lots/<int:number>/emettre/", run_end.issue, name="billing-run-issue"),
    path("facturation/lots/<int:number>/defaire/", run_end.undo, name="billing-run-undo"),
    path(
        "facturation/lots/<int:number>/deposer/",
        run_end.take_to_deposit,
        name="billing-run-deposit",
    ),
]
