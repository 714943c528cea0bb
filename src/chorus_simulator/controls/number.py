"""The invoice number: at most 20 characters, of a small alphabet, without stray spaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

NUMBER_MAXIMUM = 20
_ALPHABET = re.compile(r"[A-Za-z0-9 \-_+/]+")


def check_number(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the form of the number."""
    number = inquiry.invoice.number
    if len(number) > NUMBER_MAXIMUM:
        yield Fault(
            "number", f"le numéro de facture dépasse {NUMBER_MAXIMUM} caractères ({len(number)})"
        )
    if not _ALPHABET.fullmatch(number):
        yield Fault(
            "number", "le numéro de facture n'admet que lettres, chiffres, espace et - _ + /"
        )
    elif number != " ".join(number.split()):
        yield Fault("number", "le numéro de facture a des espaces au début, à la fin ou doublés")
