"""Taking invoices for a deposit, so that no other program can take them.

Two locks guard the door. A lock in PostgreSQL lets one program deposit at a time for a company:
the portal wants one voice per technical account. And a unique index allows one live line per
invoice: it is the last word, whatever the programs believe.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.core.errors import Transient
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.states import DepositMode, FlowState, LineState
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

_LOCK_FAMILY = 0x0C0D
_LOCKS_PER_COMPANY = 16


def _lock_number(company: Company) -> int:
    rank = ChorusEnvironment.values.index(company.environment)
    return company.pk * _LOCKS_PER_COMPANY + rank


@contextmanager
def try_company_lock(company: Company) -> Iterator[bool]:
    """Try to become the one program that deposits for ``company``; give whether it worked.

    The lock belongs to the database session: it falls with the program, however it ends.
    """
    key = (_LOCK_FAMILY, _lock_number(company))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (taken,) = cursor.fetchone() or (False,)
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@contextmanager
def company_lock(company: Company) -> Iterator[None]:
    """Be the one program that deposits for ``company``. Raises `Transient` when another is."""
    with try_company_lock(company) as taken:
        if not taken:
            raise Transient(
                f"Un autre dépôt est déjà en cours pour {company.name}",
                remedy="Attendez qu'il finisse, puis relancez : les factures déjà parties "
                "seront ignorées.",
            )
        yield


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
        with try_company_lock(company) as alone:
            if alone:
                take_over_orphans(company)


def take_over_orphans(company: Company) -> list[Flow]:
    """Settle what a dead program left; call under `company_lock`, when no other can be alive.

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
