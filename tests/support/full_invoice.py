"""An invoice with a value in every field of the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from support.einvoices import a_cleaning_company, a_line, a_town_hall, an_invoice
from wochorus.einvoice.dialects.dialect import EN_16931
from wochorus.einvoice.model import (
    Address,
    AttachedFile,
    Classification,
    Contact,
    CreditTransfer,
    Delivery,
    DirectDebit,
    DocumentAllowanceCharge,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    ItemAttribute,
    LineAllowanceCharge,
    LinePrecedingInvoice,
    Note,
    OperationCategory,
    Payee,
    PaymentCard,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    SellerAgent,
    SupportingDocument,
    TaxRepresentative,
)
from wochorus.einvoice.totals import Exemption, complete

DAY = date(2026, 10, 31)
SIREN = Identifier("130012024", "0002")
EVERYWHERE = Address(
    line_1="12 rue", line_2="Bât. A", line_3="Porte 3", city="Paris", postcode="75012",
    subdivision="Île-de-France", country="FR",
)  # fmt: skip
PART = LineAllowanceCharge(
    amount=Decimal(1), base_amount=Decimal(10), percentage=Decimal(10), reason="R", reason_code="95"
)
DOCUMENT_PART = DocumentAllowanceCharge(
    amount=Decimal(1), base_amount=Decimal(10), percentage=Decimal(10),
    tax_category="E", tax_rate=Decimal(0), reason="R", reason_code="95",
)  # fmt: skip


def a_full_line() -> InvoiceLine:
    return a_line(
        1,
        tax_category="E",
        tax_rate=Decimal(0),
        price=Price(
            net=Decimal(9), gross=Decimal(10), discount=Decimal(1), base_quantity=Decimal(1),
            base_unit="HUR",
        ),
        item=Item(
            name="Savon", description="D", seller_identifier="S", buyer_identifier="B",
            standard_identifier=Identifier("3016570001007", "0160"),
            classifications=(Classification("90911200-8", "STI", "2008"),), origin_country="DE",
            attributes=(ItemAttribute("Parfum", "Citron"),),
        ),
        notes=(Note("N", "AAI"),),
        object_identifier=Identifier("SITE", "AVV"),
        purchase_order_line="3",
        buyer_accounting_reference="6135",
        period=Period(start=DAY, end=DAY),
        allowances=(PART,),
        charges=(PART,),
        purchase_order_reference="BC",
        preceding_invoice=LinePrecedingInvoice(
            number="FA-31", type_code="380", issue_date=DAY, line="4"
        ),
        despatch_advice_reference="BL",
        despatch_advice_line="2",
        delivery_date=DAY,
    )  # fmt: skip


def a_full_invoice() -> Invoice:
    """An invoice with a value in every field of the model."""
    document = SupportingDocument(
        reference="BL", description="BON_LIVRAISON", location="https://example.fr",
        file=AttachedFile(content=b"%PDF", media_type="application/pdf", file_name="b.pdf"),
    )  # fmt: skip
    payment = PaymentInstructions(
        means_code="59",
        means_text="Prélèvement",
        remittance_information="FA-42",
        credit_transfers=(
            CreditTransfer(
                account="FR7630006000011234567890189", account_name="P", service_provider="AGRIFRPP"
            ),
        ),
        card=PaymentCard(number="4242", holder="Martin"),
        direct_debit=DirectDebit(mandate="M-1", creditor="FR12ZZZ1", debited_account="FR763000"),
    )
    contact = Contact(name="C", telephone="0145000000", email="c@example.fr")
    address = Identifier("552100554", "0225")
    invoice = an_invoice(
        tax_currency="USD",
        tax_point_date=DAY,
        tax_point_date_code="72",
        buyer_reference="SERVICE-7",
        project_reference="P-1",
        contract_type="ACE",
        sales_order_reference="CV",
        receiving_advice_reference="BR",
        despatch_advice_reference="BL",
        tender_reference="LOT-3",
        object_identifier=Identifier("SITE", "AVV"),
        buyer_accounting_reference="6135",
        business_process="S1",
        specification=EN_16931,
        operation_category=OperationCategory.SERVICES,
        preceding_invoices=(PrecedingInvoice(number="FA-31", issue_date=DAY, type_code="380"),),
        seller=a_cleaning_company(
            trading_name="P", tax_registration="F", electronic_address=address, address=EVERYWHERE
        ),
        buyer=a_town_hall(
            trading_name="M", vat_identifier="FR1", electronic_address=address, contact=contact,
            address=EVERYWHERE,
        ),
        seller_agent=SellerAgent(
            name="A", identifiers=(Identifier("1", "0009"),), legal_registration=SIREN,
            vat_identifier="FR1", electronic_address=address, address=EVERYWHERE,
        ),
        payee=Payee(name="F", identifier=Identifier("F-1"), legal_registration=SIREN),
        tax_representative=TaxRepresentative(name="R", vat_identifier="FR1", address=EVERYWHERE),
        delivery=Delivery(
            name="É", location=Identifier("301", "0088"), actual_date=DAY, address=EVERYWHERE
        ),
        payment=payment,
        allowances=(DOCUMENT_PART,),
        charges=(DOCUMENT_PART,),
        supporting_documents=(document,),
    )  # fmt: skip
    return complete(
        replace(invoice, lines=(a_full_line(),)),
        prepaid=Decimal(1),
        rounding=Decimal("0.01"),
        tax_in_tax_currency=Decimal(0),
        exemptions={"E": Exemption("Article 261", "VATEX-EU-132")},
    )
