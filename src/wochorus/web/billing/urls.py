"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.billing import (
    choices,
    crediting,
    draft_end,
    draft_files,
    draft_lines,
    drafts,
    run_end,
    runs,
    working,
)

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
    path("facturation/choix/", choices.payers, name="billing-choices"),
    path("facturation/brouillons/", drafts.index, name="drafts"),
    path("facturation/brouillons/nouveau/", drafts.new, name="draft-new"),
    path("facturation/brouillons/<int:number>/", drafts.draft, name="draft"),
    path("facturation/brouillons/<int:number>/recopier/", drafts.copy, name="draft-copy"),
    path("facturation/brouillons/<int:number>/supprimer/", drafts.delete, name="draft-delete"),
    path("facturation/brouillons/<int:number>/emettre/", draft_end.issue, name="draft-issue"),
    path("facturation/brouillons/<int:number>/pieces/", draft_files.change, name="draft-files"),
    path("facturation/brouillons/<int:number>/lignes/", draft_lines.add, name="draft-line-add"),
    path(
        "facturation/brouillons/<int:number>/lignes/<int:rank>/",
        draft_lines.change,
        name="draft-line",
    ),
    path(
        "facturation/brouillons/<int:number>/lignes/<int:rank>/<slug:action>/",
        draft_lines.act,
        name="draft-line-act",
    ),
    path("facturation/avoirs/choix/", choices.invoices, name="credit-choices"),
    path("facturation/avoirs/nouveau/", crediting.choose, name="credit-note"),
    path("facturation/avoirs/nouveau/<int:invoice>/", crediting.credit, name="credit-note"),
]
