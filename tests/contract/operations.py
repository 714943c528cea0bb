"""The table of the client's operations: a working call of each, and what tells that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from contract.essence import essence
from contract.place import (
    A_PLAIN_PDF,
    SERVICE_REQUIRED,
    STATE_ORDER,
    SUPPLIER,
    VALIDATOR,
    a_submission,
)
from simulator.speaking import SYNTAX, AnInvoice, a_flow
from wochorus.choruspro import (
    ChorusClient,
    InvoiceCompletion,
    InvoiceFileFormat,
    InvoiceRecycling,
    InvoiceSearch,
    PdfFormat,
    ReferenceList,
    RejectionsHandled,
    StructureSearch,
    SubmittedRecipient,
    UncertainChange,
    UncertainDeposit,
    UncertainOutcome,
    UncertainSubmission,
    ValidatorCorrection,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.place import Place

TOKEN = "oauth/token"
INVOICES, SHARED, STRUCTURES = "factures/v1", "transverses/v1", "structures/v1"


class Nature(Enum):
    """What a call does to the portal."""

    TOKEN = auto()
    READING = auto()
    ADDING = auto()
    """Keeps a file that no invoice names yet: it may be sent again like a reading."""
    CHANGING = auto()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of the client on one operation of the portal.

    ``prepare`` gives what the call is about, which ``call`` and ``done`` take. ``done`` counts on
    the portal's side how often it was done. ``told`` is what the answer says that the portal is
    bound to say again.
    """

    method: str
    path: str
    call: Callable[[ChorusClient, Place, Any], Any]
    nature: Nature = Nature.READING
    prepare: Callable[[Place], Any] = lambda _: None
    done: Callable[[Place, Any], int] = lambda _place, _about: 0
    doubt: type[UncertainOutcome] | None = None
    told: Callable[[Any], Any] = essence
    variant: str = ""

    @property
    def name(self) -> str:
        """The name of the operation in a test."""
        return f"{self.method}-{self.variant}" if self.variant else self.method


def _statuses(place: Place, invoice: int, status: str) -> int:
    return place.witness.count(
        "invoice_statuses WHERE invoice_id = ? AND status = ?", invoice, status
    )


def _handled(place: Place, invoice: int) -> int:
    return place.witness.count(
        "invoice_actions WHERE invoice_id = ? AND code = 'TRAITEMENT_REJET'", invoice
    )


CHANGES = [
    Operation(
        "deposit_flow",
        f"{INVOICES}/deposer/flux",
        lambda client, _, content: client.deposit_flow("lot.xml", content, SYNTAX),
        Nature.CHANGING,
        prepare=lambda place: a_flow(AnInvoice(place.fresh("FLOW"))),
        done=lambda place, content: place.witness.count("flow_files WHERE content = ?", content),
        doubt=UncertainDeposit,
    ),
    Operation(
        "submit_invoice",
        f"{INVOICES}/soumettre",
        lambda client, place, number: client.submit_invoice(
            a_submission(place.numbers.own, number)
        ),
        Nature.CHANGING,
        prepare=lambda place: place.fresh("TYPED"),
        done=lambda place, number: place.witness.count("invoices WHERE number = ?", number),
        doubt=UncertainSubmission,
    ),
    Operation(
        "complete_invoice",
        f"{INVOICES}/completer",
        lambda client, _, invoice: client.complete_invoice(
            InvoiceCompletion(chorus_id=invoice, comment="Voici le bon de livraison")
        ),
        Nature.CHANGING,
        prepare=lambda place: place.give_status(place.numbers.changed, "SUSPENDUE"),
        done=lambda place, invoice: _statuses(place, invoice, "COMPLETEE"),
        doubt=UncertainChange,
    ),
    Operation(
        "recycle_invoice",
        f"{INVOICES}/recycler",
        lambda client, _, invoice: client.recycle_invoice(
            InvoiceRecycling(
                chorus_id=invoice,
                recipient=SubmittedRecipient(
                    siret=SERVICE_REQUIRED, code_service="SERVICE_DEST_SERV_OBL"
                ),
            )
        ),
        Nature.CHANGING,
        prepare=lambda place: place.give_status(place.numbers.changed, "A_RECYCLER"),
        done=lambda place, invoice: _statuses(place, invoice, "DEPOSEE"),
        doubt=UncertainChange,
    ),
    Operation(
        "mark_rejections_handled",
        f"{INVOICES}/traiterRejet",
        lambda client, _, invoice: client.mark_rejections_handled(
            RejectionsHandled(chorus_ids=(invoice,), reason="Autre", details="Refaite")
        ),
        Nature.CHANGING,
        prepare=lambda place: place.give_status(place.numbers.changed, "REJETEE"),
        done=_handled,
        doubt=UncertainChange,
    ),
    Operation(
        "correct_validator",
        f"{INVOICES}/corriger/valideur/facture",
        lambda client, _, invoice: client.correct_validator(
            ValidatorCorrection(chorus_id=invoice, identifier=VALIDATOR)
        ),
        Nature.CHANGING,
        prepare=lambda place: place.give_status(
            place.numbers.validated, "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
        ),
        done=lambda place, invoice: _statuses(place, invoice, "A_VALIDER_1"),
        doubt=UncertainChange,
    ),
]
ADDITIONS = [
    Operation(
        "add_file",
        f"{SHARED}/ajouter/fichier",
        lambda client, _, name: client.add_file(name, b"bon de livraison"),
        Nature.ADDING,
        prepare=lambda place: f"{place.fresh('bon')}.txt",
        done=lambda place, name: place.witness.count("attachments WHERE name = ?", name),
    ),
    Operation(
        "deposit_pdf",
        f"{INVOICES}/deposer/pdf",
        lambda client, _, name: client.deposit_pdf(name, A_PLAIN_PDF, PdfFormat.UNSIGNED),
        Nature.ADDING,
        prepare=lambda place: f"{place.fresh('facture')}.pdf",
        done=lambda place, name: place.witness.count("attachments WHERE name = ?", name),
    ),
]
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
OBTAINING = Operation(
    "obtain_token", TOKEN, lambda client, _place, _about: client.obtain_token(), Nature.TOKEN
)
OPERATIONS = {
    operation.name: operation for operation in (*CHANGES, *ADDITIONS, *READINGS, *LISTS, OBTAINING)
}
