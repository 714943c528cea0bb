"""A strict grammar of XML elements: names, order, number, and the form of the values.

Enough of XML Schema to say what a schema would say of a simple sequence: a missing element, an
unknown or misplaced one, an attribute that is not there, a value of the wrong form. The first
error is given with its line, as a schema validator does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

MANY = 1_000_000
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
"""Attributes such as ``xsi:noNamespaceSchemaLocation`` are allowed everywhere."""
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DIGITS_MAXIMUM, _DECIMALS_MAXIMUM = 19, 6


@dataclass(frozen=True, slots=True)
class Element:
    """An element that may stand in a sequence; ``form`` names the form of its text."""

    name: str
    children: tuple[Element, ...] = ()
    least: int = 1
    most: int = 1
    form: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    opaque: bool = False
    """Whether its content is checked elsewhere."""


def check(node: etree._Element, rule: Element) -> None:
    """Check a whole element (FlowUnreadableError on the first fault)."""
    for name, form in rule.attributes.items():
        if name not in node.attrib:
            raise fault(node, f"l'attribut « {name} » de « {rule.name} » est absent")
        _check_form(node, f"{rule.name}/@{name}", node.attrib[name], form)
    own = {str(name) for name in node.attrib if not str(name).startswith(_INSTANCE)}
    if extra := sorted(own - set(rule.attributes)):
        raise fault(node, f"l'attribut « {extra[0]} » n'est pas permis dans « {rule.name} »")
    if rule.opaque:
        return
    if rule.form:
        _check_leaf(node, rule)
    else:
        _check_sequence(node, rule)


def _check_leaf(node: etree._Element, rule: Element) -> None:
    if next(elements(node), None) is not None:
        raise fault(node, f"l'élément « {rule.name} » ne doit contenir que du texte")
    _check_form(node, rule.name, node.text or "", rule.form)


def _check_sequence(node: etree._Element, rule: Element) -> None:
    """Match the children against the sequence; names are distinct, so one pass is enough."""
    if (node.text or "").strip():
        raise fault(node, f"l'élément « {rule.name} » ne doit pas contenir de texte")
    children = list(elements(node))
    position = 0
    for wanted in rule.children:
        count = 0
        while position < len(children) and children[position].tag == wanted.name:
            if count == wanted.most:
                raise fault(children[position], f"l'élément « {wanted.name} » est en trop")
            check(children[position], wanted)
            position += 1
            count += 1
        if count < wanted.least:
            raise _missing(node, children[position : position + 1], rule, wanted)
    if position < len(children):
        raise _unexpected(children[position], rule)


def _missing(
    node: etree._Element, found: list[etree._Element], rule: Element, wanted: Element
) -> FlowUnreadableError:
    if found:
        return fault(
            found[0],
            f"contenu non valide à l'élément « {found[0].tag!s} » de « {rule.name} » : "
            f"« {wanted.name} » est attendu",
        )
    return fault(node, f"le contenu de « {rule.name} » est incomplet : « {wanted.name} » manque")


def _unexpected(node: etree._Element, rule: Element) -> FlowUnreadableError:
    known = any(child.name == node.tag for child in rule.children)
    why = "n'est pas à sa place dans" if known else "n'est pas connu dans"
    return fault(node, f"l'élément « {node.tag!s} » {why} « {rule.name} »")


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """Go through the child elements, without comments and processing instructions."""
    return (child for child in node.iterchildren() if isinstance(child.tag, str))


def fault(node: etree._Element, reason: str) -> FlowUnreadableError:
    """Build the error of a schema, with the line of the element."""
    return FlowUnreadableError(
        "ERR_XSD_001", f"cvc-complex-type.2.4 : {reason} (ligne {node.sourceline})."
    )


def _check_form(node: etree._Element, name: str, text: str, form: str) -> None:
    """Check a value: ``text`` may be empty, ``token`` not; the others are what they say."""
    value = text.strip()
    if not _has_form(value, form):
        raise FlowUnreadableError(
            "ERR_XSD_001",
            f"cvc-datatype-valid.1.2.1 : la valeur « {value[:40]} » de « {name} » n'a pas la "
            f"forme attendue ({_FORMS[form]}) (ligne {node.sourceline}).",
        )


def _has_form(value: str, form: str) -> bool:
    match form:
        case "token":
            return bool(value)
        case "decimal":
            return _is_decimal(value)
        case "date":
            return _is_date(value)
        case "order":
            return bool(re.fullmatch(r"[0-9]{1,9}", value))
        case _:
            return True


_FORMS = {
    "text": "texte",
    "token": "texte non vide",
    "decimal": "nombre, point décimal, 19 chiffres dont 6 décimales au plus",
    "date": "date AAAA-MM-JJ",
    "order": "numéro d'ordre",
}


def _is_decimal(value: str) -> bool:
    if len(value) > _DIGITS_MAXIMUM + 2 or not _DECIMAL.fullmatch(value) or not value.isascii():
        return False
    digits = value.lstrip("+-").replace(".", "")
    return len(digits) <= _DIGITS_MAXIMUM and len(value.partition(".")[2]) <= _DECIMALS_MAXIMUM


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
