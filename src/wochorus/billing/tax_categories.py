"""Why an amount bears VAT or none: the categories of EN 16931, and what they are called in French.

Only category S has a rate above zero; every other one says why there is no VAT (EN 16931 BR-S-05,
BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05, BR-O-05). At 0 % nothing is assumed: the category
stays unknown until somebody tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices

from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal


class TaxCategory(TextChoices):
    """UNTDID 5305 codes of the VAT category (BT-118, BT-151) used in France (BR-FR-15)."""

    STANDARD = "S", "Taxée"
    ZERO = "Z", "Taux zéro"
    EXEMPT = "E", "Exonérée"
    REVERSE_CHARGE = "AE", "Autoliquidation"
    INTRA_COMMUNITY = "K", "Intracommunautaire"
    EXPORT = "G", "Export"
    OUT_OF_SCOPE = "O", "Hors champ"


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
    return str(TaxCategory(code).label) if code else ""
