"""The append-only record of what happened: the command line and the tests read this feed."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from wochorus.deposits.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.billing.models import Invoice
    from wochorus.deposits.models import DepositOrder, Flow


def _operating_system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "inconnu"


ACTOR: ContextVar[str] = ContextVar("actor")
"""Who acts, when a caller says so; else the user of the machine."""
_LONGEST_ACTOR = 100


def record_event(
    kind: str,
    flow: Flow,
    *,
    message: str = "",
    invoice: Invoice | None = None,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Write one event about ``flow``; it joins the transaction of the caller."""
    return Event.objects.create(
        company_id=flow.company_id,
        order_id=flow.order_id,
        flow=flow,
        invoice=invoice,
        kind=kind,
        message=message,
        payload=payload or {},
        actor=acting(),
    )


def record_order_event(
    order: DepositOrder, kind: str, *, message: str = "", payload: dict[str, Any] | None = None
) -> Event:
    """Write one event about ``order`` as a whole; it joins the transaction of the caller."""
    return Event.objects.create(
        company_id=order.company_id,
        order=order,
        kind=f"order_{kind}",
        message=message,
        payload=payload or {},
        actor=acting(),
    )


def record_invoice_event(
    invoice: Invoice, kind: str, *, message: str = "", payload: dict[str, Any] | None = None
) -> Event:
    """Write one event about ``invoice`` alone; it joins the transaction of the caller."""
    return Event.objects.create(
        company_id=invoice.company_id,
        invoice=invoice,
        kind=kind,
        message=message,
        payload=payload or {},
        actor=acting(),
    )


def acting() -> str:
    """Name who acts: as the caller said, else the user of the machine."""
    return ACTOR.get(None) or _operating_system_user()


@contextmanager
def acting_as(who: str) -> Iterator[None]:
    """Have what happens in the block be written as done by ``who``, a person's address."""
    token = ACTOR.set(who[:_LONGEST_ACTOR])
    try:
        yield
    finally:
        ACTOR.reset(token)
