"""The readings, those of the reference lists apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract.operation import INVOICES, SHARED, STRUCTURES, Operation
from contract.place import STATE_ORDER, SUPPLIER
from simulator.speaking import SYNTAX
from wochorus.choruspro import (
    InvoiceFileFormat,
    InvoiceSearch,
    ReferenceList,
    StructureSearch,
)

if TYPE_CHECKING:
    from contract.place import Place
    from wochorus.choruspro import ChorusClient

READINGS = [
    Operation("health", f"{SHARED}/health-check", lambda client, _place, _about: client.health()),
    Operation(
        "search_invoices",
        f"{INVOICES}/rechercher/fournisseur",
        lambda client, place, _: client.search_invoices(
            InvoiceSearch(flow_number=place.numbers.flow)
        ),
    ),
    Operation(
        "invoice_sheet",
        f"{INVOICES}/consulter/fournisseur",
        lambda client, place, _: client.invoice_sheet(place.numbers.seen),
    ),
    Operation(
        "invoice_history",
        f"{INVOICES}/consulter/historique",
        lambda client, place, _: client.invoice_history(place.numbers.seen),
    ),
    Operation(
        "download_invoices",
        f"{INVOICES}/telecharger/groupe",
        lambda client, place, _: client.download_invoices(
            [place.numbers.fetched], place.folder / "facture.pdf", InvoiceFileFormat.PDF
        ),
    ),
    Operation(
        "flow_report",
        f"{SHARED}/consulterCRDetaille",
        lambda client, place, _: client.flow_report(place.numbers.flow, SYNTAX),
    ),
    Operation(
        "flow_report_file",
        f"{SHARED}/consulterCR",
        lambda client, place, _: client.flow_report_file(place.numbers.flow),
    ),
    Operation(
        "active_supplier_structures",
        f"{SHARED}/recuperer/structures/actives/fournisseur",
        lambda client, _place, _about: client.active_supplier_structures(),
    ),
    Operation(
        "account_attachments",
        "utilisateurs/v1/monCompte/recuperer/rattachements",
        lambda client, _place, _about: client.account_attachments(),
    ),
    Operation(
        "search_engagements",
        "engagementsJuridiques/v1/rechercher",
        lambda client, place, _: client.search_engagements(place.numbers.own, STATE_ORDER),
    ),
    Operation(
        "search_structures",
        f"{STRUCTURES}/rechercher",
        lambda client, _place, _about: client.search_structures(
            StructureSearch(identifier=SUPPLIER)
        ),
    ),
    Operation(
        "structure_details",
        f"{STRUCTURES}/consulter",
        lambda client, place, _: client.structure_details(place.numbers.own),
    ),
    Operation(
        "search_services",
        f"{STRUCTURES}/rechercher/services",
        lambda client, place, _: client.search_services(place.numbers.hall),
    ),
    Operation(
        "service_details",
        f"{STRUCTURES}/consulter/service",
        lambda client, place, _: client.service_details(place.numbers.hall, place.numbers.service),
    ),
    Operation(
        "download_directory",
        f"{SHARED}/telecharger/annuaire/destinataire",
        lambda client, place, _: client.download_directory(place.folder / "annuaire.zip"),
        told=lambda file: (file.media_type, file.path.read_bytes()[:2]),
    ),
]
_CRITERIA: dict[ReferenceList, str] = {
    ReferenceList.CADRES: "FACTURE",
    ReferenceList.REQUEST_STATUSES: "FACTURE",
    ReferenceList.NEXT_STATUSES: "MISE_A_DISPOSITION",
    ReferenceList.ATTACHMENT_KINDS: "FACTURE",
    ReferenceList.SYNTAXES: "IN_DP_E2_FACTURX",
}


def _listing(which: ReferenceList) -> Operation:
    def call(client: ChorusClient, place: Place, _: object) -> Any:
        is_own = which is ReferenceList.BANK_ACCOUNTS
        criterion = place.numbers.own if is_own else _CRITERIA.get(which, "")
        return client.reference_list(which, criterion)

    return Operation(
        "reference_list",
        f"{SHARED}/recuperer/{which.value.path}",
        call,
        variant=which.name.lower(),
    )


LISTS = [_listing(which) for which in ReferenceList]
