"""Numbers and totals, as the historical circuit takes them.

In the circuit of the reform the official rules (BR-FR-DEC, EN 16931 and its French extension)
decide all of this, with tolerances of their own; only the currency is looked at there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.odd_values import (
    MOST_DECIMALS,
    MOST_DIGITS,
    decimals,
    digits,
)
from wochorus.einvoice.validation.chorus.paths import place, term_at
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, Breach, rule
from wochorus.einvoice.validation.chorus.wording import money, number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.validation.chorus.case import Case

QUANTITY_DECIMALS = 4
_NUMBERS = "Chorus Pro, annexe EDI, formats généraux"
_STRICT = frozenset(f"BR-CO-{rule_number}" for rule_number in range(11, 17))
"""What Chorus Pro refuses. Lines it does not add up: in its own samples of 2018 they do not."""

_IS_A_CREDIT_NOTE = "Une facture négative est un avoir : donnez-lui le type 381, montants positifs."
_ON_A_CREDIT_NOTE = "Sur un avoir, les montants sont positifs : changez le signe des quantités."
_TOO_MUCH_PAID = "Un acompte ne dépasse pas le total TTC : corrigez le montant déjà payé."


@rule(
    "CP-NOMBRE-01",
    "BG-22",
    "Un nombre a 19 chiffres et 6 décimales au plus",
    source=_NUMBERS,
    circuits=HISTORICAL,
)
def number_is_short(case: Case) -> Iterator[Breach]:
    for odd in case.odd_values:
        if isinstance(odd.value, Decimal):
            yield Breach(
                f"Le nombre {number(odd.value)} ({place(odd.path)}) {_excess(odd.value)}.",
                "Arrondissez ce nombre.",
                odd.path,
                term_at(odd.path),
            )


@rule(
    "CP-NOMBRE-02",
    "BT-129",
    "Une quantité a 4 décimales au plus",
    source=f"{_NUMBERS} ; DGFiP, annexe 7, règle G1.15",
    circuits=HISTORICAL,
)
def quantity_is_short(case: Case) -> Iterator[Breach]:
    for position, line in enumerate(case.invoice.lines):
        quantities = (
            (line.quantity, "quantity", "BT-129", "La quantité"),
            (line.price.base_quantity, "price.base_quantity", "BT-149", "La quantité du prix"),
        )
        for quantity, field, term, what in quantities:
            if quantity is not None and QUANTITY_DECIMALS < decimals(quantity) <= MOST_DECIMALS:
                yield Breach(
                    f"{what} {number(quantity)} de la ligne {quoted(line.identifier)} a "
                    f"{decimals(quantity)} décimales, Chorus Pro en accepte {QUANTITY_DECIMALS}.",
                    f"Arrondissez la quantité ({term}), ou changez d'unité.",
                    f"lines[{position}].{field}",
                    term,
                )


@rule(
    "CP-MONTANT-01",
    "BG-22",
    "Aucun total n'est négatif",
    source="Chorus Pro : une somme en faveur de l'acheteur est un avoir",
    circuits=HISTORICAL,
    reckons=True,
)
def no_total_is_negative(case: Case) -> Iterator[Breach]:
    totals = case.invoice.totals
    if totals is None:
        return
    turned = _ON_A_CREDIT_NOTE if case.invoice.is_credit_note else _IS_A_CREDIT_NOTE
    due = _TOO_MUCH_PAID if totals.with_tax >= ZERO else turned
    for what, amount, field, term, remedy in (
        ("Le total HT", totals.without_tax, "without_tax", "BT-109", turned),
        ("Le total TTC", totals.with_tax, "with_tax", "BT-112", turned),
        ("Le montant déjà payé", totals.prepaid or ZERO, "prepaid", "BT-113",
         "Corrigez le montant déjà payé : il est positif."),
        ("Le net à payer", totals.due, "due", "BT-115", due),
    ):  # fmt: skip
        if amount < ZERO:
            yield Breach(
                f"{what} ({term}) est négatif : {money(amount, case.invoice.currency)}.",
                remedy,
                f"totals.{field}",
                term,
            )


@rule(
    "CP-TOTAL-01",
    "BG-22",
    "Les totaux se recoupent au centime",
    source="Chorus Pro, contrôle des montants ; mêmes formules que BR-CO-11 à BR-CO-16",
    circuits=HISTORICAL,
    reckons=True,
)
def totals_agree(case: Case) -> Iterator[Breach]:
    try:
        for finding in case.wrong_totals:
            if _is_strict(finding):
                yield _as_breach(finding)
    except ArithmeticError:
        yield Breach(
            f"Un montant calculé dépasse {MOST_DIGITS} chiffres.",
            "Vérifiez les quantités et les prix des lignes.",
            "lines",
        )


@rule(
    "CP-TOTAL-02",
    "BT-109",
    "Le total HT est la somme des bases de TVA",
    source="Chorus Pro, contrôle des montants",
    circuits=HISTORICAL,
    reckons=True,
)
def bases_make_the_total(case: Case) -> Iterator[Breach]:
    totals, breakdown = case.invoice.totals, case.invoice.tax_breakdown
    if totals is None or not breakdown:
        return
    bases = sum((entry.taxable_amount for entry in breakdown), ZERO)
    if bases != totals.without_tax:
        currency = case.invoice.currency
        yield Breach(
            f"Le total HT (BT-109) est de {money(totals.without_tax, currency)}, la somme des "
            f"bases de TVA (BT-116) de {money(bases, currency)}.",
            "Corrigez le total HT ou les bases du détail de la TVA (BG-23).",
            "totals.without_tax",
        )


@rule(
    "CP-TOTAL-03",
    "BG-23",
    "Les lignes font les bases et la somme HT, chaque base fait sa TVA",
    source="EN 16931, BR-CO-10, BR-CO-17 et règles des catégories de TVA",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
    reckons=True,
)
def lines_agree(case: Case) -> Iterator[Breach]:
    try:
        for finding in case.wrong_totals:
            if not _is_strict(finding):
                yield _as_breach(finding)
    except ArithmeticError:
        return


@rule(
    "CP-DEVISE-01",
    "BT-5",
    "La devise est l'euro",
    source="Chorus Pro : les acheteurs publics paient en euros",
    severity=Severity.WARNING,
)
def currency_is_the_euro(case: Case) -> Iterator[Breach]:
    currency = case.invoice.currency
    if currency != "EUR":
        yield Breach(
            f"La facture est en {quoted(currency)} : un acheteur public français paie en EUR.",
            "Vérifiez avec l'acheteur qu'il paie dans cette devise (BT-5).",
            "currency",
        )


def _excess(value: Decimal) -> str:
    if not value.is_finite():
        return "n'en est pas un"
    if decimals(value) > MOST_DECIMALS:
        return f"a {decimals(value)} décimales, Chorus Pro en accepte {MOST_DECIMALS}"
    return f"a {digits(value)} chiffres, Chorus Pro en accepte {MOST_DIGITS}"


def _is_strict(finding: Finding) -> bool:
    return finding.rule in _STRICT


def _as_breach(finding: Finding) -> Breach:
    return Breach(finding.message, finding.remedy, finding.path, finding.term, finding.rule)


RULES = (
    number_is_short,
    quantity_is_short,
    no_total_is_negative,
    totals_agree,
    bases_make_the_total,
    lines_agree,
    currency_is_the_euro,
)
