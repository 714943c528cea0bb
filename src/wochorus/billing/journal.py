"""The billing journal: the invoices of a company, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.billing.journal_filter import EVERYTHING, JournalFilter, invoices_matching
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

__all__ = ["EVERYTHING", "JournalFilter", "JournalPage", "JournalRow", "invoices_matching"]


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One line of the journal. Amounts in euros, those of a credit note positive."""

    id: int
    flow_number: str
    deposit_state: str
    number: str
    kind: str
    issue_date: date
    due_date: date | None
    customer_code: str
    customer_name: str
    customer_siret: str
    buyer_kind: str
    engagement: str
    marche: str
    code_service: str
    total_without_tax: Decimal
    total_tax: Decimal
    total_with_tax: Decimal
    amount_due: Decimal
    paid: Decimal
    subject: str
    source: str
    sector: str
    chantier: str
    group: str
    payment_means: str
    refusal: str
    chorus_status: str
    chorus_status_at: datetime | None
    chorus_comment: str
    reissue: int | None
    """What issued it anew, if its buyer rejected it."""

    @property
    def state_label(self) -> str:
        """The French name of the state."""
        return str(DepositState(self.deposit_state).label)

    @property
    def kind_label(self) -> str:
        """« Facture » or « Avoir »."""
        return str(InvoiceKind(self.kind).label)

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing is owed under this number: issued anew, or what cancels one that was."""
        return self.reissue is not None or self.deposit_state == DepositState.INTERNAL

    @property
    def left(self) -> Decimal:
        """What is still owed, by the payments recorded here; nothing under a cancelled number."""
        return ZERO if self.is_cancelled else self.amount_due - self.paid

    @property
    def references(self) -> str:
        """The references in one phrase, empty ones left out."""
        named = (
            ("Engagement", self.engagement),
            ("Marché", self.marche),
            ("Service", self.code_service),
        )
        return " · ".join(f"{name} {value}" for name, value in named if value)


ROW_FIELDS = (
    "id",
    "flow_number",
    "deposit_state",
    "number",
    "kind",
    "issue_date",
    "due_date",
    "customer__code",
    "customer__name",
    "customer__siret",
    "customer__kind",
    "engagement",
    "marche",
    "code_service",
    "total_without_tax",
    "total_tax",
    "total_with_tax",
    "amount_due",
    "paid",
    "subject",
    "source",
    "sector",
    "chantier",
    "customer__group",
    "payment_means",
    "refusal",
    "chorus_status",
    "chorus_status_at",
    "chorus_comment",
    "reissue",
)
"""In the order of the fields of `JournalRow`."""

JournalPlace = tuple["date", str]
"""A place in the journal: the date and number of the last row seen."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Rows of the journal, how many the filter keeps, and how many the company has."""

    rows: tuple[JournalRow, ...]
    matching: int
    total: int

    @property
    def shown(self) -> int:
        """How many rows are here."""
        return len(self.rows)

    @property
    def next_place(self) -> JournalPlace | None:
        """Where the next page begins (`after`), while there is something to show."""
        return (self.rows[-1].issue_date, self.rows[-1].number) if self.rows else None


def journal_order(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Put ``invoices`` in the order of the journal: by date, then by number."""
    return invoices.order_by("issue_date", "number")


def journal_page(
    company: Company,
    wanted: JournalFilter = EVERYTHING,
    *,
    limit: int | None = None,
    after: JournalPlace | None = None,
) -> JournalPage:
    """Read the journal by date and number, from the place ``after`` on.

    The rows come in one query, the two counts in another when they cannot be told from the rows.
    """
    invoices = invoices_matching(company, wanted)
    found = journal_order(invoices)
    if after is not None:
        day, number = after
        found = found.filter(Q(issue_date__gt=day) | Q(issue_date=day, number__gt=number))
    rows = tuple(JournalRow(*values) for values in found.values_list(*ROW_FIELDS)[:limit])
    whole = limit is None and after is None
    return JournalPage(
        rows=rows,
        matching=len(rows) if whole else invoices.count(),
        total=Invoice.objects.filter(company=company).count(),
    )
