"""What an invoice or a credit note says before it has a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wochorus.billing.line_totals import bases_of, breakdown_of
from wochorus.billing.models import InvoiceKind, InvoiceSource, OperationCategory
from wochorus.billing.tax_lines import TaxLines, in_order, total_tax
from wochorus.contracts.references import References
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from wochorus.billing.line_rows import Line
    from wochorus.contracts.models import Contract
    from wochorus.customers.models import Customer
    from wochorus.customers.terms import PaymentTerm


NO_REFERENCES = References()
_LONGEST_REASON = 1024


class Exemption(NamedTuple):
    """Why the lines of a VAT category bear none (BT-120, BT-121)."""

    category: str
    reason: str = ""
    code: str = ""


def gathered(told: Iterable[Exemption]) -> tuple[Exemption, ...]:
    """Gather the exemptions of lines by category: every sentence once, the code when it is one."""
    found: dict[str, list[Exemption]] = {}
    for exemption in told:
        if exemption.reason or exemption.code:
            found.setdefault(exemption.category, []).append(exemption)
    return tuple(
        Exemption(
            category,
            " ; ".join(dict.fromkeys(each.reason for each in same if each.reason))[
                :_LONGEST_REASON
            ],
            same[0].code if len({each.code for each in same}) == 1 else "",
        )
        for category, same in found.items()
    )


class ContentFile(NamedTuple):
    """An attachment: a content of the store, and the name that the recipient sees."""

    name: str
    kind: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """All that an invoice says but its number, its date and its sums.

    An empty ``cadre``, ``payment_means`` or ``term`` is the company's, the customer's, the law's.
    ``taxes`` is told only by a credit note that takes back VAT to the cent: it is reckoned else.
    """

    customer: Customer
    lines: tuple[Line, ...]
    kind: InvoiceKind = InvoiceKind.INVOICE
    source: InvoiceSource = InvoiceSource.FREE
    references: References = NO_REFERENCES
    period_start: date | None = None
    period_end: date | None = None
    delivery_date: date | None = None
    prepaid: Decimal = ZERO
    cadre: str = ""
    validator: str = ""
    validator_service: str = ""
    term: PaymentTerm | None = None
    payment_means: str = ""
    operation_category: str = OperationCategory.SERVICES
    subject: str = ""
    sector: str = ""
    chantier: str = ""
    preceding_invoice: str = ""
    preceding_invoice_date: date | None = None
    contract: Contract | None = None
    attachments: tuple[ContentFile, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    taxes: TaxLines | None = None

    @property
    def where(self) -> str:
        """Name it to people while it has no number."""
        if self.contract is not None:
            return f"contrat {self.contract.number}, client {self.customer.code}"
        return f"client {self.customer.code}"


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sums of an invoice in euros, by the arithmetic of EN 16931 (BR-CO-10 to BR-CO-17)."""

    taxes: TaxLines
    without_tax: Decimal
    tax: Decimal
    prepaid: Decimal

    @property
    def with_tax(self) -> Decimal:
        """The total with VAT."""
        return self.without_tax + self.tax

    @property
    def due(self) -> Decimal:
        """What is left to pay."""
        return self.with_tax - self.prepaid


def amounts_of(content: InvoiceContent) -> Amounts:
    """Reckon the sums of ``content``: its VAT half up to the cent, on the base of each rate."""
    taxes = content.taxes if content.taxes is not None else _reckoned(content)
    without_tax = sum((line.taxable_amount for line in taxes), ZERO)
    return Amounts(taxes, without_tax, total_tax(taxes), content.prepaid)


def _reckoned(content: InvoiceContent) -> TaxLines:
    reasons = {exemption.category: exemption for exemption in content.exemptions}
    return in_order(
        line._replace(
            exemption_reason=reasons[line.category].reason if line.category in reasons else "",
            exemption_code=reasons[line.category].code if line.category in reasons else "",
        )
        for line in breakdown_of(bases_of(content.lines))
    )
