"""Why an amount bears VAT or none: the categories of EN 16931, and what they are called in French.

Only category S has a rate above zero; every other one says why there is no VAT (EN 16931 BR-S-05,
BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05, BR-O-05). At 0 % nothing is assumed: the category
stays unknown until somebody tells it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal


class TaxCategory(StrEnum):
    """UNTDID 5305 codes of the VAT category (BT-118, BT-151) used in France (BR-FR-15)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUT_OF_SCOPE = "O"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    TaxCategory.STANDARD: "Taxée",
    TaxCategory.ZERO: "Taux zéro",
    TaxCategory.EXEMPT: "Exonérée",
    TaxCategory.REVERSE_CHARGE: "Autoliquidation",
    TaxCategory.INTRA_COMMUNITY: "Intracommunautaire",
    TaxCategory.EXPORT: "Export",
    TaxCategory.OUT_OF_SCOPE: "Hors champ",
}
TAX_CATEGORIES = tuple((category.value, label) for category, label in _LABELS.items())
"""Each code with its French name, as the choices of a column."""


def usual_category(rate: Decimal) -> str:
    """Give the category that a rate tells by itself: S above zero, unknown at zero."""
    return TaxCategory.STANDARD if rate > ZERO else ""


def category_defect(category: str, rate: Decimal) -> str:
    """Say in French why a category does not go with a rate, or nothing."""
    if category == TaxCategory.STANDARD and rate == ZERO:
        return (
            "à 0 %, dites pourquoi il n'y a pas de TVA : Exonérée, Autoliquidation, "
            "Intracommunautaire, Export, Hors champ ou Taux zéro"
        )
    if category not in {TaxCategory.STANDARD, ""} and rate > ZERO:
        return f"« {TaxCategory(category).label} » va avec un taux de 0 %"
    return ""


def category_label(code: str) -> str:
    """Name a category in French, or nothing."""
    return TaxCategory(code).label if code else ""
