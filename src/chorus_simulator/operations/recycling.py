"""Putting right the routing of an invoice sent back: ``factures/v1/recycler``.

The portal withdraws it with the reform of 2026 (AIFE external specification of 30/04/2026
§2.4.2); the setting ``recycling_withdrawn`` says in which of the two worlds this is. What
``recycler`` answers afterwards is not public: here a business refusal. Number, supplier, type,
currency, amounts and date of deposit stay; recipient, service and the other references may
change, meet the controls of routing again, and the invoice is DEPOSEE again.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from chorus_simulator import lives
from chorus_simulator.code_lists import PAYMENT_CODES
from chorus_simulator.controls import Inquiry, Verdict
from chorus_simulator.controls.lengths import check_lengths
from chorus_simulator.controls.orders import check_order
from chorus_simulator.controls.recipient import check_recipient
from chorus_simulator.controls.routing import check_routing
from chorus_simulator.formats.record import SIRET, DepositedInvoice, Format, Totals
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    Int64,
    Message,
    Operation,
    Part,
    Refusal,
    success,
)
from chorus_simulator.operations.own_invoices import own_invoice, wrong_state
from chorus_simulator.operations.submission_messages import Comment, PaymentMode, Text, VatKind
from chorus_simulator.store import statuses
from chorus_simulator.store.statuses import SUPPLIER, Step

if TYPE_CHECKING:
    import sqlite3

TO_RECYCLE = "A_RECYCLER"
WITHDRAWN, CHANGED, REFUSED = 20004, 20005, 20006
_FORMAT = Format(
    {
        "recipient": "destinataire.codeDestinataire",
        "service": "destinataire.codeServiceExecutant",
        "engagement": "reference.numeroBonCommande",
        "marche": "reference.numeroMarche",
    },
    label="{} : ",
)
_CONTROLS = (check_lengths, check_recipient, check_routing, check_order)


class NewRecipient(Part):
    """``destinataire``; without a code it stays the same."""

    codeDestinataire: Text | None = None
    codeServiceExecutant: Text | None = None


class NewReference(Part):
    """``reference`` (here without an s); what is not given stays as it is."""

    deviseFacture: Text | None = None
    typeFacture: Literal["FACTURE", "AVOIR"] | None = None
    typeTva: VatKind | None = None
    motifExonerationTva: Text | None = None
    numeroMarche: Text | None = None
    numeroBonCommande: Text | None = None
    numeroFactureOrigine: Text | None = None
    modePaiement: PaymentMode | None = None


class Recycling(Message):
    """Request of ``recycler``."""

    identifiantFactureCPP: Int64
    destinataire: NewRecipient | None = None
    reference: NewReference | None = None
    commentaire: Comment | None = None


class Recycled(Answer):
    """Answer of ``recycler``."""

    identifiantFactureCPP: int
    numeroFacture: str
    statutFacture: str
    dateDepot: str


def recycle(call: Call, asked: Recycling) -> dict[str, Any]:
    """Send an invoice again with another routing."""
    row = own_invoice(call, asked.identifiantFactureCPP)
    if call.settings.recycling_withdrawn:
        raise Refusal(
            WITHDRAWN,
            "SIM_MSG_05.010 - Le recyclage n'existe plus : annulez la facture par un avoir "
            "interne, puis déposez-la sous un nouveau numéro.",
        )
    if row["status"] != TO_RECYCLE:
        raise wrong_state(row, TO_RECYCLE)
    reference = asked.reference or NewReference()
    _check_unchanged(row, reference)
    invoice = _rerouted(row, asked.destinataire or NewRecipient(), reference)
    verdict = _controlled(call, invoice)
    _update(call, row, verdict, reference)
    step = Step(call.now, statuses.DEPOSITED, SUPPLIER, comment=asked.commentaire or None)
    statuses.decide(call.db, row["id"], step)
    lives.begin(call.db, call.settings, row["id"], call.now)
    return success(
        DONE,
        identifiantFactureCPP=row["id"],
        numeroFacture=row["number"],
        statutFacture=statuses.DEPOSITED,
        dateDepot=row["deposit_day"],
    )


def _check_unchanged(row: sqlite3.Row, reference: NewReference) -> None:
    kind = "AVOIR" if row["kind"] == "381" else "FACTURE"
    if reference.deviseFacture not in (None, row["currency"]) or reference.typeFacture not in (
        None,
        kind,
    ):
        raise Refusal(
            CHANGED, "SIM_MSG_05.011 - Le type et la devise d'une facture recyclée ne changent pas."
        )


def _rerouted(
    row: sqlite3.Row, recipient: NewRecipient, reference: NewReference
) -> DepositedInvoice:
    """Read the kept invoice with its new routing; a new recipient has a new service or none."""
    same = recipient.codeDestinataire in (None, row["recipient"])
    service = recipient.codeServiceExecutant
    kept = row["service"] if same and service is None else None
    return DepositedInvoice(
        format=_FORMAT,
        number=row["number"],
        kind=row["kind"],
        cadre=row["cadre"],
        issue_date=date.fromisoformat(row["issue_date"]),
        supplier_type=SIRET,
        supplier=row["supplier"],
        supplier_name="",
        recipient_type=SIRET,
        recipient=recipient.codeDestinataire or row["recipient"],
        recipient_name="",
        service=service or kept,
        service_name=None,
        engagement=_given(reference.numeroBonCommande, row["engagement"]),
        marche=_given(reference.numeroMarche, row["marche"]),
        origin_number=_given(reference.numeroFactureOrigine, row["origin_number"]),
        payment_mode=row["payment_mode"],
        currency=row["currency"],
        totals=Totals(Decimal(row["net"]), Decimal(row["gross"]), Decimal(row["payable"])),
        vat=(),
        main_documents=1,
        size=row["size"],
    )


def _given(new: str | None, old: str | None) -> str | None:
    """Give the new value, nothing if it is empty, or the old one if there is no new one."""
    return old if new is None else new or None


def _controlled(call: Call, invoice: DepositedInvoice) -> Verdict:
    verdict = Verdict(invoice)
    inquiry = Inquiry(call.db, call.settings, call.account.login, invoice, verdict)
    faults = [fault for control in _CONTROLS for fault in control(inquiry)]
    if faults:
        tags = _FORMAT.tags
        told = "|".join(f"{tags.get(fault.field, '')} : {fault.sentence}" for fault in faults)
        raise Refusal(REFUSED, f"SIM_MSG_05.012 - {told}"[:1000])
    return verdict


def _update(call: Call, row: sqlite3.Row, verdict: Verdict, reference: NewReference) -> None:
    invoice = verdict.invoice
    mode = PAYMENT_CODES.get(reference.modePaiement or "")
    call.db.execute(
        "UPDATE invoices SET recipient_id = ?, service_id = ?, engagement = ?, marche = ?,"
        " origin_number = ?, payment_mode = ?, vat_kind = ? WHERE id = ?",
        (
            verdict.recipient_id,
            verdict.service_id,
            invoice.engagement,
            invoice.marche,
            invoice.origin_number,
            mode or row["payment_mode"],
            reference.typeTva or row["vat_kind"],
            row["id"],
        ),
    )


OPERATIONS = {"factures/v1/recycler": Operation(Recycling, recycle, result=Recycled)}
