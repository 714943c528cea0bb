"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.payments import choices, credit_notes, importing, listing, one, typing_in

urlpatterns = [
    path("reglements/", listing.index, name="payments"),
    path("reglements/export.csv", listing.export, name="payments-csv"),
    path("reglements/choix/", choices.payers, name="payment-choices"),
    path("reglements/choix/pieces/", choices.documents, name="payment-documents"),
    path("reglements/saisir/", typing_in.new, name="payment-new"),
    path("reglements/importer/", importing.receive, name="payment-import"),
    path("reglements/importer/modele.xlsx", importing.template, name="payment-template"),
    path("reglements/importer/<str:key>/", importing.preview, name="payment-import-preview"),
    path("reglements/avoirs/", credit_notes.index, name="credit-notes"),
    path("reglements/avoirs/<int:number>/", credit_notes.credit_note, name="credit-note-use"),
    path("reglements/<int:number>/", one.payment, name="payment"),
    path("reglements/<int:number>/affecter/", one.match, name="payment-match"),
    path("reglements/<int:number>/accepter/", one.accept, name="payment-accept"),
    path("reglements/<int:number>/retirer/", one.unmatch, name="payment-unmatch"),
    path("reglements/<int:number>/annuler/", one.cancel, name="payment-cancel"),
]
