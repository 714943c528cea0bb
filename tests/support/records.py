"""Rows of the database for tests: a cleaning company, its town halls, invoices with a real PDF."""

from __future__ import annotations

import io
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pikepdf
from django.utils import timezone

from wochorus.accounts.services import register_company
from wochorus.billing.documents import attach_main
from wochorus.billing.models import Invoice, InvoiceKind, InvoiceLine, TaxBreakdown
from wochorus.core.identifiers import french_vat_number
from wochorus.customers.models import BuyerKind, Customer
from wochorus.directory.models import Service, Structure

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

SUPPLIER = "73282932000074"
UNDEMANDING = "12345678200051"
SERVICE_REQUIRED = "12345678200028"
SERVICE_CODE = "SERVICE_DEST_SERV_OBL"
"""The simulator knows these recipients from its first start (qualification data)."""


def a_siret(rank: int) -> str:
    """Invent a SIRET of its own, whose two check digits are right."""
    siren = _with_check_digit(f"{50_000_000 + rank}")
    return _with_check_digit(f"{siren}0001")


def _with_check_digit(digits: str) -> str:
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(reversed(digits)))
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


def a_company(code: str = "propre", siret: str = SUPPLIER, **fields: Any) -> Company:
    """Register an issuing company that calls Chorus Pro without waiting."""
    return register_company(
        code, f"{code.capitalize()} SARL", siret, **{"call_interval_ms": 0, **fields}
    )


def a_structure(siret: str = UNDEMANDING, **fields: Any) -> Structure:
    """Put an active structure in the annuaire."""
    flags = {
        "is_active": True,
        "requires_engagement": False,
        "requires_service": False,
        "requires_service_or_engagement": False,
    }
    return Structure.objects.create(
        identifier=siret,
        **{"name": "COMMUNE DE TEST", "origin": "annuaire", "searchable": "", **flags, **fields},
    )


def a_service(structure: Structure, code: str = SERVICE_CODE, **fields: Any) -> Service:
    """Put an active service in the annuaire."""
    return Service.objects.create(
        structure=structure,
        code=code,
        **{"is_active": True, "requires_engagement": False, "origin": "annuaire", **fields},
    )


def a_customer(company: Company, siret: str = UNDEMANDING, **fields: Any) -> Customer:
    """Record a public customer, named after its SIRET."""
    place = {"address": "1 place de la Mairie", "postcode": "75001", "town": "Paris"}
    public = {"name": f"Mairie {siret}", "siret": siret, "kind": BuyerKind.PUBLIC}
    customer, _ = Customer.objects.get_or_create(
        company=company,
        code=fields.pop("code", f"C{siret[-5:]}"),
        defaults={**place, **public, **fields},
    )
    return customer


def an_invoice(
    company: Company, number: str, pdf_folder: Path | None = None, **fields: Any
) -> Invoice:
    """Record an invoice of 120.00 € TTC, with a PDF when a folder is given to write it in."""
    customer = fields.pop("customer", None) or a_customer(company)
    invoice = Invoice.objects.create(
        company=company,
        customer=customer,
        number=number,
        **{
            "kind": InvoiceKind.INVOICE,
            "issue_date": timezone.localdate().replace(day=1),
            "total_without_tax": Decimal(100),
            "total_tax": Decimal(20),
            "total_with_tax": Decimal(120),
            "amount_due": Decimal(120),
            **fields,
        },
    )
    TaxBreakdown.objects.create(
        invoice=invoice, rate=20, taxable_amount=Decimal(100), tax_amount=Decimal(20)
    )
    if pdf_folder is not None:
        path = pdf_folder / f"{invoice.pk}.pdf"
        path.write_bytes(a_pdf(number))
        attach_main(invoice, path, f"{number}.pdf")
    return invoice


def a_whole_company(code: str = "propre", siret: str = SUPPLIER, **fields: Any) -> Company:
    """Register a company of which everything is known that an e-invoice says."""
    known = {
        "vat_number": french_vat_number(siret[:9]),
        "legal_form": "SARL",
        "share_capital": Decimal(50_000),
        "trade_register": "RCS Orléans 732 829 320",
        "address": "14 rue des Mariniers",
        "postcode": "45160",
        "town": "Olivet",
        "email": "facturation@propre.example",
        "phone": "02 38 00 00 00",
        "iban": "FR7630006000011234567890189",
        "bic": "AGRIFRPP",
    }
    return a_company(code, siret, **{**known, **fields})


def a_detailed_invoice(
    company: Company, number: str, pdf_folder: Path | None = None, *, lines: int = 2, **fields: Any
) -> Invoice:
    """Record an invoice of hours at 10 € with its lines, of which an e-invoice can be made.

    It has no PDF, or an archival one when a folder is given to write it in.
    """
    net = Decimal(100 * lines)
    tax = net / 5
    today = timezone.localdate()
    customer = fields.pop("customer", None) or a_customer(company)
    invoice = Invoice.objects.create(
        company=company,
        customer=customer,
        number=number,
        **{
            "kind": InvoiceKind.INVOICE,
            "issue_date": today.replace(day=1),
            "due_date": today.replace(day=28),
            "period_start": today.replace(day=1),
            "period_end": today.replace(day=1),
            "delivery_date": today.replace(day=1),
            "engagement": "BC-2026-118",
            "subject": "Entretien des locaux",
            "payment_terms": "Paiement à 30 jours",
            "total_without_tax": net,
            "total_tax": tax,
            "total_with_tax": net + tax,
            "amount_due": net + tax,
            **fields,
        },
    )
    TaxBreakdown.objects.create(invoice=invoice, rate=20, taxable_amount=net, tax_amount=tax)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            identifier=str(position),
            name=f"Entretien courant, bâtiment {position}",
            description="Passages du lundi au vendredi",
            quantity=10,
            unit="HUR",
            price=10,
            net_amount=100,
            tax_rate=20,
        )
        for position in range(1, lines + 1)
    )
    if pdf_folder is not None:
        path = pdf_folder / f"{invoice.pk}.pdf"
        path.write_bytes(an_archival_pdf(number))
        attach_main(invoice, path, f"{number}.pdf")
    return invoice


def an_archival_pdf(title: str = "facture", weight: int = 0) -> bytes:
    """Make a PDF of one blank page that announces itself as PDF/A-3; ``weight``: as `a_pdf`."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = title
            metadata["pdfaid:part"] = "3"
            metadata["pdfaid:conformance"] = "B"
        colours = pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent,
            S=pikepdf.Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB",
            DestOutputProfile=pdf.make_stream(b"profile"),
        )
        pdf.Root.OutputIntents = pikepdf.Array([colours])
        if weight:
            pdf.Root["/Weight"] = pdf.make_stream(os.urandom(weight))
        pdf.save(target)
    return target.getvalue()


def a_pdf(title: str = "facture", weight: int = 0) -> bytes:
    """Make a real PDF of one blank page, made heavier by ``weight`` bytes that do not shrink."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = title
        if weight:
            pdf.Root["/Weight"] = pdf.make_stream(os.urandom(weight))
        pdf.save(target)
    return target.getvalue()
