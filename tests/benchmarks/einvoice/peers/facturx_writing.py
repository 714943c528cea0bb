"""factur-x writes the invoice that it has read from our XML: the same invoice, its own way."""

from __future__ import annotations

import copy
from pathlib import Path

from facturx import generate_xml, parse_ubl_cii_xml
from measuring import answer, milliseconds, request


def main() -> None:
    """Measure the writing alone: neither XSD nor rules."""
    asked = request()
    flavor = asked["flavor"]
    data = parse_ubl_cii_xml(Path(asked["xml"]).read_bytes())

    def write(number: int) -> bytes:
        numbered = copy.copy(data)
        numbered["BT-1"] = f"F{number}"
        written: bytes = generate_xml(
            numbered, flavor=flavor, level="en16931", check_xsd=False, check_schematron=False
        )
        return written

    answer(milliseconds=milliseconds(write, asked["rounds"]), bytes=len(write(0)))


main()
