"""Line amounts, the VAT breakdown and the totals: one arithmetic, to compute them or to check them.

The formulas are those of EN 16931 (BR-CO-10 to BR-CO-17). Each amount is rounded to the cent, half
away from zero, once, where the standard rounds: a line's net amount, and the VAT of each category
and rate on its summed base. Sums of rounded amounts are never rounded again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO, format_amount, format_number, to_cents
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.model import TaxBreakdown, Totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wochorus.einvoice.model import (
        DocumentAllowanceCharge,
        Invoice,
        InvoiceLine,
        LineAllowanceCharge,
    )

HUNDRED = Decimal(100)
_LONGEST_CODE = 10


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why no VAT is charged: a sentence (BT-120), a code of the VATEX list (BT-121), or both."""

    reason: str | None = None
    code: str | None = None


CUSTOMARY_EXEMPTIONS: Mapping[str, Exemption] = {
    "AE": Exemption("Autoliquidation", "VATEX-EU-AE"),
    "K": Exemption("Livraison intracommunautaire", "VATEX-EU-IC"),
    "G": Exemption("Exportation hors de l'Union européenne", "VATEX-EU-G"),
    "O": Exemption("Opération hors du champ de la TVA", "VATEX-EU-O"),
}
"""Reasons that the category alone gives (EN 16931 BR-AE-10, BR-IC-10, BR-G-10, BR-O-10).

Category E has none: the law that exempts must be named (BR-E-10).
"""

_TaxKey = tuple[str, Decimal | None]


def line_net_amount(line: InvoiceLine) -> Decimal:
    """Compute BT-131: quantity × net price ÷ base quantity, less allowances, plus charges."""
    price = line.price
    amount = line.quantity * price.net
    if price.base_quantity:
        amount /= price.base_quantity
    if line.allowances:
        amount -= _sum(line.allowances)
    if line.charges:
        amount += _sum(line.charges)
    return to_cents(amount)


def complete(
    invoice: Invoice,
    *,
    prepaid: Decimal | None = None,
    rounding: Decimal | None = None,
    tax_in_tax_currency: Decimal | None = None,
    exemptions: Mapping[str, Exemption] | None = None,
) -> Invoice:
    """Return ``invoice`` with every amount that it lacks computed; what it has is left as it is.

    ``prepaid`` (BT-113), ``rounding`` (BT-114) and ``tax_in_tax_currency`` (BT-111) cannot be
    computed: they count only when the invoice has no totals yet. ``exemptions`` gives the reason
    by VAT category, before :data:`CUSTOMARY_EXEMPTIONS`. Raises ``ArithmeticError`` when an amount
    would have more than 28 digits.
    """
    if any(line.net_amount is None for line in invoice.lines):
        invoice = replace(invoice, lines=tuple(_with_net_amount(line) for line in invoice.lines))
    if not invoice.tax_breakdown:
        invoice = replace(
            invoice, tax_breakdown=compute_tax_breakdown(invoice, exemptions=exemptions)
        )
    if invoice.totals is None:
        totals = compute_totals(
            invoice, prepaid=prepaid, rounding=rounding, tax_in_tax_currency=tax_in_tax_currency
        )
        invoice = replace(invoice, totals=totals)
    return invoice


def compute_tax_breakdown(
    invoice: Invoice, *, exemptions: Mapping[str, Exemption] | None = None
) -> tuple[TaxBreakdown, ...]:
    """Sum lines, allowances and charges by VAT category and rate (BG-23), highest rate first.

    Every line must have its net amount.
    """
    bases: dict[_TaxKey, Decimal] = {}
    for key, amount in _taxed_amounts(invoice):
        bases[key] = bases.get(key, ZERO) + amount
    reasons = {**CUSTOMARY_EXEMPTIONS, **(exemptions or {})}
    return tuple(
        _breakdown(category, rate, bases[category, rate], reasons)
        for category, rate in sorted(bases, key=_by_falling_rate)
    )


def compute_totals(
    invoice: Invoice,
    *,
    prepaid: Decimal | None = None,
    rounding: Decimal | None = None,
    tax_in_tax_currency: Decimal | None = None,
) -> Totals:
    """Compute the totals (BG-22) from the lines, allowances, charges and VAT breakdown."""
    lines = sum((_net(line) for line in invoice.lines), ZERO)
    allowances = _sum(invoice.allowances) if invoice.allowances else None
    charges = _sum(invoice.charges) if invoice.charges else None
    without_tax = lines - (allowances or ZERO) + (charges or ZERO)
    tax = sum((entry.tax_amount for entry in invoice.tax_breakdown), ZERO)
    with_tax = without_tax + tax
    return Totals(
        lines=lines,
        allowances=allowances,
        charges=charges,
        without_tax=without_tax,
        tax=tax,
        tax_in_tax_currency=tax_in_tax_currency,
        with_tax=with_tax,
        prepaid=prepaid,
        rounding=rounding,
        due=with_tax - (prepaid or ZERO) + (rounding or ZERO),
    )


def total_findings(invoice: Invoice) -> tuple[Finding, ...]:
    """Check the amounts that ``invoice`` states against the arithmetic of EN 16931.

    Works on an invoice that has totals. A line whose net amount is not the product of its
    quantity and price is a warning, as EN 16931 has no rule for it; all else is an error.
    """
    return (*_line_findings(invoice), *_tax_findings(invoice), *_document_findings(invoice))


def _with_net_amount(line: InvoiceLine) -> InvoiceLine:
    return line if line.net_amount is not None else replace(line, net_amount=line_net_amount(line))


def _net(line: InvoiceLine) -> Decimal:
    return line_net_amount(line) if line.net_amount is None else line.net_amount


def _sum(parts: Iterable[LineAllowanceCharge | DocumentAllowanceCharge]) -> Decimal:
    return sum((part.amount for part in parts), ZERO)


def _taxed_amounts(invoice: Invoice) -> Iterator[tuple[_TaxKey, Decimal]]:
    for line in invoice.lines:
        yield (line.tax_category, line.tax_rate), _net(line)
    for allowance in invoice.allowances:
        yield (allowance.tax_category, allowance.tax_rate), -allowance.amount
    for charge in invoice.charges:
        yield (charge.tax_category, charge.tax_rate), charge.amount


def _by_falling_rate(key: _TaxKey) -> tuple[Decimal, str]:
    category, rate = key
    return -(rate or ZERO), category


def _breakdown(
    category: str, rate: Decimal | None, base: Decimal, reasons: Mapping[str, Exemption]
) -> TaxBreakdown:
    exemption = reasons.get(category, Exemption())
    return TaxBreakdown(
        taxable_amount=base,
        tax_amount=to_cents(base * rate / HUNDRED) if rate else ZERO,
        category=category,
        rate=rate,
        exemption_reason=exemption.reason,
        exemption_code=exemption.code,
    )


def _line_findings(invoice: Invoice) -> Iterator[Finding]:
    for position, line in enumerate(invoice.lines):
        expected = line_net_amount(line)
        if line.net_amount is not None and line.net_amount != expected:
            yield _finding(
                "WO-LIGNE-01",
                f"Le montant HT de la ligne {line.identifier}",
                line.net_amount,
                "la quantité multipliée par le prix, remises et frais compris",
                expected,
                path=f"lines[{position}].net_amount",
                term="BT-131",
                severity=Severity.WARNING,
            )


def _tax_findings(invoice: Invoice) -> Iterator[Finding]:
    stated = {(entry.category, entry.rate): entry for entry in invoice.tax_breakdown}
    computed = {(entry.category, entry.rate): entry for entry in compute_tax_breakdown(invoice)}
    for position, entry in enumerate(invoice.tax_breakdown):
        rate = entry.rate or ZERO
        label = f"à {format_number(rate)} %, catégorie {entry.category[:_LONGEST_CODE]}"
        path = f"tax_breakdown[{position}]"
        base = computed.get((entry.category, entry.rate))
        expected_base = base.taxable_amount if base else ZERO
        if invoice.lines and entry.taxable_amount != expected_base:
            yield _finding(
                f"BR-{_rule_letters(entry.category)}-08",
                f"La base HT de la TVA {label}",
                entry.taxable_amount,
                "la somme des lignes de ce taux",
                expected_base,
                path=f"{path}.taxable_amount",
                term="BT-116",
            )
        expected_tax = to_cents(entry.taxable_amount * rate / HUNDRED)
        if entry.tax_amount != expected_tax:
            yield _finding(
                "BR-CO-17",
                f"La TVA {label}",
                entry.tax_amount,
                "sa base multipliée par son taux",
                expected_tax,
                path=f"{path}.tax_amount",
                term="BT-117",
            )
    for category, rate_or_none in computed.keys() - stated.keys():
        yield Finding(
            layer=Layer.READING,
            rule=f"BR-{_rule_letters(category)}-01",
            severity=Severity.ERROR,
            message=(
                f"Le détail de la TVA n'a pas d'entrée pour le taux de "
                f"{format_number(rate_or_none or ZERO)} % (catégorie {category[:_LONGEST_CODE]}) "
                "que portent des lignes, des remises ou des frais."
            ),
            remedy="Ajoutez ce taux au détail de la TVA, ou corrigez le taux des lignes.",
            path="tax_breakdown",
            term="BG-23",
        )


def _rule_letters(category: str) -> str:
    return {"K": "IC", "L": "AF", "M": "AG"}.get(category, category[:_LONGEST_CODE])


def _document_findings(invoice: Invoice) -> Iterator[Finding]:
    totals = invoice.totals
    if totals is None:
        return
    computed = compute_totals(invoice, prepaid=totals.prepaid, rounding=totals.rounding)
    allowances, charges = totals.allowances or ZERO, totals.charges or ZERO
    tax = totals.tax or ZERO
    checks = (
        ("BR-CO-10", "lines", "BT-106", "La somme des lignes HT", totals.lines,
         "l'addition des lignes", computed.lines if invoice.lines else totals.lines),
        ("BR-CO-11", "allowances", "BT-107", "La somme des remises", allowances,
         "l'addition des remises", computed.allowances or ZERO),
        ("BR-CO-12", "charges", "BT-108", "La somme des frais", charges,
         "l'addition des frais", computed.charges or ZERO),
        ("BR-CO-13", "without_tax", "BT-109", "Le total HT", totals.without_tax,
         "la somme des lignes moins les remises plus les frais",
         totals.lines - allowances + charges),
        ("BR-CO-14", "tax", "BT-110", "Le total de la TVA", tax,
         "l'addition de la TVA par taux", computed.tax or ZERO),
        ("BR-CO-15", "with_tax", "BT-112", "Le total TTC", totals.with_tax,
         "le total HT plus la TVA", totals.without_tax + tax),
        ("BR-CO-16", "due", "BT-115", "Le net à payer", totals.due,
         "le total TTC moins le déjà payé, plus l'arrondi",
         totals.with_tax - (totals.prepaid or ZERO) + (totals.rounding or ZERO)),
    )  # fmt: skip
    for rule, field, term, what, stated, formula, expected in checks:
        if stated != expected:
            yield _finding(rule, what, stated, formula, expected, path=f"totals.{field}", term=term)


def _finding(
    rule: str,
    what: str,
    stated: Decimal,
    formula: str,
    expected: Decimal,
    *,
    path: str,
    term: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(
        layer=Layer.READING,
        rule=rule,
        severity=severity,
        message=(
            f"{what} ({term}) est de {_exactly(stated)}, "
            f"alors que {formula} donne {_exactly(expected)}."
        ),
        remedy=f"Corrigez ce montant, ou laissez-le vide : il sera calculé ({term}).",
        path=path,
        term=term,
    )


def _exactly(amount: Decimal) -> str:
    """Write an amount with all its decimals: rounded, a wrong one could look right."""
    return format_amount(amount) if amount == to_cents(amount) else format_number(amount)
