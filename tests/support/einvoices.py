"""A small cast of invoices for the tests of the e-invoice engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.model import (
    Address,
    Buyer,
    Contact,
    CreditTransfer,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    Seller,
)
from wochorus.einvoice.totals import complete

SELLER_SIRET = "55210055400013"
TOWN_HALL_SIRET = "21940068600016"


def a_cleaning_company(**changes: Any) -> Seller:
    """Proprelux, which cleans town halls."""
    seller = Seller(
        name="Proprelux SAS",
        identifiers=(Identifier(SELLER_SIRET, "0009"),),
        legal_registration=Identifier(SELLER_SIRET[:9], "0002"),
        vat_identifier="FR96552100554",
        legal_information="SAS au capital de 50 000 € – RCS Créteil 552 100 554",
        address=Address(line_1="12 rue des Lilas", postcode="94100", city="Saint-Maur-des-Fossés"),
        contact=Contact(
            name="Service facturation",
            telephone="+33 1 45 00 00 00",
            email="facturation@example.fr",
        ),
    )
    return replace(seller, **changes)


def a_town_hall(**changes: Any) -> Buyer:
    """A commune that wants no service code."""
    buyer = Buyer(
        name="Commune de Saint-Maur-des-Fossés",
        identifiers=(Identifier(TOWN_HALL_SIRET, "0009"),),
        legal_registration=Identifier(TOWN_HALL_SIRET[:9], "0002"),
        address=Address(
            line_1="Place Charles-de-Gaulle", postcode="94100", city="Saint-Maur-des-Fossés"
        ),
    )
    return replace(buyer, **changes)


def a_line(number: int = 1, **changes: Any) -> InvoiceLine:
    """A month of cleaning: 12.5 hours at 24.80 €, VAT 20 %."""
    line = InvoiceLine(
        identifier=str(number),
        quantity=Decimal("12.5"),
        unit="HUR",
        price=Price(net=Decimal("24.80")),
        item=Item(name=f"Entretien courant, bâtiment {number}", description="Bureaux & sanitaires"),
        tax_category="S",
        tax_rate=Decimal(20),
    )
    return replace(line, **changes)


def an_invoice(lines: int = 2, **changes: Any) -> Invoice:
    """The invoice of a month to a town hall, without its amounts: see :func:`a_whole_invoice`."""
    invoice = Invoice(
        number="FA-2026-0042",
        issue_date=date(2026, 10, 31),
        due_date=date(2026, 11, 30),
        purchase_order_reference="ENG-2026-118",
        contract_reference="2024-07",
        payment_terms="30 jours à réception",
        notes=(Note("Entretien des bâtiments communaux, octobre 2026", "AAI"),),
        seller=a_cleaning_company(),
        buyer=a_town_hall(),
        period=Period(start=date(2026, 10, 1), end=date(2026, 10, 31)),
        payment=PaymentInstructions(
            means_code="30",
            credit_transfers=(
                CreditTransfer(
                    account="FR7630006000011234567890189",
                    account_name="Proprelux SAS",
                    service_provider="AGRIFRPP",
                ),
            ),
        ),
        lines=tuple(a_line(number) for number in range(1, lines + 1)),
    )
    return replace(invoice, **changes)


def a_credit_note(lines: int = 1, **changes: Any) -> Invoice:
    """A credit note on an invoice of the month before."""
    corrected = PrecedingInvoice(number="FA-2026-0031", issue_date=date(2026, 9, 30))
    note = an_invoice(
        lines, number="AV-2026-0003", type_code="381", preceding_invoices=(corrected,)
    )
    return replace(note, **changes)


def a_whole_invoice(
    circuit: Circuit = Circuit.CHORUS, invoice: Invoice | None = None, **changes: Any
) -> Invoice:
    """An invoice with its amounts, said in the words of a circuit."""
    whole = complete(invoice if invoice is not None else an_invoice(**changes))
    return express(whole, DIALECTS[circuit]).invoice
