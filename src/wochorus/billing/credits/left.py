"""What is left to credit on an invoice: the whole of it, by VAT category and rate, by line.

Every credit note that cites the invoice counts, wherever it was made: issued here, imported, or the
internal one of a reissue.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.billing.credits.models import Credit
from wochorus.billing.models import Invoice, InvoiceKind, InvoiceLine, TaxBreakdown
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RateKey = tuple[Decimal, str]
"""A VAT rate in per cent, and its category."""


@dataclass(frozen=True, slots=True)
class RateLeft:
    """What may still be credited at a rate: base and VAT in euros, and why there is no VAT."""

    rate: Decimal
    category: str
    base: Decimal
    tax: Decimal
    exemption_reason: str = ""
    exemption_code: str = ""

    @property
    def key(self) -> RateKey:
        """What tells it from the others."""
        return self.rate, self.category

    @property
    def with_tax(self) -> Decimal:
        """Its total with VAT."""
        return self.base + self.tax


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be credited on an invoice; ``quantities`` by the number of its lines."""

    rates: tuple[RateLeft, ...]
    with_tax: Decimal
    quantities: Mapping[str, Decimal]

    @property
    def is_nothing(self) -> bool:
        """Tell whether all of it is credited."""
        return self.with_tax <= ZERO or all(rate.base <= ZERO for rate in self.rates)

    def of(self, key: RateKey) -> RateLeft | None:
        """Find a rate of the invoice."""
        return next((rate for rate in self.rates if rate.key == key), None)


def credit_notes_of(invoice: Invoice) -> list[Invoice]:
    """List the credit notes that cite ``invoice``, the earliest first; not both of one reissued."""
    cites = Q(preceding_invoice=invoice.number) & (
        Q(preceding_invoice_date=invoice.issue_date) | Q(preceding_invoice_date=None)
    )
    found = Invoice.objects.filter(
        cites, company=invoice.company_id, kind=InvoiceKind.CREDIT_NOTE, reissue=None
    ).prefetch_related("tax_breakdown")
    return list(found.order_by("issue_date", "pk"))


def left_of(invoice: Invoice) -> Left:
    """Reckon what is left; a credit note without its VAT by rate counts on the total alone."""
    notes = credit_notes_of(invoice)
    credited = _credited(tax for note in notes for tax in note.tax_breakdown.all())
    rates = tuple(
        _rate_left(tax, credited)
        for tax in sorted(invoice.tax_breakdown.all(), key=lambda tax: (-tax.rate, tax.category))
    )
    total = invoice.total_with_tax - sum((note.total_with_tax for note in notes), ZERO)
    return Left(rates, total, _quantities(invoice))


def _credited(taxes: Iterable[TaxBreakdown]) -> dict[RateKey, tuple[Decimal, Decimal]]:
    sums: defaultdict[RateKey, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for tax in taxes:
        base, amount = sums[tax.rate, tax.category]
        sums[tax.rate, tax.category] = (base + tax.taxable_amount, amount + tax.tax_amount)
    return sums


def _rate_left(tax: TaxBreakdown, credited: Mapping[RateKey, tuple[Decimal, Decimal]]) -> RateLeft:
    base, amount = credited.get((tax.rate, tax.category), (ZERO, ZERO))
    return RateLeft(
        tax.rate,
        tax.category,
        tax.taxable_amount - base,
        tax.tax_amount - amount,
        tax.exemption_reason,
        tax.exemption_code,
    )


def _quantities(invoice: Invoice) -> dict[str, Decimal]:
    lines = InvoiceLine.objects.filter(invoice=invoice).order_by("position")
    left = dict(lines.values_list("identifier", "quantity"))
    for credited in Credit.objects.filter(invoice=invoice).values_list("lines", flat=True):
        for identifier, quantity in credited.items():
            left[identifier] -= Decimal(quantity)
    return left
