"""Amounts of foreign XML, and the currency that each of them may state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Severity
from wochorus.einvoice.xml_reading.log import named

if TYPE_CHECKING:
    from decimal import Decimal

    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading.node import Node

_LONGEST = 10


def read_amount(node: Node, name: str, term: str, currency: str) -> Decimal | None:
    """Take an amount; another currency than the document's is told, and the amount read."""
    element = node.take(name)
    return None if element is None else amount_of(node, element, term, currency)


def read_needed_amount(node: Node, name: str, term: str, currency: str) -> Decimal | None:
    """Take an amount without which the group cannot be held, or tell why not."""
    amount = read_amount(node, name, term, currency)
    if amount is None:
        node.missing(name, term)
    return amount


def amount_of(node: Node, element: _Element, term: str, currency: str) -> Decimal | None:
    """Read a taken amount."""
    stated = element.get("currencyID")
    if stated is not None and stated.strip() != currency:
        _tell_currency(node, element, term, stated, currency)
    return node.number_of(element, term, "currencyID")


def _tell_currency(node: Node, element: _Element, term: str, stated: str, currency: str) -> None:
    node.log.tell(
        element,
        "WO-LECTURE-DEVISE",
        Severity.ERROR,
        f"{named(term)} est en « {stated[:_LONGEST]} » alors que la facture est en "
        f"« {currency[:_LONGEST]} » : "
        "le montant est repris sans conversion",
        remedy="Corrigez la devise de ce montant ou celle de la facture.",
        term=term,
        below="/@currencyID",
    )
