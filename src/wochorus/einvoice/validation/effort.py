"""How much work the official rules would make of a document.

Almost all rules look once at each element. A few compare every VAT breakdown (BG-23) with every
line, and every group of lines with every line: a file of 2 MB made of both keeps Saxon busy for a
minute, and nothing can stop it. Measured: one million comparisons take from 1 to 5 s. And a number
of a million digits, which the schemas allow, takes minutes to be added to another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.validation.limits import XmlLimits

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_LINES_AND_CHARGES = (
    f"{_RAM}IncludedSupplyChainTradeLineItem",
    f"{_RAM}SpecifiedTradeAllowanceCharge",
    f"{_CAC}InvoiceLine",
    f"{_CAC}CreditNoteLine",
    f"{_CAC}AllowanceCharge",
)
_GROUPS = (f"{_RAM}LineStatusReasonCode", f"{_CBC}DocumentStatusCode")
_BREAKDOWNS = (
    f"*/{_RAM}ApplicableHeaderTradeSettlement/{_RAM}ApplicableTradeTax",
    f"{_CAC}TaxTotal/{_CAC}TaxSubtotal",
)

_NUMBER = re.compile(r"\s*+[+-]?([0-9]++(\.[0-9]*+)?|\.[0-9]++)\s*+", re.ASCII)


class TooMuchWork(Permanent):
    """The rules would take too long on this document: they did not run."""


def comparisons(root: _Element) -> int:
    """Estimate how many comparisons of two groups the official rules make."""
    breakdowns = sum(len(root.findall(path)) for path in _BREAKDOWNS)
    lines = sum(1 for _ in root.iter(*_LINES_AND_CHARGES))
    groups = sum(1 for element in root.iter(*_GROUPS) if (element.text or "").strip() == "GROUP")
    return breakdowns * (lines + breakdowns) + groups * lines


def has_endless_number(root: _Element, longest: int) -> bool:
    """Tell whether a text that is a number has more than ``longest`` characters."""
    texts = (element.text or "" for element in root.iter())
    return any(len(text) > longest and _NUMBER.fullmatch(text) for text in texts)


def too_much_work(root: _Element, limits: XmlLimits) -> TooMuchWork | None:
    """Refuse a document that would keep the rules busy beyond the limit."""
    if has_endless_number(root, limits.digits):
        return TooMuchWork(
            f"la facture contient un nombre de plus de {limits.digits} chiffres",
            remedy="Corrigez ce nombre : un montant a 19 chiffres au plus.",
        )
    if comparisons(root) > limits.comparisons:
        return TooMuchWork(
            "la facture croise trop de lignes et de ventilations de TVA (BG-23)",
            remedy="Regroupez les ventilations de même catégorie et de même taux, ou scindez la "
            "facture.",
        )
    return None
