"""Its addresses, after those of the company. A number may hold any sign: it stands last."""

from __future__ import annotations

from django.urls import path

from wochorus.web.contracts import (
    bringing_in,
    calendar,
    choosing,
    clause,
    files,
    indices,
    life,
    listing,
    record,
    revising,
    sites,
    spending,
)

urlpatterns = [
    path("contrats/", listing.contracts, name="contracts"),
    path("contrats/export.<str:kind>", listing.export, name="contracts-export"),
    path("contrats/importer/", bringing_in.receive, name="contracts-import"),
    path("contrats/nouveau/", record.new, name="contract-new"),
    path("contrats/clients/", choosing.customers, name="contract-customers"),
    path("contrats/services/", choosing.services, name="contract-services"),
    path("contrats/references/", choosing.references, name="contract-references"),
    path("contrats/periode/", choosing.period, name="contract-period"),
    path("contrats/indices/", indices.indices, name="indices"),
    path("contrats/indices/nouveau/", indices.add, name="index-new"),
    path("contrats/indices/importer/", indices.bring_in, name="index-import"),
    path("contrats/indices/valeurs/<path:code>/", indices.values, name="index-values"),
    path("contrats/fiche/<path:number>/", record.record, name="contract"),
    path("contrats/copier/<path:number>/", life.copy, name="contract-copy"),
    path("contrats/vie/<path:number>/", life.change, name="contract-life"),
    path("contrats/chantier/<path:number>/", sites.add, name="contract-site"),
    path("contrats/piece/<path:number>/", files.attach, name="contract-file"),
    path("contrats/consomme/<path:number>/", spending.tell, name="contract-spent"),
    path("contrats/calendrier/<path:number>/", calendar.calendar, name="contract-calendar"),
    path("contrats/formule/<path:number>/", clause.write, name="contract-clause"),
    path("contrats/revision/<path:number>/", revising.revise, name="contract-revise"),
]
