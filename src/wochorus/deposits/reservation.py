"""Taking invoices for a deposit, so that no other program can take them.

Two guards keep the door. One program deposits at a time through a technical account
(:mod:`wochorus.deposits.voice`). And a unique index allows one live line per invoice: it is the
last word, whatever the programs believe.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.core.errors import Transient
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.states import DepositMode, FlowState, LineState
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES
from wochorus.deposits.voice import try_voice
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


def reserve(
    company: Company,
    name: str,
    mode: DepositMode,
    deposit_date: date,
    invoice_ids: list[int],
    document_format: Format = Format.CPP_MINIMAL,
) -> Flow:
    """Create a flow that holds the invoices, committed before anything is built or sent.

    Raises `Transient` when one of them was taken meanwhile; nothing is reserved then.
    """
    try:
        with transaction.atomic():
            _lock_free_invoices(invoice_ids)
            flow = Flow.objects.create(
                company=company,
                environment=company.environment,
                name=name,
                mode=mode,
                syntax=CHORUS_SYNTAXES[document_format],
                deposit_date=deposit_date,
                owner=uuid.uuid4(),
            )
            FlowLine.objects.bulk_create(
                FlowLine(flow=flow, invoice_id=invoice_id, position=position)
                for position, invoice_id in enumerate(invoice_ids, start=1)
            )
            Invoice.objects.filter(pk__in=invoice_ids).update(deposit_state=DepositState.RESERVED)
            record_event(FlowState.RESERVED, flow, payload={"invoices": len(invoice_ids)})
    except IntegrityError as error:
        raise _already_taken() from error
    return flow


def _lock_free_invoices(ids: list[int]) -> None:
    # In the order of the journal import, which locks them too.
    rows = Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    if any(state not in FREE_STATES for state in rows.values_list("deposit_state", flat=True)):
        raise _already_taken()


def _already_taken() -> Transient:
    return Transient(
        "Une facture de la sélection vient d'être prise par un autre dépôt",
        remedy="Relancez : les factures déjà prises seront ignorées.",
    )


def take_over_if_alone(company: Company) -> None:
    """Settle what a dead program left, unless a program deposits for ``company`` right now."""
    if _orphans(company).exists():
        with try_voice(company) as alone:
            if alone:
                take_over_orphans(company)


def take_over_orphans(company: Company) -> list[Flow]:
    """Settle what a dead program left; call with the `voice`, when no other can be alive.

    A flow only reserved was not sent: its invoices are free again. A flow being sent may have
    been received: it becomes ambiguous. Returns the flows that were settled.
    """
    settled = []
    for flow in _orphans(company).order_by("pk"):
        was_sending = flow.state == FlowState.SENDING
        move_flow(flow, AMBIGUOUS_ORPHAN if was_sending else ABANDONED_ORPHAN)
        settled.append(flow)
    return settled


def _orphans(company: Company) -> QuerySet[Flow]:
    return Flow.objects.filter(
        company=company,
        environment=company.environment,
        state__in=(FlowState.RESERVED, FlowState.SENDING),
    )


ABANDONED_ORPHAN = Move(
    FlowState.ABANDONED,
    LineState.RELEASED,
    "Le programme s'est arrêté avant l'envoi ; rien n'est parti.",
)
AMBIGUOUS_ORPHAN = Move(
    FlowState.AMBIGUOUS,
    LineState.AMBIGUOUS,
    "Le programme s'est arrêté pendant l'envoi ; Chorus Pro dira s'il a reçu le flux.",
)
