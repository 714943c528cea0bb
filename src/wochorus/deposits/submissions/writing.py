"""Invoices of the journal as requests of submission, their documents apart.

Where Chorus Pro's documents are silent: the reason of an exemption is what the journal says of it;
a line whose quantity times price is above its amount says the difference as its discount.

Sources: Chorus Pro, operation ``soumettre`` and its code lists (``codeCadreFacturation``,
``typeFacture``, ``typeTva``, ``modePaiement``); rule G1.14 (any other means is a transfer).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from wochorus.billing.models import Invoice, InvoiceKind, InvoiceLine
from wochorus.choruspro import SubmissionCadre, SubmissionMode
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import ZERO, to_cents
from wochorus.core.tax_categories import TaxCategory
from wochorus.core.units import unit_word
from wochorus.customers.payment_means import PaymentMeans
from wochorus.deposits.checks.ways import VALIDATED_CADRES
from wochorus.deposits.submissions.request import FrozenLine, FrozenRequest, FrozenVat
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES, SubmittedFormat
from wochorus.einvoice.totals import CUSTOMARY_EXEMPTIONS, Exemption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.models import TaxBreakdown

CADRES = {
    "A1": SubmissionCadre.SUPPLIER,
    "A2": SubmissionCadre.SUPPLIER_ALREADY_PAID,
    "A9": SubmissionCadre.SUBCONTRACTOR,
    "A12": SubmissionCadre.COCONTRACTOR,
}
KINDS = {InvoiceKind.INVOICE: "FACTURE", InvoiceKind.CREDIT_NOTE: "AVOIR"}
_MEANS: dict[str, str] = {
    PaymentMeans.DIRECT_DEBIT: "PRELEVEMENT",
    PaymentMeans.SEPA_DIRECT_DEBIT: "PRELEVEMENT",
    PaymentMeans.CHEQUE: "CHEQUE",
    PaymentMeans.CASH: "ESPECE",
    PaymentMeans.OFFSET: "REPORT",
    PaymentMeans.CARD: "AUTRE",
    PaymentMeans.UNDEFINED: "AUTRE",
}
_TRANSFER = "VIREMENT"
_ON_DEBITS, _ON_RECEIPTS = "TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT"
_EXEMPT, _WITHOUT = "EXONERATION", "SANS_TVA"
_CHUNK = 100
_PLACES = Decimal("0.000001")


def requests_of(
    company: Company, invoice_ids: Iterable[int], submitted: SubmittedFormat
) -> Iterator[tuple[int, FrozenRequest]]:
    """Write the requests of invoices of ``company``, in the order of their ids.

    An invoice that is gone, or whose frame has no name here, has none.
    """
    ids = list(invoice_ids)
    for start in range(0, len(ids), _CHUNK):
        rows = _rows(company, ids[start : start + _CHUNK])
        for invoice_id in ids[start : start + _CHUNK]:
            row = rows.get(invoice_id)
            if row is not None and row.cadre in CADRES:
                yield invoice_id, _request(company, row, submitted)


def _rows(company: Company, ids: list[int]) -> dict[int, Invoice]:
    lines = Prefetch("invoice_lines", InvoiceLine.objects.order_by("position"))
    return (
        Invoice.objects.filter(company=company)
        .select_related("customer")
        .prefetch_related("tax_breakdown", lines)
        .in_bulk(ids)
    )


def _request(company: Company, row: Invoice, submitted: SubmittedFormat) -> FrozenRequest:
    taxes = sorted(row.tax_breakdown.all(), key=lambda tax: (-tax.rate, tax.category))
    regime = _regime(company, taxes)
    is_validated = row.cadre in VALIDATED_CADRES
    return FrozenRequest(
        mode=SubmissionMode(CHORUS_SYNTAXES[submitted]),
        number=row.number,
        issue_date=row.issue_date,
        supplier_siret=company.siret,
        recipient_siret=compact_identifier(row.customer.siret),
        code_service=row.code_service or row.customer.code_service,
        cadre=CADRES[row.cadre],
        validator=row.validator if is_validated else "",
        validator_service=row.validator_service if is_validated else "",
        currency=row.currency,
        kind=KINDS[InvoiceKind(row.kind)],
        vat_regime=regime,
        exemption=_exemption(taxes) if regime == _EXEMPT else "",
        marche=row.marche,
        engagement=row.engagement,
        preceding_invoice=row.preceding_invoice,
        payment_means=_means(row),
        lines=()
        if submitted.has_pdf
        else tuple(
            _line(position, line) for position, line in enumerate(row.invoice_lines.all(), start=1)
        ),
        vat=_vat(taxes),
        without_tax=row.total_without_tax,
        vat_total=row.total_tax,
        with_tax=row.total_with_tax,
        due=row.amount_due,
        comment=row.subject,
    )


def _means(row: Invoice) -> str:
    """Say how it is to be paid; a credit note is not."""
    if row.kind == InvoiceKind.CREDIT_NOTE:
        return ""
    return _MEANS.get(row.payment_means, _TRANSFER)


def _regime(company: Company, taxes: list[TaxBreakdown]) -> str:
    """Say which VAT the invoice bears; one rate above zero is enough for it to bear one."""
    if any(tax.rate > ZERO for tax in taxes):
        return _ON_DEBITS if company.vat_on_debits else _ON_RECEIPTS
    out_of_scope = all(tax.category == TaxCategory.OUT_OF_SCOPE for tax in taxes)
    return _WITHOUT if out_of_scope else _EXEMPT


def _exemption(taxes: list[TaxBreakdown]) -> str:
    """Say why there is no VAT, in the words of the journal, else in those of the category."""
    for tax in taxes:
        usual = CUSTOMARY_EXEMPTIONS.get(tax.category, Exemption())
        for said in (tax.exemption_reason, tax.exemption_code, usual.reason, usual.code):
            if said:
                return said
    return ""


def _vat(taxes: list[TaxBreakdown]) -> tuple[FrozenVat, ...]:
    """Add up what is at the same rate: Chorus Pro knows rates, no categories."""
    found: dict[Decimal, FrozenVat] = {}
    for tax in taxes:
        rate = plain(tax.rate)
        known = found.get(rate, FrozenVat(rate=rate, base=ZERO, amount=ZERO))
        found[rate] = FrozenVat(
            rate=rate,
            base=known.base + tax.taxable_amount,
            amount=known.amount + tax.tax_amount,
        )
    return tuple(found.values())


def _line(number: int, line: InvoiceLine) -> FrozenLine:
    discount = (line.quantity * line.price - line.net_amount).quantize(_PLACES, ROUND_HALF_UP)
    explained = to_cents(line.quantity * line.price) == line.net_amount
    return FrozenLine(
        number=number,
        reference="" if line.identifier == str(number) else line.identifier,
        name=line.name,
        quantity=plain(line.quantity),
        unit=unit_word(line.unit),
        unit_price=plain(line.price),
        discount=None if explained or discount <= ZERO else plain(discount),
        vat_rate=plain(line.tax_rate),
    )


def plain(value: Decimal) -> Decimal:
    """Drop the zeros after the last decimal: 20.00 and 20 are one rate."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
