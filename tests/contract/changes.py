"""The calls that change something, and those that add a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.operation import INVOICES, SHARED, Nature, Operation
from contract.place import A_PLAIN_PDF, SERVICE_REQUIRED, VALIDATOR
from contract.submitting import a_submission
from simulator.speaking import SYNTAX, AnInvoice, a_flow
from wochorus.choruspro import (
    InvoiceCompletion,
    InvoiceRecycling,
    PdfFormat,
    RejectionsHandled,
    SubmittedRecipient,
    UncertainChange,
    UncertainDeposit,
    UncertainSubmission,
    ValidatorCorrection,
)

if TYPE_CHECKING:
    from contract.place import Place


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
