"""Parties, orders, contract, supporting documents and project, in the order of the schema."""

from __future__ import annotations

import re

from support.cii_documents import xml
from support.einvoices import a_cleaning_company, a_town_hall, an_invoice
from wochorus.einvoice.cii.writing.agreement import agreement
from wochorus.einvoice.model import (
    Address,
    Identifier,
    SellerAgent,
    SupportingDocument,
    TaxRepresentative,
)

BARE = {"identifiers": (), "legal_registration": None, "contact": None}


def test_every_reference_has_its_element() -> None:
    invoice = an_invoice(
        seller=a_cleaning_company(
            **BARE, vat_identifier=None, legal_information=None, address=Address(country=None)
        ),
        buyer=a_town_hall(**BARE, address=Address(country=None)),
        buyer_reference="SERVICE-7",
        purchase_order_reference="ENG-118",
        sales_order_reference="CV-9",
        contract_reference="2024-07",
        project_reference="PROJET-1",
    )
    assert agreement(invoice) == xml("""
        <ram:ApplicableHeaderTradeAgreement>
            <ram:BuyerReference>SERVICE-7</ram:BuyerReference>
            <ram:SellerTradeParty><ram:Name>Proprelux SAS</ram:Name></ram:SellerTradeParty>
            <ram:BuyerTradeParty>
                <ram:Name>Commune de Saint-Maur-des-Fossés</ram:Name>
            </ram:BuyerTradeParty>
            <ram:SellerOrderReferencedDocument>
                <ram:IssuerAssignedID>CV-9</ram:IssuerAssignedID>
            </ram:SellerOrderReferencedDocument>
            <ram:BuyerOrderReferencedDocument>
                <ram:IssuerAssignedID>ENG-118</ram:IssuerAssignedID>
            </ram:BuyerOrderReferencedDocument>
            <ram:ContractReferencedDocument>
                <ram:IssuerAssignedID>2024-07</ram:IssuerAssignedID>
            </ram:ContractReferencedDocument>
            <ram:SpecifiedProcuringProject>
                <ram:ID>PROJET-1</ram:ID>
                <ram:Name>Project reference</ram:Name>
            </ram:SpecifiedProcuringProject>
        </ram:ApplicableHeaderTradeAgreement>
    """)


def test_agent_and_representative_come_after_the_buyer_and_additional_documents_last() -> None:
    invoice = an_invoice(
        seller_agent=SellerAgent(name="Mandataire"),
        tax_representative=TaxRepresentative(name="Représentant", vat_identifier="FR1"),
        supporting_documents=(SupportingDocument(reference="BL-1"),),
        tender_reference="LOT-3",
        object_identifier=Identifier("SITE-7"),
    )
    top_level = re.findall(r"<ram:(\w+(?:TradeParty|ReferencedDocument))>", agreement(invoice))
    assert top_level == [
        "SellerTradeParty",
        "BuyerTradeParty",
        "SalesAgentTradeParty",
        "SellerTaxRepresentativeTradeParty",
        "BuyerOrderReferencedDocument",
        "ContractReferencedDocument",
        *["AdditionalReferencedDocument"] * 3,
    ]
