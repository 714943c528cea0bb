"""Its addresses, after those of the company. A number may hold any sign: it stands last."""

from __future__ import annotations

from django.urls import path

from wochorus.web.contracts import choosing, files, life, listing, record, revising, sites

urlpatterns = [
    path("contrats/", listing.contracts, name="contracts"),
    path("contrats/export.<str:kind>", listing.export, name="contracts-export"),
    path("contrats/nouveau/", record.new, name="contract-new"),
    path("contrats/clients/", choosing.customers, name="contract-customers"),
    path("contrats/services/", choosing.services, name="contract-services"),
    path("contrats/references/", choosing.references, name="contract-references"),
    path("contrats/periode/", choosing.period, name="contract-period"),
    path("contrats/fiche/<path:number>/", record.record, name="contract"),
    path("contrats/copier/<path:number>/", life.copy, name="contract-copy"),
    path("contrats/vie/<path:number>/", life.change, name="contract-life"),
    path("contrats/chantier/<path:number>/", sites.add, name="contract-site"),
    path("contrats/piece/<path:number>/", files.attach, name="contract-file"),
    path("contrats/revision/<path:number>/", revising.revise, name="contract-revise"),
]
