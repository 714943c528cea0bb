"""The content of a credit note: the whole rest of an invoice, an amount of it, some of its lines.

Amounts and quantities are positive, as EN 16931 has them: the type of the document says the way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wochorus.billing.credits.spreading import spread
from wochorus.billing.issuing.content import Exemption, InvoiceContent
from wochorus.billing.line_rows import Line
from wochorus.billing.models import InvoiceKind, InvoiceLine, InvoiceSource
from wochorus.billing.tax_lines import TaxLine, in_order
from wochorus.contracts.references import References
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros, format_number, to_cents
from wochorus.core.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wochorus.billing.credits.left import Left, RateKey, RateLeft
    from wochorus.billing.models import Invoice
    from wochorus.contracts.models import Contract

_LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class CreditContent:
    """A credit note to come, and the quantities that it credits by line of its invoice, if any."""

    content: InvoiceContent
    quantities: Mapping[str, Decimal]


def whole_credit(invoice: Invoice, left: Left, why: str) -> CreditContent:
    """Credit all that is left: the very lines of the invoice when nothing of it is credited yet."""
    lines = _lines_of(invoice)
    untouched = left.with_tax == invoice.total_with_tax and all(
        line.quantity == left.quantities[line.identifier] for line in lines
    )
    if lines and untouched:
        return _by_lines(invoice, tuple(map(_copied, lines)), left.rates, why)
    return _by_rates(invoice, [rate for rate in left.rates if rate.with_tax > ZERO], why)


def amount_credit(invoice: Invoice, left: Left, amount: Decimal, why: str) -> CreditContent:
    """Credit ``amount`` euros with VAT, spread on the rates.

    Raises `InvalidInput` when it is not above zero, or beyond what is left.
    """
    if amount <= ZERO or amount != to_cents(amount):
        raise InvalidInput(
            f"Le montant d'un avoir est positif, au centime ({format_number(amount)})",
            remedy="Donnez le montant TTC à rendre : --amount 120,00.",
        )
    most = min(left.with_tax, sum((rate.with_tax for rate in left.rates), ZERO))
    if amount > most:
        raise _beyond(invoice, format_euros(amount), format_euros(most))
    return _by_rates(invoice, spread(amount, left.rates), why)


def lines_credit(
    invoice: Invoice, left: Left, quantities: Mapping[str, Decimal], why: str
) -> CreditContent:
    """Credit quantities of lines, by their numbers (BT-126); those of a discount take it back.

    ``quantities`` are above zero. Raises `InvalidInput` on a line that is not there, or beyond what
    is left of a line or a rate.
    """
    lines = {line.identifier: line for line in _lines_of(invoice)}
    if missing := sorted(set(quantities) - set(lines)):
        raise InvalidInput(
            f"La facture n'a pas de ligne {', '.join(missing)}",
            where=f"facture {invoice.number}",
            remedy=f"Ses lignes : {', '.join(lines)}."
            if lines
            else "Elle n'a pas de détail : donnez un montant (--amount).",
        )
    credited = tuple(
        _part_of(invoice, lines[identifier], quantity, left.quantities[identifier])
        for identifier, quantity in quantities.items()
    )
    return _by_lines(invoice, credited, _taxes_of_lines(invoice, credited, left), why)


def _part_of(invoice: Invoice, line: InvoiceLine, quantity: Decimal, left: Decimal) -> Line:
    if not ZERO < quantity <= abs(left):
        asked = f"{format_number(quantity)} sur la ligne {line.identifier}"
        raise _beyond(invoice, asked, format_number(abs(left)))
    signed = quantity.copy_sign(line.quantity)
    whole = signed == line.quantity
    net = line.net_amount if whole else to_cents(line.net_amount * signed / line.quantity)
    return _copied(line)._replace(quantity=signed, net_amount=net)


def _taxes_of_lines(invoice: Invoice, lines: Iterable[Line], left: Left) -> list[RateLeft]:
    """Reckon the VAT of the lines; the last part of a rate takes back the VAT that is left."""
    bases: dict[RateKey, Decimal] = {}
    for line in lines:
        key = (line.tax_rate, line.tax_category)
        bases[key] = bases.get(key, ZERO) + line.net_amount
    parts = []
    for key, base in bases.items():
        rate = left.of(key)
        if rate is None or base > rate.base:
            named = f"{format_number(key[0])} %"
            most = format_euros(rate.base if rate else ZERO)
            raise _beyond(invoice, f"{format_euros(base)} HT à {named}", most)
        tax = rate.tax if base == rate.base else min(to_cents(base * key[0] / 100), rate.tax)
        parts.append(replace(rate, base=base, tax=tax))
    total = sum((part.with_tax for part in parts), ZERO)
    if total > left.with_tax:
        raise _beyond(invoice, format_euros(total), format_euros(left.with_tax))
    return parts


def _by_lines(
    invoice: Invoice, lines: tuple[Line, ...], parts: Iterable[RateLeft], why: str
) -> CreditContent:
    quantities = {line.identifier: line.quantity for line in lines}
    return CreditContent(_content(invoice, lines, parts, why), quantities)


def _by_rates(invoice: Invoice, parts: Sequence[RateLeft], why: str) -> CreditContent:
    """Tell one line for each rate: what is credited is an amount, not a service."""
    lines = tuple(_rate_line(invoice, part, str(n)) for n, part in enumerate(parts, start=1))
    return CreditContent(_content(invoice, lines, parts, why), {})


def _rate_line(invoice: Invoice, part: RateLeft, identifier: str) -> Line:
    rate = f" à {format_number(part.rate)} %" if part.rate else ""
    return Line(
        identifier=identifier,
        name=f"Avoir sur la facture {invoice.number}{rate}",
        description="",
        quantity=Decimal(1),
        unit=ONE,
        price=part.base,
        net_amount=part.base,
        tax_category=part.category,
        tax_rate=part.rate,
        period_start=None,
        period_end=None,
        note="",
        order_reference="",
    )


def _lines_of(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def _copied(line: InvoiceLine) -> Line:
    return Line(*(getattr(line, name) for name in Line._fields))


def _content(
    invoice: Invoice, lines: tuple[Line, ...], parts: Iterable[RateLeft], why: str
) -> InvoiceContent:
    told = list(parts)
    return InvoiceContent(
        customer=invoice.customer,
        lines=lines,
        kind=InvoiceKind.CREDIT_NOTE,
        source=InvoiceSource(invoice.source),
        references=References(invoice.marche, invoice.engagement, invoice.code_service),
        contract=_contract_of(invoice),
        subject=f"Avoir sur {invoice.number} : {why}"[:_LONGEST_SUBJECT],
        preceding_invoice=invoice.number,
        preceding_invoice_date=invoice.issue_date,
        taxes=in_order(_tax(part) for part in told),
        exemptions=tuple(
            Exemption(part.category, part.exemption_reason, part.exemption_code) for part in told
        ),
        **_inherited(invoice),
    )


def _inherited(invoice: Invoice) -> dict[str, Any]:
    names = (
        *("period_start", "period_end", "delivery_date", "cadre", "validator"),
        *("validator_service", "operation_category", "sector", "chantier", "payment_means"),
    )
    return {name: getattr(invoice, name) for name in names}


def _contract_of(invoice: Invoice) -> Contract | None:
    place = getattr(invoice, "issued_as", None)
    return place.contract if place is not None else None


def _tax(part: RateLeft) -> TaxLine:
    return TaxLine(
        part.rate,
        part.base,
        part.tax,
        part.category,
        part.exemption_reason,
        part.exemption_code,
    )


def _beyond(invoice: Invoice, asked: str, left: str) -> InvalidInput:
    return InvalidInput(
        f"L'avoir dépasse ce qui reste de la facture : {asked} demandé, {left} au plus",
        where=f"facture {invoice.number}",
        remedy=f"Diminuez-le. Ses avoirs : wochorus billing credit --list {invoice.number}",
    )
