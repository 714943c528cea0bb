"""An invoice of the demonstration, with its lines: what the PDF shows and the journal sums up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.demo.customers import DemoCustomer

Cell = str | Decimal | date
REVERSE_CHARGE = "Autoliquidation"
PUBLIC_DELAY, PRIVATE_DELAY = timedelta(days=30), timedelta(days=45)
EXTRA_WORK = "Travaux complémentaires"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: quantity × unit price, in euros without tax; the rate is in per cent.

    `category` says why the rate is zero.
    """

    designation: str
    detail: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    rate: Decimal
    category: str = ""

    @property
    def amount(self) -> Decimal:
        """The amount without tax."""
        return to_cents(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A VAT rate of the invoice, with the reason of a rate of zero."""

    rate: Decimal
    category: str
    base: Decimal
    amount: Decimal


class PdfFile(Enum):
    """The state of the PDF that the folder holds; none is wanted when the page is left to us."""

    SOUND = "sound"
    MISSING = "missing"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    NOT_ARCHIVAL = "not archival"
    LEFT_TO_US = "left to us"


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """An invoice or a credit note; amounts are positive on both.

    ``told`` replaces cells of its row in the journal, by the name of their field, so that the
    journal may say something else than the invoice. ``tax_gap`` is added to the VAT of its first
    rate. ``file_stem`` names its PDF when its number cannot.
    """

    number: str
    customer: DemoCustomer
    issue_date: date
    due_date: date
    subject: str
    site: str
    lines: tuple[Line, ...]
    source: str = "Contrat"
    engagement: str = ""
    marche: str = ""
    code_service: str = ""
    cadre: str = "A1"
    payment_means: str = "Virement"
    credit_of: str | None = None
    """The number of the invoice that it corrects; `None` for an invoice."""
    credit_of_date: date | None = None
    prepaid: Decimal = ZERO
    tax_gap: Decimal = ZERO
    pdf: PdfFile = PdfFile.SOUND
    file_stem: str = ""
    annexes: tuple[str, ...] = ()
    told: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def is_credit_note(self) -> bool:
        """Tell whether it gives back money."""
        return self.credit_of is not None

    @property
    def kind_and_number(self) -> str:
        """Name it as people do: ``Facture FA2610-0001``."""
        return f"{'Avoir' if self.is_credit_note else 'Facture'} {self.number}"

    @property
    def pdf_name(self) -> str:
        """The name of its PDF in the folder."""
        return f"{self.file_stem or self.number}.pdf"

    @property
    def taxes(self) -> tuple[TaxLine, ...]:
        """The VAT by rate, the highest first."""
        bases: dict[tuple[Decimal, str], Decimal] = {}
        for line in self.lines:
            key = (line.rate, line.category)
            bases[key] = bases.get(key, ZERO) + line.amount
        gaps = iter((self.tax_gap,))
        return tuple(
            TaxLine(rate, category, base, to_cents(base * rate / 100) + next(gaps, ZERO))
            for (rate, category), base in sorted(bases.items(), reverse=True)
        )

    @property
    def is_reverse_charged(self) -> bool:
        """Tell whether the customer pays the VAT himself."""
        return any(line.category == REVERSE_CHARGE for line in self.lines)

    @property
    def is_detailed(self) -> bool:
        """Tell whether the journal has its lines, as for two customers out of three.

        Lines could not agree with a journal that says something else than the invoice.
        """
        return not self.told and int(self.customer.code[1:]) % 3 > 0

    @property
    def period(self) -> tuple[date, date] | None:
        """What a month of contract covers; works have only the day of their end."""
        day = self.issue_date
        return None if self.source == EXTRA_WORK else (day.replace(day=1), day)

    @property
    def payment_terms(self) -> str:
        """When it is to be paid, in words."""
        delay = PUBLIC_DELAY if self.customer.is_public else PRIVATE_DELAY
        return "" if self.is_credit_note else f"Paiement à {delay.days} jours"

    @property
    def total_without_tax(self) -> Decimal:
        """HT."""
        return sum((tax.base for tax in self.taxes), ZERO)

    @property
    def total_tax(self) -> Decimal:
        """TVA."""
        return sum((tax.amount for tax in self.taxes), ZERO)

    @property
    def total_with_tax(self) -> Decimal:
        """TTC."""
        return self.total_without_tax + self.total_tax

    @property
    def amount_due(self) -> Decimal:
        """Net à payer."""
        return self.total_with_tax - self.prepaid
