"""From a place in an XML file to the business term that stands there, in French.

A rule says « ram:ID must occur once » and the report says where. The outlines of CII and UBL
tell which term that is; an element that carries no term is named by its word and by the nearest
term above it (« l'étage de l'adresse du vendeur »).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wochorus.einvoice.validation.catalogue import cii_outline, ubl_outline
from wochorus.einvoice.validation.catalogue.element_words import ATTRIBUTES, ELEMENTS
from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.vocabulary import TERMS
from wochorus.einvoice.validation.catalogue.wording import of, phrase_of

_ROOTS = {"CrossIndustryInvoice", "SupplyChainTradeTransaction", "Invoice", "CreditNote"}
_WRAPPERS = {"DateTimeString", "DateString", "Indicator"}
_ALIASES = {"CreditNoteLine": "InvoiceLine"}
_CONTAINERS = {
    "ApplicableHeaderTradeAgreement",
    "ApplicableHeaderTradeDelivery",
    "ApplicableHeaderTradeSettlement",
    "AssociatedDocumentLineDocument",
    "ExchangedDocument",
    "SpecifiedLineTradeAgreement",
    "SpecifiedLineTradeDelivery",
    "SpecifiedLineTradeSettlement",
}
_NO_OWNERS = {
    "PartyLegalEntity",
    "PartyTaxScheme",
    "SpecifiedLegalOrganization",
    "SpecifiedTaxRegistration",
    "SpecifiedTradeSettlementLineMonetarySummation",
}
"""Groups named after their one term: what else they hold belongs to what is above."""
_DOCUMENTS = ("Document", "Reference")
_SAID_BY_THEIR_NAME = {
    "EmailURIUniversalCommunication",
    "FaxUniversalCommunication",
    "OriginTradeCountry",
    "SpecifiedLegalOrganization",
    "SpecifiedTaxRegistration",
    "TelephoneUniversalCommunication",
    "URIUniversalCommunication",
}
"""Groups whose one value has no better name: the number below a phone is the phone."""

_PREDICATE = re.compile(r"\[[^\]]*\]")
_LOCAL_NAME = re.compile(r"\*\[local-name\(\) ?= ?'([^']+)'[^\]]*\]")
_EXPANDED_NAME = re.compile(r"Q\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: the term it carries (or the nearest above), and a French noun phrase.

    ``phrase`` begins with its article and ends with the codes of the terms, or with the name
    of the element when no term is carried.
    """

    term: str
    phrase: str


def steps_of(path: str) -> tuple[str, ...]:
    """Read the local names of an XPath, whatever way it spells namespaces and positions."""
    plain = _EXPANDED_NAME.sub("", _LOCAL_NAME.sub(r"\1", path))
    names = (
        part.strip().split(":")[-1].removeprefix("@")
        if not part.strip().startswith("@")
        else "@" + part.strip()[1:].split(":")[-1]
        for part in _PREDICATE.sub("", plain).split("/")
    )
    return tuple(_ALIASES.get(n, n) for n in names if n not in {"", "*"} | _ROOTS)


def place_of(steps: tuple[str, ...]) -> Place:
    """Name a place given by its local names from the root (``("BuyerTradeParty", "Name")``).

    When the names do not lead from the root but end as exactly one known place does, that
    place is taken. Never fails: an unknown name is quoted.
    """
    steps = _without_wrappers(steps)
    codes = _known().get(steps) or _only_ending(steps)
    if codes:
        return Place(codes[0], phrase_of(*codes))
    owner, rest = _owner_of(steps)
    element = next((name for name in reversed(rest) if not name.startswith("@")), "")
    code = owner or element
    above = steps[: len(steps) - len(rest)]
    phrase = _chain(_told(rest), _name_of_owner(owner, above[-1]) if above else "")
    return Place(owner, f"{phrase} ({code})" if code else phrase)


def below(path: str, element: str) -> tuple[str, ...]:
    """Name the steps of an element that a rule names, at the place where the rule failed.

    The rule may have looked at the element itself or at what holds it.
    """
    name = element.partition("[")[0].rpartition(":")[2].strip()
    steps = steps_of(path)
    if not name or (steps and steps[-1] == name):
        return steps
    return (*steps, name)


def placed(explanation: Explanation, path: str) -> Explanation:
    """Say in an explanation where the rule failed, when the path leads to a known term."""
    place = place_of(steps_of(path)) if path else None
    if place is None or not place.term:
        return explanation
    message = f"{explanation.message.removesuffix('.')} : {place.phrase}."
    return Explanation(message, explanation.remedy, place.term)


def _without_wrappers(steps: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(step for step in steps if step not in _WRAPPERS)
    return kept or steps


def _owner_of(steps: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    for length in range(len(steps) - 1, 0, -1):
        codes = _known().get(steps[:length])
        if codes and steps[length - 1] not in _NO_OWNERS:
            return codes[0], steps[length:]
    return "", steps


def _name_of_owner(code: str, step: str) -> str:
    """Name a document by its word rather than by its number: « la date du bon de livraison »."""
    if step.endswith(_DOCUMENTS) and step in ELEMENTS:
        return ELEMENTS[step]
    return TERMS.get(code, "")


def _chain(names: tuple[str, ...], owner: str) -> str:
    phrase = owner
    for name in names:
        word = _word(name)
        phrase = f"{word} {of(phrase)}" if phrase else word
    return phrase


def _told(names: tuple[str, ...]) -> tuple[str, ...]:
    """Keep of a path what a reader needs: whose it is, what it is, and the attribute."""
    attribute = tuple(name for name in names if name.startswith("@"))
    elements = tuple(n for n in names if not n.startswith("@"))
    elements = tuple(n for n in elements if n not in _CONTAINERS) or elements[-1:]
    if len(elements) > 1 and elements[-2] in _SAID_BY_THEIR_NAME:
        elements = elements[:-1]
    return (*dict.fromkeys((*elements[:1], *elements[-1:])), *attribute)


def _word(name: str) -> str:
    if name.startswith("@"):
        return ATTRIBUTES.get(name[1:], f"l'attribut « {name[1:]} »")
    return ELEMENTS.get(name, f"l'élément « {name} »")


def _only_ending(steps: tuple[str, ...]) -> tuple[str, ...]:
    found = _by_ending().get(steps[-1] if steps else "", set())
    matching = {codes for path, codes in found if path[-len(steps) :] == steps}
    return next(iter(matching)) if len(matching) == 1 else ()


@cache
def _known() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {**_read(ubl_outline.OUTLINE), **_read(cii_outline.OUTLINE)}


@cache
def _by_ending() -> dict[str, set[tuple[tuple[str, ...], tuple[str, ...]]]]:
    endings: dict[str, set[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for path, codes in _known().items():
        endings.setdefault(path[-1], set()).add((path, codes))
    return endings


def _read(outline: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    places: dict[tuple[str, ...], tuple[str, ...]] = {}
    above: list[str] = []
    for line in outline.strip("\n").splitlines():
        name, *codes = line.split()
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [name]
        if codes:
            places[tuple(above)] = tuple(codes)
    return places
