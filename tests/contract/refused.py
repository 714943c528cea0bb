"""Calls that the portal refuses, operation by operation."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from contract.place import A_PLAIN_PDF, SERVICE_REQUIRED, UNDEMANDING, UNKNOWN_SIRET
from contract.readings import LISTS
from contract.submitting import a_submission
from simulator.speaking import SYNTAX, AnInvoice, a_flow
from wochorus.choruspro import (
    InvoiceCompletion,
    InvoiceRecycling,
    PdfFormat,
    ReferenceList,
    RejectionsHandled,
    StructureSearch,
    SubmittedRecipient,
    SubmittedTotals,
    ValidatorCorrection,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.place import Place
    from wochorus.choruspro import ChorusClient

    Asking = Callable[[ChorusClient, Place], Any]

UNKNOWN = 999
FLOW = a_flow(AnInvoice("REFUSED"))
NOWHERE = "CPP0011113000000000044750"


def _with_unknown_criterion(which: ReferenceList) -> Asking:
    return lambda client, _: client.reference_list(which, "X")


REFUSED: dict[str, dict[str, Asking]] = {
    "deposit_flow": {
        "unknown syntax": lambda client, _: client.deposit_flow("lot.xml", FLOW, "IN_DP_E9"),
        "withdrawn syntax": lambda client, _: client.deposit_flow("lot.xml", FLOW, "IN_DP_E1_CII"),
        "extension": lambda client, _: client.deposit_flow("lot.txt", FLOW, SYNTAX),
        "too large": lambda client, _: client.deposit_flow("lot.xml", b"x" * 200_001, SYNTAX),
    },
    "submit_invoice": {
        "number in use": lambda client, place: client.submit_invoice(
            a_submission(place.numbers.own, "A")
        ),
        "service missing": lambda client, place: client.submit_invoice(
            a_submission(
                place.numbers.own, "S-1", recipient=SubmittedRecipient(siret=SERVICE_REQUIRED)
            )
        ),
        "unknown recipient": lambda client, place: client.submit_invoice(
            a_submission(
                place.numbers.own, "S-2", recipient=SubmittedRecipient(siret=UNKNOWN_SIRET)
            )
        ),
        "wrong totals": lambda client, place: client.submit_invoice(
            a_submission(
                place.numbers.own,
                "S-3",
                totals=SubmittedTotals(
                    without_tax=Decimal(100),
                    vat=Decimal(20),
                    with_tax=Decimal(121),
                    due=Decimal(121),
                ),
            )
        ),
        "not ones own": lambda client, place: client.submit_invoice(
            a_submission(place.numbers.hall, "S-4")
        ),
    },
    "complete_invoice": {
        "not suspended": lambda client, place: client.complete_invoice(
            InvoiceCompletion(chorus_id=place.numbers.seen, comment="Voici")
        ),
        "unknown": lambda client, _: client.complete_invoice(
            InvoiceCompletion(chorus_id=UNKNOWN, comment="Voici")
        ),
    },
    "recycle_invoice": {
        "not to recycle": lambda client, place: client.recycle_invoice(
            InvoiceRecycling(
                chorus_id=place.numbers.seen, recipient=SubmittedRecipient(siret=UNDEMANDING)
            )
        ),
        "unknown recipient": lambda client, place: client.recycle_invoice(
            InvoiceRecycling(
                chorus_id=place.numbers.changed,
                recipient=SubmittedRecipient(siret=UNKNOWN_SIRET),
            )
        ),
    },
    "mark_rejections_handled": {
        "not rejected": lambda client, place: client.mark_rejections_handled(
            RejectionsHandled(chorus_ids=(place.numbers.seen,), reason="Autre")
        ),
        "one of two unknown": lambda client, place: client.mark_rejections_handled(
            RejectionsHandled(chorus_ids=(place.numbers.changed, UNKNOWN))
        ),
    },
    "correct_validator": {
        "not stopped": lambda client, place: client.correct_validator(
            ValidatorCorrection(chorus_id=place.numbers.seen, identifier=UNDEMANDING)
        ),
        "unknown validator": lambda client, place: client.correct_validator(
            ValidatorCorrection(
                chorus_id=place.numbers.validated,
                identifier=UNKNOWN_SIRET,
            )
        ),
    },
    "add_file": {
        "extension": lambda client, _: client.add_file("virus.exe", b"MZ"),
        "too large": lambda client, _: client.add_file("bon.txt", b"x" * 200_001),
    },
    "deposit_pdf": {
        "no pdf": lambda client, _: client.deposit_pdf("facture.pdf", b"du texte"),
        "no signature": lambda client, _: client.deposit_pdf(
            "facture.pdf", A_PLAIN_PDF, PdfFormat.SIGNED_PADES
        ),
    },
    "invoice_sheet": {"unknown": lambda client, _: client.invoice_sheet(UNKNOWN)},
    "invoice_history": {"unknown": lambda client, _: client.invoice_history(UNKNOWN)},
    "download_invoices": {
        "one of two unknown": lambda client, place: client.download_invoices(
            [place.numbers.fetched, UNKNOWN], place.folder / "refused.pdf"
        )
    },
    "flow_report": {"unknown": lambda client, _: client.flow_report(NOWHERE)},
    "flow_report_file": {"unknown": lambda client, _: client.flow_report_file(NOWHERE)},
    "search_structures": {
        "unknown type": lambda client, _: client.search_structures(
            StructureSearch(identifier_type="EAN")
        )
    },
    "structure_details": {"unknown": lambda client, _: client.structure_details(UNKNOWN)},
    "search_services": {"unknown": lambda client, _: client.search_services(UNKNOWN)},
    "service_details": {
        "unknown": lambda client, place: client.service_details(place.numbers.hall, UNKNOWN)
    },
    "reference_list-bank_accounts": {
        "of others": lambda client, place: client.reference_list(
            ReferenceList.BANK_ACCOUNTS, place.numbers.hall
        )
    },
    **{
        f"reference_list-{which.name.lower()}": {
            "unknown criterion": _with_unknown_criterion(which)
        }
        for which in (ReferenceList.CADRES, ReferenceList.REQUEST_STATUSES, ReferenceList.SYNTAXES)
    },
}
NEVER_REFUSE = {
    *("health", "obtain_token", "search_invoices", "active_supplier_structures"),
    *("account_attachments", "search_engagements", "download_directory"),
    *({each.name for each in LISTS} - set(REFUSED)),
}
"""What takes no criterion, or finds nothing where it could refuse."""
