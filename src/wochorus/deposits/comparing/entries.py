"""One of our invoices, as a comparison sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wochorus.billing.models import FREE_STATES, DepositState, Invoice, InvoiceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Ours:
    """An invoice of the journal. Amounts of a credit note are positive.

    ``code_service`` is the one that leaves: the invoice's own, else its customer's.
    """

    invoice_id: int
    number: str
    issue_date: date
    is_credit_note: bool
    currency: str
    recipient: str
    code_service: str
    engagement: str
    marche: str
    without_tax: Decimal
    with_tax: Decimal
    due: Decimal
    state: DepositState
    flow_number: str = ""
    chorus_id: int | None = None
    status: str = ""
    deposited_at: datetime | None = None
    is_expected: bool = True
    """Whether it has anything to do with the portal: when not, its absence there is no news."""
    is_elsewhere: bool = False
    """Deposited on another portal than the one looked at: what is known of it holds there."""

    @property
    def is_free(self) -> bool:
        """Tell whether it may be deposited: for us it is not on the portal."""
        return self.state in FREE_STATES

    @property
    def is_deposited(self) -> bool:
        """Tell whether we believe that the portal has it."""
        return self.state in (DepositState.DEPOSITED, DepositState.INTEGRATED)


_COLUMNS = (
    *("pk", "number", "issue_date", "kind", "currency", "customer__siret", "code_service"),
    *("customer__code_service", "engagement", "marche", "total_without_tax", "total_with_tax"),
    *("amount_due", "deposit_state", "flow_number", "chorus_id", "chorus_status", "deposited_at"),
)


def entries_of(
    invoices: QuerySet[Invoice], *, is_expected: bool = True, elsewhere: Collection[int] = ()
) -> Iterator[Ours]:
    """Read ``invoices``, in the order of the journal; ``elsewhere``: ids, see `Ours`."""
    rows = invoices.order_by("issue_date", "number", "pk").values(*_COLUMNS)
    for row in rows.iterator(chunk_size=2000):
        entry = _entry(row, is_elsewhere=row["pk"] in elsewhere)
        yield entry if is_expected else replace(entry, is_expected=False)


def entry_of(invoice: Invoice) -> Ours:
    """Read one invoice, as it is in the database now."""
    return next(entries_of(Invoice.objects.filter(pk=invoice.pk)))


def _entry(row: dict[str, Any], *, is_elsewhere: bool) -> Ours:
    known = {
        "flow_number": row["flow_number"],
        "chorus_id": row["chorus_id"],
        "status": row["chorus_status"],
        "deposited_at": row["deposited_at"],
    }
    return Ours(
        invoice_id=row["pk"],
        number=row["number"],
        issue_date=row["issue_date"],
        is_credit_note=row["kind"] == InvoiceKind.CREDIT_NOTE,
        currency=row["currency"],
        recipient=row["customer__siret"],
        code_service=row["code_service"] or row["customer__code_service"],
        engagement=row["engagement"],
        marche=row["marche"],
        without_tax=row["total_without_tax"],
        with_tax=row["total_with_tax"],
        due=row["amount_due"],
        state=DepositState(row["deposit_state"]),
        is_elsewhere=is_elsewhere,
        **({} if is_elsewhere else known),
    )
