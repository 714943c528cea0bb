"""The invoice of EN 16931 as frozen dataclasses: one field per business term."""

from wochorus.einvoice.model.amounts import (
    DocumentAllowanceCharge,
    LineAllowanceCharge,
    TaxBreakdown,
    Totals,
)
from wochorus.einvoice.model.identifiers import Classification, Identifier
from wochorus.einvoice.model.invoice import CREDIT_NOTE_TYPES, Invoice, OperationCategory
from wochorus.einvoice.model.lines import (
    InvoiceLine,
    Item,
    ItemAttribute,
    LinePrecedingInvoice,
    Price,
)
from wochorus.einvoice.model.parties import (
    Address,
    Buyer,
    Contact,
    Delivery,
    Payee,
    Seller,
    SellerAgent,
    TaxRepresentative,
)
from wochorus.einvoice.model.payment import (
    CreditTransfer,
    DirectDebit,
    PaymentCard,
    PaymentInstructions,
)
from wochorus.einvoice.model.references import (
    AttachedFile,
    Note,
    Period,
    PrecedingInvoice,
    SupportingDocument,
)

__all__ = [
    "CREDIT_NOTE_TYPES",
    "Address",
    "AttachedFile",
    "Buyer",
    "Classification",
    "Contact",
    "CreditTransfer",
    "Delivery",
    "DirectDebit",
    "DocumentAllowanceCharge",
    "Identifier",
    "Invoice",
    "InvoiceLine",
    "Item",
    "ItemAttribute",
    "LineAllowanceCharge",
    "LinePrecedingInvoice",
    "Note",
    "OperationCategory",
    "Payee",
    "PaymentCard",
    "PaymentInstructions",
    "Period",
    "PrecedingInvoice",
    "Price",
    "Seller",
    "SellerAgent",
    "SupportingDocument",
    "TaxBreakdown",
    "TaxRepresentative",
    "Totals",
]
