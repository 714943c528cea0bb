"""The words of UBL 2.1 that writing and reading share.

Source: EN 16931-3-2 (syntax binding to UBL 2.1), and the schemas of OASIS UBL 2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.einvoice.model import Invoice

_URN = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{_URN}CommonAggregateComponents-2"
CBC = f"{_URN}CommonBasicComponents-2"
EXT = f"{_URN}CommonExtensionComponents-2"

TAX_POINT_CODES: Mapping[str, str] = {"5": "3", "29": "35", "72": "432"}
"""BT-8: the model holds codes of UNTDID 2475, UBL writes codes of UNTDID 2005."""

OBJECT_REFERENCE = "130"
"""Type of the document reference that is no document: the invoiced object (BT-18, BT-128)."""

PROJECT_REFERENCE = "50"
"""Type of the document reference that holds the project (BT-11) on a credit note."""

CREDITOR_SCHEME = "SEPA"
"""Scheme of the party identifier that is the creditor of a direct debit (BT-90)."""

LOCAL_TAX = "LOC"
"""Tax of the seller's local registration (BT-32): anything but VAT, UNTDID 5153."""

HISTORICAL_SCHEMES: Mapping[str, str] = {"1": "0009", "2": "0223"}
"""Schemes of the minimal variant of Chorus Pro, as ``schemeName``: 1 SIRET, 2 VAT number of the
European Union outside France.
"""

NOT_AVAILABLE = "NA"
"""What stands where UBL wants an identifier and the invoice has none."""

SUBJECT = re.compile(r"#([A-Z0-9]{3})#(.*)", re.DOTALL)
"""A note with its subject (BT-21 before BT-22): UBL has no field for the subject."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between the two documents: the names of their elements."""

    root: str
    type_code: str
    line: str
    quantity: str

    @property
    def namespace(self) -> str:
        """The namespace of the root."""
        return f"{_URN}{self.root}-2"


INVOICE = Kind("Invoice", "InvoiceTypeCode", "InvoiceLine", "InvoicedQuantity")
CREDIT_NOTE = Kind("CreditNote", "CreditNoteTypeCode", "CreditNoteLine", "CreditedQuantity")


def kind_of(invoice: Invoice) -> Kind:
    """Tell which of the two documents ``invoice`` is."""
    return CREDIT_NOTE if invoice.is_credit_note else INVOICE
