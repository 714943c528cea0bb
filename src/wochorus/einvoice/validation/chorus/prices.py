"""Prices and rates of VAT: what a unit costs, for how many units, and what is added to it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.countries import FRANCE
from wochorus.core.money import ZERO, format_number
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, Breach, rule
from wochorus.einvoice.validation.chorus.wording import number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

FRENCH_RATES = frozenset(
    Decimal(rate)
    for rate in ("0", "0.9", "1.05", "1.75", "2.1", "5.5", "7", "8.5", "9.2", "9.6", "10", "13",
                 "19.6", "20", "20.6")
)  # fmt: skip
"""Of mainland France, Corsica and overseas, past ones too: a late invoice may still bear them."""


@rule(
    "CP-PRIX-01",
    "BT-148",
    "Un prix brut va avec sa remise",
    source="Chorus Pro, rejets constatés (AppliedTradeAllowanceCharge.ActualAmount)",
    circuits=HISTORICAL,
)
def gross_price_has_its_discount(case: Case) -> Iterator[Breach]:
    if not case.dialect.gross_price_needs_discount:
        return
    for position, line in enumerate(case.invoice.lines):
        if line.price.gross is not None and line.price.discount is None:
            yield Breach(
                f"La ligne {quoted(line.identifier)} donne un prix brut "
                f"({number(line.price.gross)}) sans sa remise, que Chorus Pro exige alors.",
                "Retirez le prix brut (BT-148), ou donnez sa remise (BT-147), 0 s'il n'y en a pas.",
                f"lines[{position}].price.gross",
            )


@rule(
    "CP-PRIX-02",
    "BT-149",
    "Un prix vaut pour une quantité plus grande que zéro",
    source="EN 16931, BT-149 ; même règle que PEPPOL-EN16931-R121",
    reckons=True,
)
def price_is_for_some_quantity(case: Case) -> Iterator[Breach]:
    for position, line in enumerate(case.invoice.lines):
        base = line.price.base_quantity
        if base is not None and base <= ZERO:
            yield Breach(
                f"Le prix de la ligne {quoted(line.identifier)} est donné pour {number(base)} : "
                "cette quantité doit être plus grande que zéro.",
                "Retirez la quantité du prix (BT-149), ou donnez-la : 100 pour un prix aux cent.",
                f"lines[{position}].price.base_quantity",
            )


@rule(
    "CP-TVA-01",
    "BT-119",
    "Un vendeur français facture à un taux de TVA français",
    source="CGI, art. 278 à 281 nonies et 294 à 297 ; mêmes taux que BR-FR-16",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
    reckons=True,
)
def rate_is_french(case: Case) -> Iterator[Breach]:
    if not (case.invoice.seller.vat_identifier or "").startswith(FRANCE):
        return
    for position, entry in enumerate(case.invoice.tax_breakdown):
        if entry.rate is not None and entry.rate not in FRENCH_RATES:
            yield Breach(
                f"Le taux de TVA de {format_number(entry.rate)} % n'est pas un taux français.",
                _percent_of(entry.rate),
                f"tax_breakdown[{position}].rate",
            )


def _percent_of(rate: Decimal) -> str:
    whole = rate * 100
    if whole in FRENCH_RATES and whole:
        return f"Un taux s'écrit en pourcentage : {whole.normalize():f} plutôt que {rate} (BT-152)."
    return "Corrigez le taux des lignes (BT-152) : 20, 10, 5.5, 2.1 ou 0 en métropole."


RULES = (gross_price_has_its_discount, price_is_for_some_quantity, rate_is_french)
