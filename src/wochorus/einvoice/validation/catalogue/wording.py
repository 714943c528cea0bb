"""How phrases are joined into French sentences, and where a clerk corrects a term."""

from __future__ import annotations

import re

from wochorus.einvoice.validation.catalogue.vocabulary import TERMS

_WHERE = (
    (("BG-4", "BG-5", "BG-6"), range(27, 44), "dans la fiche de la société émettrice"),
    (("BG-7", "BG-8", "BG-9"), range(44, 59), "dans la fiche client"),
    (("BG-22", "BG-23"), range(106, 122), "dans les totaux de la facture"),
    (("BG-16", "BG-17", "BG-18", "BG-19"), range(81, 92), "dans les coordonnées de paiement"),
    (("BG-24",), range(122, 126), "parmi les documents joints"),
    (tuple(f"BG-{n}" for n in range(25, 33)), range(126, 162), "sur la ligne concernée"),
)
_THIRD_LINES = {"BT-162": "BG-5", "BT-163": "BG-8"}


def of(phrase: str) -> str:
    """Put « de » before a phrase that begins with its article: « du numéro », « des notes »."""
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if phrase.startswith(article):
            return contracted + phrase.removeprefix(article)
    return f"de {phrase}"


def capitalised(sentence: str) -> str:
    """Begin a sentence with a capital, and leave the rest alone."""
    return sentence[:1].upper() + sentence[1:]


def phrase_of(*codes: str) -> str:
    """Name terms with their codes: « le total HT (BT-109) », « … (BT-92 ou BT-99) »."""
    names = [TERMS.get(code, "cette information") for code in codes]
    return f"{' ou '.join(dict.fromkeys(names))} ({' ou '.join(codes)})"


def where_to_correct(code: str) -> str:
    """Say on which screen the clerk finds a term: « dans la fiche client »."""
    code = _THIRD_LINES.get(code, code)
    number = int(code.removeprefix("BT-")) if re.fullmatch(r"BT-\d+", code) else 0
    for groups, terms, place in _WHERE:
        if code in groups or number in terms:
            return place
    return "dans la facture"
