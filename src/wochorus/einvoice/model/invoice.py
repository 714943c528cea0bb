"""The invoice of EN 16931, whole, with the French extensions that a public buyer needs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from wochorus.einvoice.model.amounts import DocumentAllowanceCharge, TaxBreakdown, Totals
from wochorus.einvoice.model.identifiers import Identifier
from wochorus.einvoice.model.lines import InvoiceLine
from wochorus.einvoice.model.parties import (
    Buyer,
    Delivery,
    Payee,
    Seller,
    SellerAgent,
    TaxRepresentative,
)
from wochorus.einvoice.model.payment import PaymentInstructions
from wochorus.einvoice.model.references import Note, Period, PrecedingInvoice, SupportingDocument
from wochorus.einvoice.model.term import Group, Term, terms

CREDIT_NOTE_TYPES = frozenset({"261", "262", "381", "396", "502", "503"})
"""Types (BT-3, UNTDID 1001) that are credit notes, out of those that France allows (BR-FR-04)."""


class OperationCategory(StrEnum):
    """What an invoice is for, a mention of French law (décret 2022-1299).

    In the circuit of the 2026 reform it is the first letter of the billing frame (BT-23).
    """

    GOODS = "B"
    SERVICES = "S"
    MIXED = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Group):
    """An invoice or a credit note, in the words of EN 16931.

    What is absent is ``None`` or an empty tuple, never an empty text. ``tax_breakdown``,
    ``totals`` and the net amount of lines may be left out:
    :func:`wochorus.einvoice.totals.complete` computes them. ``tax_point_date_code`` (BT-8) is a
    code of UNTDID 2475 (``5`` invoice date, ``29`` delivery, ``72`` payment).
    ``operation_category`` is no term of the standard: formats of the historical circuit do not
    carry it, the reform's carry it as the first letter of BT-23.
    """

    number: Annotated[str, Term("BT-1", "n° de facture")]
    issue_date: Annotated[date, Term("BT-2", "date de facture")]
    type_code: Annotated[str, Term("BT-3", "type de facture")] = "380"
    currency: Annotated[str, Term("BT-5", "devise")] = "EUR"
    tax_currency: Annotated[str | None, Term("BT-6", "devise de comptabilisation de la TVA")] = None
    tax_point_date: Annotated[date | None, Term("BT-7", "date d'exigibilité de la TVA")] = None
    tax_point_date_code: Annotated[str | None, Term("BT-8", "code d'exigibilité de la TVA")] = None
    due_date: Annotated[date | None, Term("BT-9", "date d'échéance")] = None
    buyer_reference: Annotated[str | None, Term("BT-10", "code service")] = None
    project_reference: Annotated[str | None, Term("BT-11", "n° de projet")] = None
    contract_reference: Annotated[str | None, Term("BT-12", "n° de marché")] = None
    contract_type: Annotated[str | None, Term("EXT-FR-FE-01", "nature du contrat")] = None
    purchase_order_reference: Annotated[str | None, Term("BT-13", "n° d'engagement")] = None
    sales_order_reference: Annotated[str | None, Term("BT-14", "n° de commande du vendeur")] = None
    receiving_advice_reference: Annotated[str | None, Term("BT-15", "n° de réception")] = None
    despatch_advice_reference: Annotated[str | None, Term("BT-16", "n° du bon de livraison")] = None
    tender_reference: Annotated[str | None, Term("BT-17", "n° d'appel d'offres ou de lot")] = None
    object_identifier: Annotated[
        Identifier | None, Term("BT-18", "identifiant de l'objet facturé")
    ] = None
    buyer_accounting_reference: Annotated[
        str | None, Term("BT-19", "référence comptable de l'acheteur")
    ] = None
    payment_terms: Annotated[str | None, Term("BT-20", "conditions de paiement")] = None
    notes: Annotated[tuple[Note, ...], Term("BG-1", "notes")] = ()
    business_process: Annotated[str | None, Term("BT-23", "cadre de facturation")] = None
    specification: Annotated[str | None, Term("BT-24", "profil de la facture")] = None
    operation_category: Annotated[
        OperationCategory | None, Term("BT-23", "catégorie d'opération")
    ] = None
    preceding_invoices: Annotated[
        tuple[PrecedingInvoice, ...], Term("BG-3", "factures antérieures")
    ] = ()
    seller: Annotated[Seller, Term("BG-4", "vendeur")]
    buyer: Annotated[Buyer, Term("BG-7", "acheteur")]
    seller_agent: Annotated[SellerAgent | None, Term("EXT-FR-FE-BG-03", "agent du vendeur")] = None
    payee: Annotated[Payee | None, Term("BG-10", "bénéficiaire du paiement")] = None
    tax_representative: Annotated[
        TaxRepresentative | None, Term("BG-11", "représentant fiscal du vendeur")
    ] = None
    delivery: Annotated[Delivery | None, Term("BG-13", "livraison")] = None
    period: Annotated[Period | None, Term("BG-14", "période de facturation", terms("73", "74"))] = (
        None
    )
    payment: Annotated[PaymentInstructions | None, Term("BG-16", "règlement")] = None
    allowances: Annotated[
        tuple[DocumentAllowanceCharge, ...],
        Term("BG-20", "remises", terms("92", "93", "94", "95", "96", "97", "98")),
    ] = ()
    charges: Annotated[
        tuple[DocumentAllowanceCharge, ...],
        Term("BG-21", "frais", terms("99", "100", "101", "102", "103", "104", "105")),
    ] = ()
    totals: Annotated[Totals | None, Term("BG-22", "totaux")] = None
    tax_breakdown: Annotated[tuple[TaxBreakdown, ...], Term("BG-23", "détail de la TVA")] = ()
    supporting_documents: Annotated[
        tuple[SupportingDocument, ...], Term("BG-24", "documents joints")
    ] = ()
    lines: Annotated[tuple[InvoiceLine, ...], Term("BG-25", "lignes")] = ()

    @property
    def is_credit_note(self) -> bool:
        """Tell whether the type (BT-3) is a credit note's."""
        return self.type_code in CREDIT_NOTE_TYPES
