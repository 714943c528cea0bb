"""The rules of the Factur-X profiles (FX-SCH-A-nnnnnn), and the reports without a number.

These ids stand for two things. Some carry a rule of EN 16931 under another number: the text
begins with its name in brackets, and that rule is explained. The others, like the reports that
have no id at all, check the profile: an element must, may or must not stand at a place. Their
texts have five shapes; the place comes from the path of the report, since « ram:ID » alone may
be a dozen things.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.catalogue.code_lists import remedy_for
from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.places import Place, below, place_of
from wochorus.einvoice.validation.catalogue.wording import where_to_correct

if TYPE_CHECKING:
    from collections.abc import Callable

_ELEMENT = r"Element(?: variant)? '(?P<element>.+)'"
_NAMED = r"'?(?P<element>@?[^']+?)'?"


def find(_rule: str, text: str, path: str) -> Explanation | None:
    """Explain a check of a profile by the shape of its text; None when it has another shape."""
    for pattern, explain_shape in _SHAPES:
        if match := pattern.match(text):
            return explain_shape(place_of(below(path, match["element"])), match)
    return None


def _required_once(place: Place, _: re.Match[str]) -> Explanation:
    return Explanation(
        f"Une information obligatoire manque, ou figure plusieurs fois : {place.phrase}.",
        f"Renseignez-la {where_to_correct(place.term)}, une fois et une seule.",
        place.term,
    )


def _required(place: Place, _: re.Match[str]) -> Explanation:
    return Explanation(
        f"Une information obligatoire manque : {place.phrase}.",
        f"Renseignez-la {where_to_correct(place.term)}.",
        place.term,
    )


def _too_many(place: Place, match: re.Match[str]) -> Explanation:
    often = "qu'une fois" if match["count"] == "1" else f"que {match['count']} fois"
    return Explanation(
        f"Une information n'est admise {often} : {place.phrase}.",
        "Retirez ce qui est en trop, ou portez-le dans une note (BT-22).",
        place.term,
    )


def _attribute_required(place: Place, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"Une précision obligatoire manque : {place.phrase}.",
        remedy_for(place, match["element"]),
        place.term,
    )


def _value_refused(place: Place, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"Une valeur n'est pas dans la liste autorisée : {place.phrase}.",
        remedy_for(place, match["element"].partition("[")[0].removeprefix("ram:")),
        place.term,
    )


def _not_in_the_profile(place: Place, _: re.Match[str]) -> Explanation:
    return Explanation(
        f"Le profil de la facture ne prévoit pas cette information : {place.phrase}.",
        "Retirez-la, ou produisez la facture dans un profil plus complet, EN 16931 ou EXTENDED.",
        place.term,
    )


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[Place, re.Match[str]], Explanation]], ...] = (
    (re.compile(rf"{_ELEMENT} must occur exactly"), _required_once),
    (re.compile(rf"{_ELEMENT} must occur at least"), _required),
    (re.compile(rf"{_ELEMENT} may occur at maximum (?P<count>\d+)"), _too_many),
    (re.compile(rf"{_ELEMENT} is marked as not used"), _not_in_the_profile),
    (re.compile(rf"Attribute {_NAMED} is required"), _attribute_required),
    (re.compile(rf"Attribute {_NAMED} marked as not used"), _not_in_the_profile),
    (re.compile(rf"Value of {_NAMED} is not allowed"), _value_refused),
)
