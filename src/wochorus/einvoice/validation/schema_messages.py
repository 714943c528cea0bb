"""The messages of libxml2 about schemas, in French, family by family.

The words of libxml2 are kept as detail. Families: what stands where nothing of the kind may
stand, what is missing, values that are not of their type, attributes, text among elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.validation.catalogue.places import place_of, steps_of
from wochorus.einvoice.validation.xml_places import known_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_NAME = re.compile(r"\{[^}]*\}[\w.-]+")
_ELEMENT = re.compile(r"Element '([^']+)'")
_ATTRIBUTE = re.compile(r"[Tt]he attribute '([^']+)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*?) \)")
_VALUE = re.compile(r"(?:: |value )'(.*)' is not", re.DOTALL)
_TYPE = re.compile(r"type 'xs:(\w+)'")
_LINES = frozenset(
    {"ram:IncludedSupplyChainTradeLineItem", "cac:InvoiceLine", "cac:CreditNoteLine"}
)
_MOST_NAMES = 6
_LONGEST_VALUE = 60

_TYPES = {
    "decimal": "un nombre (chiffres, avec un point pour les décimales, sans espace)",
    "integer": "un nombre entier",
    "date": "une date de la forme AAAA-MM-JJ",
    "time": "une heure de la forme HH:MM:SS",
    "dateTime": "une date et une heure de la forme AAAA-MM-JJTHH:MM:SS",
    "boolean": "« true » ou « false »",
    "base64Binary": "un contenu encodé en base64",
    "anyURI": "une adresse (URI)",
    "language": "un code de langue",
}


@dataclass(frozen=True, slots=True)
class SchemaError:
    """An error as libxml2 tells it; ``path`` and ``line`` are empty when the place is unknown."""

    kind: str
    message: str
    path: str = ""
    line: int = 0

    @property
    def element(self) -> str:
        found = _ELEMENT.match(self.message)
        return known_name(found[1]) if found else "?"

    @property
    def attribute(self) -> str:
        found = _ATTRIBUTE.search(self.message)
        return found[1] if found else "?"

    @property
    def expected(self) -> list[str]:
        found = _EXPECTED.search(self.message)
        return [known_name(name) for name in found[1].split(", ")] if found else []

    @property
    def value(self) -> str:
        found = _VALUE.search(self.message)
        return _short(found[1]) if found else ""


@dataclass(frozen=True, slots=True)
class _Told:
    rule: str
    message: str
    remedy: str


def tell(error: SchemaError, element: _Element | None) -> Finding:
    """Tell a schema error to a billing clerk; ``element`` is where it is, if that is known."""
    told = _TELLERS.get(error.kind, _other)(error, element)
    place = place_of(steps_of(error.path)) if error.path else None
    named = f" : {place.phrase}" if place and place.term else ""
    line = f" (ligne {error.line})" if error.line else ""
    return Finding(
        layer=Layer.SCHEMA,
        rule=told.rule,
        severity=Severity.ERROR,
        message=f"{told.message}{line}{named}.",
        remedy=told.remedy,
        path=error.path,
        term=place.term if place else "",
        detail=_NAME.sub(lambda found: known_name(found[0]), error.message),
    )


def _content(error: SchemaError, element: _Element | None) -> _Told:
    if error.expected and _LINES.issuperset(error.expected):
        return _Told(
            "XSD-MANQUANT",
            "La facture n'a aucune ligne (BG-25)",
            "Ajoutez au moins une ligne, avec sa désignation, sa quantité, son prix et sa TVA.",
        )
    if "Missing child" in error.message:
        return _Told(
            "XSD-MANQUANT",
            f"Il manque un élément dans « {error.element} »",
            f"Ajoutez {_one_of(error.expected)}.",
        )
    if element is not None and _is_repeated(element):
        return _Told(
            "XSD-REPETE",
            f"L'élément « {error.element} » figure une fois de trop, ou n'est pas à sa place",
            f"Gardez-en un seul.{_awaited(error)}",
        )
    return _Told(
        "XSD-INATTENDU",
        f"L'élément « {error.element} » n'a pas sa place ici",
        f"Retirez-le, ou placez-le là où le schéma le prévoit.{_awaited(error)}",
    )


def _value(error: SchemaError, _: _Element | None) -> _Told:
    kind = _TYPE.search(error.message)
    wanted = _TYPES.get(kind[1], "") if kind else ""
    attribute = f"l'attribut « {error.attribute} » de " if ", attribute '" in error.message else ""
    subject = f"La valeur « {error.value} »" if error.value else "Une valeur vide"
    return _Told(
        "XSD-VALEUR",
        f"{subject} n'est pas admise dans {attribute}l'élément « {error.element} »",
        f"Écrivez {wanted}." if wanted else "Corrigez la valeur selon la norme du format.",
    )


def _facet(rule: str, defect: str, error: SchemaError, _: _Element | None) -> _Told:
    return _Told(
        rule,
        f"La valeur de « {error.element} » {defect}",
        "Corrigez la valeur ; les termes exacts du schéma sont dans le détail.",
    )


def _attribute(error: SchemaError, _: _Element | None) -> _Told:
    if "is required" in error.message:
        return _Told(
            "XSD-ATTRIBUT-MANQUANT",
            f"L'attribut « {error.attribute} » manque dans l'élément « {error.element} »",
            f"Ajoutez l'attribut « {error.attribute} ».",
        )
    return _Told(
        "XSD-ATTRIBUT",
        f"L'attribut « {error.attribute} » n'est pas admis dans l'élément « {error.element} »",
        "Retirez cet attribut.",
    )


def _stray_text(error: SchemaError, _: _Element | None) -> _Told:
    return _Told(
        "XSD-TEXTE",
        f"L'élément « {error.element} » contient du texte, alors qu'il ne peut contenir que "
        "d'autres éléments",
        "Retirez ce texte, ou placez-le dans l'élément qui convient.",
    )


def _stray_elements(error: SchemaError, _: _Element | None) -> _Told:
    return _Told(
        "XSD-CONTENU",
        f"L'élément « {error.element} » contient d'autres éléments, alors qu'il ne peut contenir "
        "qu'une valeur",
        "Gardez la valeur seule.",
    )


def _nil(error: SchemaError, _: _Element | None) -> _Told:
    return _Told(
        "XSD-NIL",
        f"L'élément « {error.element} » est marqué comme nul (« xsi:nil ») ou d'un autre type "
        "(« xsi:type »), ce que le format n'admet pas",
        "Retirez cet attribut ; s'il n'y a pas de valeur, retirez l'élément.",
    )


def _other(error: SchemaError, _: _Element | None) -> _Told:
    return _Told(
        "XSD-AUTRE",
        f"L'élément « {error.element} » ne respecte pas le schéma",
        "Corrigez-le ; les termes exacts du schéma sont dans le détail.",
    )


_TELLERS: dict[str, Callable[[SchemaError, _Element | None], _Told]] = {
    "SCHEMAV_ELEMENT_CONTENT": _content,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": _value,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_2": _value,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_3": _value,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": _attribute,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": _attribute,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": _attribute,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": _stray_text,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": _stray_text,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": _stray_elements,
    "SCHEMAV_CVC_TYPE_3_1_2": _stray_elements,
    "SCHEMAV_CVC_ELT_3_1": _nil,
    "SCHEMAV_CVC_ELT_3_2_1": _nil,
    "SCHEMAV_CVC_ELT_4_1": _nil,
    "SCHEMAV_CVC_ELT_4_2": _nil,
    "SCHEMAV_CVC_ELT_4_3": _nil,
    "SCHEMAV_CVC_PATTERN_VALID": partial(_facet, "XSD-MOTIF", "n'a pas la forme attendue"),
    "SCHEMAV_CVC_ENUMERATION_VALID": partial(
        _facet, "XSD-CODE", "n'est pas dans la liste des codes admis"
    ),
    **dict.fromkeys(
        [
            "SCHEMAV_CVC_LENGTH_VALID",
            "SCHEMAV_CVC_MINLENGTH_VALID",
            "SCHEMAV_CVC_MAXLENGTH_VALID",
        ],
        partial(_facet, "XSD-LONGUEUR", "n'a pas la longueur attendue"),
    ),
    **dict.fromkeys(
        [
            "SCHEMAV_CVC_TOTALDIGITS_VALID",
            "SCHEMAV_CVC_FRACTIONDIGITS_VALID",
            "SCHEMAV_CVC_MININCLUSIVE_VALID",
            "SCHEMAV_CVC_MAXINCLUSIVE_VALID",
            "SCHEMAV_CVC_MINEXCLUSIVE_VALID",
            "SCHEMAV_CVC_MAXEXCLUSIVE_VALID",
        ],
        partial(_facet, "XSD-NOMBRE", "dépasse les bornes ou le nombre de chiffres admis"),
    ),
}


def _is_repeated(element: _Element) -> bool:
    return next(element.itersiblings(str(element.tag), preceding=True), None) is not None


def _awaited(error: SchemaError) -> str:
    return f" Le schéma attend ici {_one_of(error.expected)}." if error.expected else ""


def _one_of(names: list[str]) -> str:
    if not names:
        return "ce que le schéma prévoit"
    quoted = [f"« {name} »" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"l'un des {len(names)} éléments possibles, par exemple {quoted[0]}"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} ou {quoted[-1]}"


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"
