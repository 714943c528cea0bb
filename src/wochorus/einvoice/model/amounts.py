"""Amounts of the document: allowances, charges, the VAT breakdown and the totals.

Amounts are in the invoice's currency (BT-5) with at most two decimals, rates in percent. On a
credit note they are positive, as EN 16931 has it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from wochorus.einvoice.model.term import Group, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAllowanceCharge(Group):
    """An allowance (BG-27) or a charge (BG-28) of a line, without VAT."""

    amount: Annotated[Decimal, Term("amount", "montant de la remise ou du frais")]
    base_amount: Annotated[Decimal | None, Term("base", "assiette")] = None
    percentage: Annotated[Decimal | None, Term("percentage", "pourcentage")] = None
    reason: Annotated[str | None, Term("reason", "motif")] = None
    reason_code: Annotated[str | None, Term("reason-code", "code du motif")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAllowanceCharge(Group):
    """An allowance (BG-20) or a charge (BG-21) of the whole document, without VAT.

    ``reason_code`` is a code of UNTDID 5189 for an allowance, 7161 for a charge.
    """

    amount: Annotated[Decimal, Term("amount", "montant de la remise ou du frais")]
    base_amount: Annotated[Decimal | None, Term("base", "assiette")] = None
    percentage: Annotated[Decimal | None, Term("percentage", "pourcentage")] = None
    tax_category: Annotated[str, Term("category", "catégorie de TVA")] = "S"
    tax_rate: Annotated[Decimal | None, Term("rate", "taux de TVA")] = None
    reason: Annotated[str | None, Term("reason", "motif")] = None
    reason_code: Annotated[str | None, Term("reason-code", "code du motif")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxBreakdown(Group):
    """The VAT of one category and one rate (BG-23).

    ``rate`` is absent for category O (not subject to VAT) only. ``exemption_code`` is a code of
    the VATEX list.
    """

    taxable_amount: Annotated[Decimal, Term("BT-116", "base HT de la TVA")]
    tax_amount: Annotated[Decimal, Term("BT-117", "montant de la TVA")]
    category: Annotated[str, Term("BT-118", "catégorie de TVA")] = "S"
    rate: Annotated[Decimal | None, Term("BT-119", "taux de TVA")] = None
    exemption_reason: Annotated[str | None, Term("BT-120", "motif d'exonération")] = None
    exemption_code: Annotated[str | None, Term("BT-121", "code du motif d'exonération")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Group):
    """The totals of the document (BG-22)."""

    lines: Annotated[Decimal, Term("BT-106", "somme des lignes HT")]
    allowances: Annotated[Decimal | None, Term("BT-107", "somme des remises")] = None
    charges: Annotated[Decimal | None, Term("BT-108", "somme des frais")] = None
    without_tax: Annotated[Decimal, Term("BT-109", "total HT")]
    tax: Annotated[Decimal | None, Term("BT-110", "total de la TVA")] = None
    tax_in_tax_currency: Annotated[
        Decimal | None, Term("BT-111", "total de la TVA en devise de comptabilisation")
    ] = None
    with_tax: Annotated[Decimal, Term("BT-112", "total TTC")]
    prepaid: Annotated[Decimal | None, Term("BT-113", "montant déjà payé")] = None
    rounding: Annotated[Decimal | None, Term("BT-114", "arrondi")] = None
    due: Annotated[Decimal, Term("BT-115", "net à payer")]
