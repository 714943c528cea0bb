"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.journal import (
    attachments,
    chosen,
    corrections,
    exporting,
    files,
    panel,
    pdf_archive,
    saved,
    views,
)

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/lignes/", views.rows, name="journal-rows"),
    path("journal/decompte/", views.counts, name="journal-counts"),
    path("journal/totaux/", views.totals, name="journal-totals"),
    path("journal/colonnes/", saved.keep_columns, name="journal-columns"),
    path("journal/filtres/", saved.save, name="journal-save"),
    path("journal/filtres/<int:pk>/supprimer/", saved.forget, name="journal-forget"),
    path("journal/vers/<slug:target>/", chosen.take, name="journal-take"),
    path("journal/export.csv", exporting.export, {"kind": "csv"}, name="journal-csv"),
    path("journal/export.xlsx", exporting.export, {"kind": "xlsx"}, name="journal-xlsx"),
    path("journal/factures.zip", pdf_archive.pdfs, name="journal-pdfs"),
    path("factures/<int:pk>/", panel.invoice, name="invoice"),
    path("factures/<int:pk>/pdf/", files.pdf, name="invoice-pdf"),
    path("factures/<int:pk>/depot/", files.deposited, name="invoice-deposited"),
    path("factures/<int:pk>/preuve/", files.evidence, name="invoice-evidence"),
    path("factures/<int:pk>/pieces/", attachments.attach, name="invoice-attach"),
    path("factures/<int:pk>/pieces/retirer/", attachments.detach, name="invoice-detach"),
    path("factures/<int:pk>/pieces/<int:link>/", files.attachment, name="invoice-attachment"),
    path("factures/<int:pk>/<slug:action>/", corrections.correct, name="invoice-correct"),
]
