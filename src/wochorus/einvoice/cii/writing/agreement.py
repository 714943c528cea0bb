"""Who agreed on what: ApplicableHeaderTradeAgreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.vocabulary import PROJECT_NAME
from wochorus.einvoice.cii.writing.elements import text_element
from wochorus.einvoice.cii.writing.parties import buyer, seller, seller_agent, tax_representative
from wochorus.einvoice.cii.writing.references import (
    contract,
    invoiced_object,
    reference,
    supporting_document,
    tender,
)

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice


def agreement(invoice: Invoice) -> str:
    """Write the parties, the orders, the contract, the supporting documents and the project."""
    return (
        "<ram:ApplicableHeaderTradeAgreement>"
        f"{text_element('BuyerReference', invoice.buyer_reference)}"
        f"{seller(invoice.seller)}"
        f"{buyer(invoice.buyer)}"
        f"{seller_agent(invoice.seller_agent)}"
        f"{tax_representative(invoice.tax_representative)}"
        f"{reference('SellerOrderReferencedDocument', invoice.sales_order_reference)}"
        f"{reference('BuyerOrderReferencedDocument', invoice.purchase_order_reference)}"
        f"{contract(invoice.contract_reference, invoice.contract_type)}"
        f"{''.join(map(supporting_document, invoice.supporting_documents))}"
        f"{tender(invoice.tender_reference)}"
        f"{invoiced_object(invoice.object_identifier)}"
        f"{_project(invoice.project_reference)}"
        "</ram:ApplicableHeaderTradeAgreement>"
    )


def _project(number: str | None) -> str:
    if not number:
        return ""
    return (
        f"<ram:SpecifiedProcuringProject>{text_element('ID', number)}"
        f"<ram:Name>{PROJECT_NAME}</ram:Name></ram:SpecifiedProcuringProject>"
    )
