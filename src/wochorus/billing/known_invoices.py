"""The invoices that the database has, in the words of a journal row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum

from wochorus.billing.bulk import any_of
from wochorus.billing.journal_rows import OPTIONAL_FIELDS, InvoiceKey
from wochorus.billing.line_rows import Line
from wochorus.billing.models import Invoice, InvoiceLine, TaxBreakdown
from wochorus.billing.tax_lines import TaxLine, TaxLines, in_order

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.billing.line_totals import TaxKey

FIELDS = (
    "number",
    "issue_date",
    "kind",
    "total_without_tax",
    "total_tax",
    "total_with_tax",
    "prepaid",
    "amount_due",
    *OPTIONAL_FIELDS,
)


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    """An invoice of the database, in the words of a journal row.

    `is_issued`: it was issued here, and never changes. `bases` sums up its lines; `lines` holds
    them when the file has lines too.
    """

    id: int
    state: str
    is_issued: bool
    customer_code: str
    fields: dict[str, Any]
    breakdown: TaxLines
    bases: dict[TaxKey, Decimal]
    lines: tuple[Line, ...]


def known_invoices(
    company: Company, numbers: set[str], *, with_lines: bool
) -> dict[InvoiceKey, KnownInvoice]:
    """Read the invoices of these numbers; their lines too ``with_lines``, else only their sums."""
    invoices = Invoice.objects.filter(any_of("number", numbers), company=company)
    rows = list(invoices.values_list("id", "deposit_state", "issued_as", "customer__code", *FIELDS))
    if not rows:
        return {}
    taxes = _known_taxes(company, numbers)
    bases = _known_bases(company, numbers)
    lines = _known_lines(company, numbers) if with_lines and bases else {}
    known = {}
    for pk, state, place, code, *values in rows:
        fields = dict(zip(FIELDS, values, strict=True))
        key = InvoiceKey(fields["issue_date"].year, fields["number"])
        breakdown = in_order(taxes.get(pk, ()))
        own_lines = tuple(lines.get(pk, ()))
        own = (fields, breakdown, bases.get(pk, {}), own_lines)
        known[key] = KnownInvoice(pk, state, place is not None, code, *own)
    return known


def _of(company: Company, numbers: set[str]) -> Q:
    return Q(any_of("invoice__number", numbers), invoice__company=company)


def _known_taxes(company: Company, numbers: set[str]) -> dict[int, list[TaxLine]]:
    taxes: defaultdict[int, list[TaxLine]] = defaultdict(list)
    rows = TaxBreakdown.objects.filter(_of(company, numbers))
    for pk, *values in rows.values_list("invoice_id", *TaxLine._fields):
        taxes[pk].append(TaxLine(*values))
    return taxes


def _known_bases(company: Company, numbers: set[str]) -> dict[int, dict[TaxKey, Decimal]]:
    bases: defaultdict[int, dict[TaxKey, Decimal]] = defaultdict(dict)
    rows = InvoiceLine.objects.filter(_of(company, numbers))
    sums = rows.values("invoice_id", "tax_rate", "tax_category").annotate(base=Sum("net_amount"))
    for row in sums.order_by():
        bases[row["invoice_id"]][row["tax_rate"], row["tax_category"]] = row["base"]
    return bases


def _known_lines(company: Company, numbers: set[str]) -> dict[int, list[Line]]:
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    rows = InvoiceLine.objects.filter(_of(company, numbers))
    in_turn = rows.order_by("invoice_id", "position")
    for pk, *values in in_turn.values_list("invoice_id", *Line._fields):
        lines[pk].append(Line(*values))
    return lines
