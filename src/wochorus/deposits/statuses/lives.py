"""Which invoices of a company live on its portal, and which of them a row of the search shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.heartbeats import database_now
from wochorus.deposits.matching import Roll
from wochorus.deposits.models import FlowLine, InvoiceLife
from wochorus.deposits.states import LineState
from wochorus.deposits.statuses.news import News, news_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import InvoiceRow

_AT_ONCE = 500


def lives_of(company: Company) -> QuerySet[InvoiceLife]:
    """Give the lives of the company's invoices on its environment, past ones included."""
    return InvoiceLife.objects.filter(
        invoice__company=company, environment=company.environment
    ).select_related("invoice")


def current_lives(company: Company) -> QuerySet[InvoiceLife]:
    """Give the lives that the journal shows: a deposit that was refused may have left another."""
    return lives_of(company).filter(
        chorus_id=F("invoice__chorus_id"), invoice__deposit_state=DepositState.INTEGRATED
    )


def life_of(invoice: Invoice) -> InvoiceLife | None:
    """Find the life of an invoice that the journal shows."""
    found = current_lives(invoice.company).filter(invoice=invoice).first()
    if found is not None:
        found.invoice = invoice
    return found


def has_integrated(company: Company) -> bool:
    """Tell whether an invoice of the company is on the portal where it deposits now."""
    return _integrated_lines(company).exists()


def begin_lives(environment: str, shown: Mapping[Invoice, InvoiceRow]) -> None:
    """Begin the life of invoices just integrated, as the search shows them; join the transaction.

    One that has begun already stays as it is.
    """
    now = database_now()
    lives = [
        _new_life(environment, invoice, row.chorus_id, news_of_row(row), now)
        for invoice, row in shown.items()
        if row.chorus_id is not None
    ]
    InvoiceLife.objects.bulk_create(lives, batch_size=_AT_ONCE, ignore_conflicts=True)


def _new_life(
    environment: str, invoice: Invoice, chorus_id: int, said: News, now: datetime
) -> InvoiceLife:
    return InvoiceLife(
        invoice=invoice,
        environment=environment,
        chorus_id=chorus_id,
        status=said.status,
        status_at=said.at,
        comment=said.comment,
        seen_at=now,
    )


def begin_missing_lives(company: Company) -> None:
    """Begin the lives of the integrated invoices that have none, though their id is known."""
    now = database_now()
    lives = [
        _new_life(company.environment, invoice, invoice.chorus_id, _news_of_journal(invoice), now)
        for invoice in (line.invoice for line in _lifeless_lines(company))
        if invoice.chorus_id is not None
    ]
    InvoiceLife.objects.bulk_create(lives, batch_size=_AT_ONCE, ignore_conflicts=True)


def _news_of_journal(invoice: Invoice) -> News:
    return News(invoice.chorus_status, invoice.chorus_status_at, invoice.chorus_comment)


def _integrated_lines(company: Company) -> QuerySet[FlowLine]:
    return FlowLine.objects.filter(
        state=LineState.INTEGRATED,
        flow__company=company,
        flow__environment=company.environment,
        invoice__deposit_state=DepositState.INTEGRATED,
    ).select_related("invoice")


def _lifeless_lines(company: Company) -> QuerySet[FlowLine]:
    lives = InvoiceLife.objects.filter(
        invoice=OuterRef("invoice"),
        environment=company.environment,
        chorus_id=OuterRef("invoice__chorus_id"),
    )
    return _integrated_lines(company).filter(~Exists(lives))


class LivesByRow:
    """Finds the life that a row of the search shows: by its id, else by number, year, supplier.

    An invoice that was declared integrated by hand has no id: its life begins with its first row.
    """

    def __init__(self, company: Company, rows: Iterable[InvoiceRow]) -> None:
        self._company = company
        listed = list(rows)
        ids = {row.chorus_id for row in listed if row.chorus_id is not None}
        known = list(lives_of(company).filter(chorus_id__in=ids))
        # A past life may bear the same id when a person has adopted it twice: the journal's wins.
        known.sort(key=lambda life: life.invoice.chorus_id == life.chorus_id)
        self._by_id = {life.chorus_id: life for life in known}
        self._nameless = Roll(company, _lifeless_lines(company).filter(invoice__chorus_id=None))
        self._numbered = Roll(company, self._lines_of_rows_without_id(listed))

    def _lines_of_rows_without_id(self, rows: list[InvoiceRow]) -> Iterable[FlowLine]:
        numbers = {row.invoice_number for row in rows if row.chorus_id is None}
        if not numbers:
            return ()
        return _integrated_lines(self._company).filter(invoice__number__in=numbers)

    def of_row(self, row: InvoiceRow) -> InvoiceLife | None:
        """Find the life that ``row`` shows, or begin it; `None` when it is no invoice of ours."""
        if row.chorus_id is None:
            line = self._numbered.of_row(row)
            return None if line is None else life_of(line.invoice)
        if row.chorus_id in self._by_id:
            return self._by_id[row.chorus_id]
        line = self._nameless.of_row(row)
        if line is None:
            return None
        return self._begun(line.invoice, row.chorus_id)

    def _begun(self, invoice: Invoice, chorus_id: int) -> InvoiceLife | None:
        Invoice.objects.filter(
            Q(chorus_id=None) | Q(chorus_id=chorus_id),
            pk=invoice.pk,
            deposit_state=DepositState.INTEGRATED,
        ).update(chorus_id=chorus_id)
        invoice.refresh_from_db()
        if invoice.chorus_id != chorus_id:
            return None
        environment, nothing = self._company.environment, News("", None)
        begun = _new_life(environment, invoice, chorus_id, nothing, database_now())
        InvoiceLife.objects.bulk_create([begun], ignore_conflicts=True)
        return life_of(invoice)


def news_of_life(life: InvoiceLife) -> News:
    """Give the status that is known of a life."""
    return News(life.status, life.status_at, life.comment, life.who)
