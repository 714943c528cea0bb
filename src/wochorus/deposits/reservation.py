"""Taking invoices for a deposit, so that no other program can take them.

Two guards keep the door. One program deposits at a time through a technical account
(:mod:`wochorus.deposits.voice`). And a unique index allows one live line per invoice: it is the
last word, whatever the programs believe.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.db import IntegrityError, connection, transaction

from wochorus.billing.models import FREE_STATES
from wochorus.core.errors import Transient
from wochorus.deposits.events import record_order_event
from wochorus.deposits.fingerprints import fingerprints
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.orders.drafts import note_left_drafts
from wochorus.deposits.stamps import stamps
from wochorus.deposits.states import FlowState, LineState, OrderState
from wochorus.deposits.voice import try_voice

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


class ChangedInvoiceError(Transient):
    """An invoice of a flow that lies ready is not what its file says, or no longer free."""


def reserve(flow: Flow) -> None:
    """Hold the invoices of a built flow, committed before anything is sent.

    Raises `ChangedInvoiceError` when one of them was taken, was reissued under another number, or
    has changed since its file was made; nothing is held then. `TakenOverError` when another
    program moved the flow.
    """
    try:
        with transaction.atomic():
            lines = _locked_lines(flow)
            if any(line.deposit_state not in FREE_STATES for line in lines):
                raise _already_taken()
            if any(line.is_reissued for line in lines):
                raise _replaced()
            if _have_changed(flow, lines):
                raise _changed()
            fields = {"owner": uuid.uuid4()}
            move_flow(flow, Move(FlowState.RESERVED, LineState.RESERVED, fields=fields))
    except IntegrityError as error:
        raise _already_taken() from error


class _Line(NamedTuple):
    invoice_id: int
    deposit_state: str
    is_reissued: bool
    fingerprint: str
    stamp: str


def _locked_lines(flow: Flow) -> list[_Line]:
    """Read the lines of ``flow`` and keep everybody from their invoices."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"flow": flow.pk})
        return [_Line(*row) for row in cursor.fetchall()]


# In the order of the journal import, which locks them too. Whoever reissues an invoice has it
# locked and on Chorus Pro: while this waits for that, it is not free, and the first guard holds.
_LOCK = """\
SELECT invoice.id, invoice.deposit_state,
  EXISTS (SELECT FROM billing_reissue WHERE original_id = invoice.id),
  line.fingerprint, line.stamp
FROM deposits_flowline line JOIN billing_invoice invoice ON invoice.id = line.invoice_id
WHERE line.flow_id = %(flow)s ORDER BY invoice.id FOR UPDATE OF invoice
"""


def _have_changed(flow: Flow, lines: list[_Line]) -> bool:
    """Tell whether an invoice is no longer what its file was made from; call with the lock."""
    ids = [line.invoice_id for line in lines]
    if stamps(ids) == {line.invoice_id: line.stamp for line in lines}:
        return False
    told = {line.invoice_id: line.fingerprint for line in lines}
    return fingerprints(flow.company, ids, flow.document_format) != told


def _changed() -> ChangedInvoiceError:
    return ChangedInvoiceError(
        "Une facture a changé depuis que son fichier a été préparé",
        remedy="Préparez à nouveau le dépôt.",
    )


def _replaced() -> ChangedInvoiceError:
    return ChangedInvoiceError(
        "Une facture a été annulée et réémise sous un autre numéro",
        remedy="Déposez celle qui la remplace.",
    )


def _already_taken() -> ChangedInvoiceError:
    return ChangedInvoiceError(
        "Une facture de la sélection vient d'être prise par un autre dépôt",
        remedy="Relancez : les factures déjà prises seront ignorées.",
    )


def take_over_if_alone(company: Company) -> None:
    """Settle what a dead program left, unless a program deposits for ``company`` right now."""
    note_left_drafts(company)
    if _orphans(company).exists() or _orphan_orders(company).exists():
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
    _pause_orphan_orders(company)
    return settled


def _pause_orphan_orders(company: Company) -> None:
    """Pause the orders whose program is dead; those of the workers go on with another worker."""
    left = _orphan_orders(company)
    for order in left:
        message = "Le programme s'est arrêté ; ce qui n'est pas parti peut repartir."
        with transaction.atomic():
            left.filter(pk=order.pk).update(state=OrderState.PAUSED, message=message)
            record_order_event(order, OrderState.PAUSED, message=message)


def _orphan_orders(company: Company) -> QuerySet[DepositOrder]:
    return DepositOrder.objects.filter(
        company=company,
        environment=company.environment,
        state=OrderState.RUNNING,
        unattended=False,
    )


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
