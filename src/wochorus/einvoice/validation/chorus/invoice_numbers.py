"""The number of the invoice (BT-1), and those of the invoices that it cites (BT-25).

Chorus Pro knows an invoice by the year of its date, the SIREN of its seller and its number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import characters, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

_FORBIDDEN = re.compile(r"[^A-Za-z0-9 \-_+/]")
_G1_05 = "Chorus Pro, annexe EDI, règle G1.05"


def _too_long(case: Case) -> Iterator[Breach]:
    for number, what, term, path in _numbers(case):
        most = case.dialect.lengths.get(term, case.dialect.lengths["BT-1"])
        if len(number) > most:
            yield Breach(
                f"{what} {quoted(number)} a {characters(number)}, Chorus Pro en accepte {most}.",
                _remedy(term, f"{most} caractères au plus"),
                path,
                term,
            )


too_long_for_the_portal = rule(
    "CP-NUM-01",
    "BT-1",
    "Le n° de facture a 20 caractères au plus, celui d'une facture citée aussi",
    source=_G1_05,
    circuits=HISTORICAL,
)(_too_long)

too_long_for_the_reform = rule(
    "BR-FR-CPRO-02",
    "BT-1",
    "Le n° de facture a 20 caractères au plus, celui d'une facture citée aussi",
    source="BR-FR-CPRO-02",
    circuits=REFORM,
)(_too_long)


@rule(
    "CP-NUM-02",
    "BT-1",
    "Le n° de facture n'a que des lettres sans accent, chiffres, espaces et - _ + /",
    source=_G1_05,
    circuits=HISTORICAL,
)
def alphabet(case: Case) -> Iterator[Breach]:
    for number, what, term, path in _numbers(case):
        forbidden = sorted(set(_FORBIDDEN.findall(number)))
        if forbidden:
            yield Breach(
                f"{what} {quoted(number)} contient {listed(map(quoted, forbidden[:5]), 'et')}, "
                "que Chorus Pro refuse.",
                _remedy(term, "lettres sans accent, chiffres, espace, - _ + /"),
                path,
                term,
            )


@rule(
    "CP-NUM-03",
    "BT-1",
    "Le n° de facture n'a d'espace ni au bord, ni deux de suite",
    source=_G1_05,
    circuits=HISTORICAL,
)
def spaces(case: Case) -> Iterator[Breach]:
    for number, what, term, path in _numbers(case):
        if number != " ".join(number.split()):
            yield Breach(
                f"{what} {quoted(number)} commence ou finit par un espace, ou en a deux de suite.",
                _remedy(term, "aucun espace au début ni à la fin, un seul entre deux mots"),
                path,
                term,
            )


def _numbers(case: Case) -> Iterator[tuple[str, str, str, str]]:
    invoice = case.invoice
    yield invoice.number, "Le n° de facture", "BT-1", "number"
    for position, earlier in enumerate(invoice.preceding_invoices):
        path = f"preceding_invoices[{position}].number"
        yield earlier.number, "Le n° de la facture citée", "BT-25", path
    for position, line in enumerate(invoice.lines):
        if line.preceding_invoice is not None:
            path = f"lines[{position}].preceding_invoice.number"
            number = line.preceding_invoice.number
            yield number, "Le n° de la facture citée par la ligne", "EXT-FR-FE-136", path


def _remedy(term: str, expected: str) -> str:
    if term == "BT-1":
        return f"Émettez la facture sous un autre numéro ({expected})."
    return f"Vérifiez le n° de la facture d'origine ({term}) : {expected}."


RULES = (too_long_for_the_portal, too_long_for_the_reform, alphabet, spaces)
