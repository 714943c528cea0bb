"""The rules on the number of decimals (BR-DEC-nn, BR-FR-DEC-nn)."""

from __future__ import annotations

import re

from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.wording import capitalised, phrase_of

EUROPEAN = {
    "BR-DEC-01": "BT-92",
    "BR-DEC-02": "BT-93",
    "BR-DEC-05": "BT-99",
    "BR-DEC-06": "BT-100",
    "BR-DEC-09": "BT-106",
    "BR-DEC-10": "BT-107",
    "BR-DEC-11": "BT-108",
    "BR-DEC-12": "BT-109",
    "BR-DEC-13": "BT-110",
    "BR-DEC-14": "BT-112",
    "BR-DEC-15": "BT-111",
    "BR-DEC-16": "BT-113",
    "BR-DEC-17": "BT-114",
    "BR-DEC-18": "BT-115",
    "BR-DEC-19": "BT-116",
    "BR-DEC-20": "BT-117",
    "BR-DEC-23": "BT-131",
    "BR-DEC-24": "BT-136",
    "BR-DEC-25": "BT-137",
    "BR-DEC-27": "BT-141",
    "BR-DEC-28": "BT-142",
}

FRENCH = {
    "01": (
        "n'est pas un montant de deux décimales et 19 chiffres au plus",
        "Arrondissez ce montant au centime, avec un point décimal et sans espace : 1234.50.",
    ),
    "02": (
        "n'est pas un nombre de quatre décimales et 19 chiffres au plus",
        "Arrondissez cette quantité à quatre décimales, avec un point décimal : 12.5.",
    ),
    "03": (
        "n'est pas un prix positif de six décimales et 19 chiffres au plus",
        (
            "Arrondissez ce prix à six décimales ; pour un montant négatif, mettez le signe moins "
            "sur la quantité."
        ),
    ),
    "04": (
        "n'est pas un taux positif de deux décimales et quatre chiffres au plus",
        "Écrivez le taux sans signe pour cent : 20, 5.5 ou 2.10.",
    ),
}

_FRENCH_ID = re.compile(r"BR-FR-DEC-(\d\d)((?:_BT-\d+)+)")


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Explain a rule on decimals; None when the id is not one."""
    if term := EUROPEAN.get(rule):
        # The official test of this one fails too when the amount is not there.
        defect = "manque, ou " if rule == "BR-DEC-15" else ""
        return Explanation(
            f"{capitalised(phrase_of(term))} {defect}a plus de deux décimales.",
            "Arrondissez ce montant au centime, puis recalculez les totaux.",
            term,
        )
    match = _FRENCH_ID.fullmatch(rule)
    if match is None or match[1] not in FRENCH:
        return None
    terms = match[2].removeprefix("_").split("_")
    defect, remedy = FRENCH[match[1]]
    return Explanation(f"{capitalised(phrase_of(*terms))} {defect}.", remedy, terms[0])
