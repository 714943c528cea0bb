"""What codes of an invoice are called on a French page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.model import OperationCategory
from wochorus.einvoice.rendering import french

if TYPE_CHECKING:
    from decimal import Decimal

KINDS = {
    "261": "Avoir",
    "262": "Avoir",
    "326": "Facture partielle",
    "380": "Facture",
    "381": "Avoir",
    "384": "Facture rectificative",
    "386": "Facture d’acompte",
    "389": "Facture",
    "393": "Facture",
    "396": "Avoir",
    "471": "Facture rectificative",
    "472": "Facture rectificative",
    "473": "Facture rectificative",
    "500": "Facture d’acompte",
    "501": "Facture",
    "502": "Avoir",
    "503": "Avoir sur acompte",
    "875": "Facture de situation",
    "876": "Facture de situation",
    "877": "Facture finale de travaux",
}
"""Titles by type of document (BT-3, UNTDID 1001)."""

CORRECTIVE = frozenset({"384", "471", "472", "473"})
"""Types of invoices that put an earlier one right, and say which (CGI, art. 289, I-5)."""

SELF_BILLED = frozenset({"261", "389", "500", "501", "502"})
"""Types of documents that the buyer draws up in the seller's name."""

CATEGORY_MENTIONS = {
    OperationCategory.GOODS: "Livraisons de biens",
    OperationCategory.SERVICES: "Prestations de services",
    OperationCategory.MIXED: "Livraisons de biens et prestations de services",
}

PAYMENT_MEANS = {
    "1": "",
    "10": "Espèces",
    "20": "Chèque",
    "30": "Virement",
    "31": "Virement",
    "42": "Virement",
    "48": "Carte bancaire",
    "49": "Prélèvement",
    "54": "Carte bancaire",
    "55": "Carte bancaire",
    "57": "Accord permanent",
    "58": "Virement SEPA",
    "59": "Prélèvement SEPA",
    "68": "Paiement en ligne",
    "97": "Compensation",
    "ZZZ": "Selon accord",
}
"""Means of payment (BT-81, UNTDID 4461)."""

_TAX_WORDS = {
    "AE": "Autoliq.",
    "E": "Exonéré",
    "G": "Export",
    "K": "Intracom.",
    "O": f"Hors{french.NO_BREAK}champ",
}

_TAX_NAMES = _TAX_WORDS | {"AE": "Autoliquidation", "G": "Exportation", "K": "Intracommunautaire"}


def tax_name(category: str, rate: Decimal | None) -> str:
    """Name the VAT of a category and rate in full."""
    return french.rate(rate) if rate else _TAX_NAMES.get(category, f"0{french.NO_BREAK}%")


def tax_word(category: str, rate: Decimal | None) -> str:
    """Name the VAT of a line in a narrow column: its rate, or why there is none."""
    return french.rate(rate) if rate else _TAX_WORDS.get(category, f"0{french.NO_BREAK}%")
