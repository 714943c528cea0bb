"""An invoice that a public payer received and left unpaid, as Chorus Pro tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from support.records import an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import InvoiceLife, LifeEntry, LifeEntryKind

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def a_late_invoice(
    company: Company, number: str = "F1", *statuses: tuple[str, date], **fields: Any
) -> Invoice:
    """Record an invoice of January 2025, received in February, and what followed."""
    told = statuses or (("MISE_A_DISPOSITION", date(2025, 2, 2)),)
    known: dict[str, Any] = {
        "issue_date": date(2025, 1, 31),
        "deposit_state": DepositState.INTEGRATED,
        "deposited_at": _moment(date(2025, 2, 2)),
        "chorus_id": 1000 + Invoice.objects.count(),
        "chorus_status": told[-1][0],
    }
    invoice = an_invoice(company, number, **(known | fields))
    life = InvoiceLife.objects.create(
        invoice=invoice,
        environment=company.environment,
        chorus_id=invoice.chorus_id or 0,
        status=told[-1][0],
        status_at=_moment(told[-1][1]),
        seen_at=_moment(told[0][1]),
    )
    LifeEntry.objects.bulk_create(
        LifeEntry(life=life, kind=LifeEntryKind.STATUS, key=str(at), at=_moment(day), code=code)
        for at, (code, day) in enumerate(told)
    )
    return invoice


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
