"""Its addresses, after those of the company. A code may hold any character: it stands last."""

from __future__ import annotations

from django.urls import path

from wochorus.web.customers import (
    assisted_entry,
    bringing_in,
    duplicates,
    listing,
    people,
    record,
)

urlpatterns = [
    path("clients/", listing.customers, name="customers"),
    path("clients/export.<str:kind>", listing.export, name="customers-export"),
    path("clients/doublons/", duplicates.duplicates, name="customers-duplicates"),
    path("clients/importer/", bringing_in.receive, name="customers-import"),
    path("clients/importer/<str:key>/", bringing_in.good_rows, name="customers-import-good"),
    path("clients/refuses/<str:key>/", bringing_in.refused_rows, name="customers-import-refused"),
    path("clients/nouveau/", record.new, name="customer-new"),
    path("clients/registre/", assisted_entry.offers, name="customer-register"),
    path("clients/remplir/", assisted_entry.fill, name="customer-fill"),
    path("clients/services/", assisted_entry.services, name="customer-services"),
    path("clients/annuaire/", assisted_entry.annuaire, name="customer-annuaire"),
    path("clients/fiche/<path:code>/", record.record, name="customer"),
    path("clients/archiver/<path:code>/", record.archive, name="customer-archive"),
    path("clients/reprendre/<path:code>/", record.reactivate, name="customer-reactivate"),
    path("clients/contact/<path:code>/", people.contact, name="customer-contact"),
    path("clients/adresse/<path:code>/", people.address, name="customer-address"),
]
