"""The rows of an invoice as the invoice of EN 16931.

A few queries for any number of invoices. What the rows do not tell stays absent: the rules of the
format say what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from wochorus.accounts.legal_texts import TAX_ON_DEBITS
from wochorus.billing.models import (
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    TaxBreakdown,
)
from wochorus.core.identifiers import SIREN_LENGTH, SIRET_LENGTH, compact_identifier
from wochorus.core.money import CENT, ZERO
from wochorus.core.tax_categories import TaxCategory
from wochorus.customers.payment_means import PaymentMeans
from wochorus.einvoice import model
from wochorus.einvoice.dialects.dialect import ADDRESS_SCHEME, SIREN_SCHEME, SIRET_SCHEME
from wochorus.einvoice.totals import CUSTOMARY_EXEMPTIONS, Exemption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer

_CHUNK = 100
_GENERAL, _RECOVERY_FEE, _LATE_PENALTIES, _EARLY_PAYMENT = "AAI", "PMT", "PMD", "AAB"
"""Subjects of notes (BT-21, UNTDID 4451)."""
_DUE_ON_INVOICE = "5"
"""VAT due when the invoice is issued (BT-8, UNTDID 2475)."""
_TRANSFERS = frozenset(
    {
        PaymentMeans.TRANSFER,
        PaymentMeans.SEPA_TRANSFER,
        PaymentMeans.BANK_ACCOUNT,
        PaymentMeans.DEBIT_TRANSFER,
    }
)
_WITHOUT_TAX = frozenset({TaxCategory.EXEMPT, TaxCategory.OUT_OF_SCOPE})
_SERVICES = frozenset({model.OperationCategory.SERVICES, model.OperationCategory.MIXED})


def invoices_in_words(
    company: Company, invoice_ids: Iterable[int]
) -> Iterator[tuple[Invoice, model.Invoice]]:
    """Give the invoices of ``company`` in the order of their ids, a hundred in memory at a time.

    Each comes with its row, on which its documents are loaded.
    """
    ids = list(invoice_ids)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = _rows(company, chunk)
        origins = _dates_of_origins(company, rows.values())
        for invoice_id in chunk:
            row = rows[invoice_id]
            yield row, _Writing(company, row, origins).invoice()


def _rows(company: Company, ids: list[int]) -> dict[int, Invoice]:
    lines = InvoiceLine.objects.order_by("position")
    documents = InvoiceDocument.objects.select_related("document").order_by("position", "id")
    return (
        Invoice.objects.filter(company=company)
        .select_related("customer")
        .prefetch_related(
            "tax_breakdown",
            Prefetch("invoice_lines", lines),
            Prefetch("documents", documents),
        )
        .in_bulk(ids)
    )


def _dates_of_origins(company: Company, invoices: Iterable[Invoice]) -> dict[str, list[date]]:
    """Find the dates of the invoices that are cited without theirs."""
    cited = {
        invoice.preceding_invoice
        for invoice in invoices
        if invoice.preceding_invoice and invoice.preceding_invoice_date is None
    }
    found: defaultdict[str, list[date]] = defaultdict(list)
    if cited:
        known = Invoice.objects.filter(company=company, number__in=cited)
        for number, issue_date in known.values_list("number", "issue_date"):
            found[number].append(issue_date)
    return found


@dataclass(frozen=True, slots=True)
class _Writing:
    """An invoice of the database, being said in the words of EN 16931."""

    company: Company
    row: Invoice
    origins: Mapping[str, list[date]]

    def invoice(self) -> model.Invoice:
        row, customer = self.row, self.row.customer
        return model.Invoice(
            number=row.number,
            issue_date=row.issue_date,
            type_code=row.kind,
            currency=row.currency,
            tax_point_date_code=_DUE_ON_INVOICE if self._is_due_on_invoice else None,
            due_date=row.due_date,
            buyer_reference=row.code_service or customer.code_service or None,
            contract_reference=row.marche or None,
            purchase_order_reference=row.engagement or None,
            payment_terms=row.payment_terms or None,
            notes=tuple(self._notes()),
            business_process=row.cadre,
            operation_category=self._category,
            preceding_invoices=self._preceding_invoices(),
            seller=_seller(self.company, self._bears_no_tax),
            buyer=_buyer(customer),
            delivery=model.Delivery(actual_date=row.delivery_date) if row.delivery_date else None,
            period=_period(row),
            payment=self._payment(),
            totals=self._totals(),
            tax_breakdown=tuple(_breakdown(entry) for entry in self._taxes),
            lines=tuple(_line(line) for line in row.invoice_lines.all()),
        )

    @property
    def _category(self) -> model.OperationCategory:
        return model.OperationCategory(self.row.operation_category)

    @property
    def _is_due_on_invoice(self) -> bool:
        return self.company.vat_on_debits and self._category in _SERVICES

    @property
    def _taxes(self) -> list[TaxBreakdown]:
        return sorted(self.row.tax_breakdown.all(), key=lambda tax: (-tax.rate, tax.category))

    @property
    def _bears_no_tax(self) -> bool:
        return {tax.category for tax in self.row.tax_breakdown.all()} <= _WITHOUT_TAX

    def _notes(self) -> Iterator[model.Note]:
        row, company = self.row, self.company
        said = (
            (row.subject, _GENERAL),
            (f"Chantier : {row.chantier}" if row.chantier else "", _GENERAL),
            (TAX_ON_DEBITS if self._is_due_on_invoice else "", _GENERAL),
            (company.recovery_fee, _RECOVERY_FEE),
            (company.late_penalties, _LATE_PENALTIES),
            (company.early_payment, _EARLY_PAYMENT),
        )
        return (model.Note(text, subject) for text, subject in said if text)

    def _preceding_invoices(self) -> tuple[model.PrecedingInvoice, ...]:
        row = self.row
        if not row.preceding_invoice:
            return ()
        earlier = [
            day for day in self.origins.get(row.preceding_invoice, ()) if day <= row.issue_date
        ]
        day = row.preceding_invoice_date or max(earlier, default=None)
        return (model.PrecedingInvoice(number=row.preceding_invoice, issue_date=day),)

    def _payment(self) -> model.PaymentInstructions | None:
        if self.row.kind == InvoiceKind.CREDIT_NOTE:
            return None
        company, means = self.company, self.row.payment_means
        transfers: tuple[model.CreditTransfer, ...] = ()
        if means in _TRANSFERS and company.iban:
            transfers = (
                model.CreditTransfer(
                    account=company.iban,
                    account_name=company.name,
                    service_provider=company.bic or None,
                ),
            )
        return model.PaymentInstructions(means_code=means, credit_transfers=transfers)

    def _totals(self) -> model.Totals:
        row = self.row
        return model.Totals(
            lines=sum((line.net_amount for line in row.invoice_lines.all()), ZERO),
            without_tax=row.total_without_tax,
            tax=row.total_tax,
            with_tax=row.total_with_tax,
            prepaid=row.prepaid or None,
            due=row.amount_due,
        )


def _seller(company: Company, bears_no_tax: bool) -> model.Seller:
    siret = company.siret
    is_whole = len(siret) == SIRET_LENGTH
    return model.Seller(
        name=company.name,
        identifiers=(model.Identifier(siret, SIRET_SCHEME),) if is_whole else (),
        legal_registration=model.Identifier(company.siren, SIREN_SCHEME) if is_whole else None,
        vat_identifier=company.vat_number or None,
        tax_registration=_tax_registration(company, bears_no_tax),
        legal_information=company.legal_information or None,
        electronic_address=_electronic_address(company.routing_address),
        address=_address(company),
        contact=_contact(company.phone, company.email),
    )


def _tax_registration(company: Company, bears_no_tax: bool) -> str | None:
    """Name by its SIREN a seller who has no VAT number as he bills no VAT (BR-E-02, BR-O-02)."""
    return company.siren or None if bears_no_tax and not company.vat_number else None


def _buyer(customer: Customer) -> model.Buyer:
    siret = compact_identifier(customer.siret)
    is_whole = len(siret) == SIRET_LENGTH
    return model.Buyer(
        name=customer.name,
        identifiers=(model.Identifier(siret, SIRET_SCHEME),) if is_whole else (),
        legal_registration=(
            model.Identifier(siret[:SIREN_LENGTH], SIREN_SCHEME) if is_whole else None
        ),
        vat_identifier=customer.vat_number or None,
        electronic_address=_electronic_address(customer.electronic_address),
        address=_address(customer),
        contact=_contact("", customer.email),
    )


def _address(party: Company | Customer) -> model.Address:
    return model.Address(
        line_1=party.address or None,
        line_2=party.address_line_2 or None,
        city=party.town or None,
        postcode=party.postcode or None,
        country=party.country or None,
    )


def _contact(telephone: str, email: str) -> model.Contact | None:
    if not telephone and not email:
        return None
    return model.Contact(telephone=telephone or None, email=email or None)


def _electronic_address(address: str) -> model.Identifier | None:
    return model.Identifier(address, ADDRESS_SCHEME) if address else None


def _period(row: Invoice | InvoiceLine) -> model.Period | None:
    if row.period_start is None and row.period_end is None:
        return None
    return model.Period(start=row.period_start, end=row.period_end)


def _rate(category: str, rate: Decimal) -> Decimal | None:
    """Leave the rate out where there is none at all (BR-O-05)."""
    return None if category == TaxCategory.OUT_OF_SCOPE else _plain(rate)


def _breakdown(entry: TaxBreakdown) -> model.TaxBreakdown:
    usual = CUSTOMARY_EXEMPTIONS.get(entry.category, Exemption())
    is_told = entry.exemption_reason or entry.exemption_code
    return model.TaxBreakdown(
        taxable_amount=entry.taxable_amount,
        tax_amount=entry.tax_amount,
        category=entry.category,
        rate=_rate(entry.category, entry.rate),
        exemption_reason=entry.exemption_reason or None if is_told else usual.reason,
        exemption_code=entry.exemption_code or None if is_told else usual.code,
    )


def _line(line: InvoiceLine) -> model.InvoiceLine:
    return model.InvoiceLine(
        identifier=line.identifier,
        quantity=_plain(line.quantity),
        unit=line.unit,
        price=model.Price(net=_price(line.price)),
        item=model.Item(name=line.name, description=line.description or None),
        tax_category=line.tax_category,
        tax_rate=_rate(line.tax_category, line.tax_rate),
        net_amount=line.net_amount,
        notes=(model.Note(line.note),) if line.note else (),
        purchase_order_line=line.order_reference or None,
        period=_period(line),
    )


def _plain(value: Decimal) -> Decimal:
    """Drop the zeros that the column adds after the last decimal."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _price(value: Decimal) -> Decimal:
    cents = value.quantize(CENT)
    return cents if cents == value else value.normalize()
