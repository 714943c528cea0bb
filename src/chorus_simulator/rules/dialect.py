"""The older dialect that the portal takes beside the norm, and the leniency that goes with it.

Files of the historical circuit bear marks that the rules of EN 16931 refuse, and the portal was
seen to accept them: each mark is brought to what the norm writes before the rules are run, so
that one mark does not break ten rules. A CII file that bears one is an historical file: it may
leave out what the portal's own samples leave out, and its amounts are left to the control of
totals, whose tolerance is a setting. A file without any mark is held to every rule.

Sources, by the letter used below:

- A: the portal's public Factur-X samples of 2018 (FSO1117A_EN16931_P01, P02, P21 and P40);
- B: the portal's public minimal CII samples of 2018 (FSO1116A_P01 to P42);
- C: integrators whose files the portal accepted, the last ones in September 2026;
- D: the public description of minimal UBL by an integrator, whose parties and taxes are written
  likewise in structured UBL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats.cii import PREFIXES as CII
from chorus_simulator.formats.cii import ROOT as CII_ROOT
from chorus_simulator.formats.ubl import PREFIXES as UBL
from chorus_simulator.rules.sheets import GUIDELINE

if TYPE_CHECKING:
    from collections.abc import Iterator

NORM = "urn:cen.eu:en16931:2017"
SCHEMES = {"1": "0002", "2": "0223", "3": "0227", "4": "0228", "5": "0229", "6": ""}
"""The portal's types of identifiers, and their schemes in the norm; "other" has none."""

TOLERATED = {
    "BR-07": "A: no buyer name in P01, P02 and P40",
    "FX-SCH-A-000030": "A: the same",
    "BR-12": "A: no sum of lines in P01 and P02",
    "FX-SCH-A-000189": "A: the same",
    "BR-23": "A: no unit in P01 and P02, an empty one in P21",
    "BR-25": "A: lines without a product in P01 and P02",
    "FX-SCH-A-000267": "A: the same",
    "BR-64": "A: a standard identifier without a scheme in P21 and P40",
    "FX-SCH-A-000551": "A: the same",
    "BR-CO-04": "A: no VAT category on any line",
    "FX-SCH-A-000535": "A: the same",
    "FX-SCH-A-000536": "A: the same",
    "FX-SCH-A-000458": "A: no VAT type in the breakdown",
    "BR-CO-09": "A: a VAT number without its country in P40",
    "CII-SR-465": "A: two names of the seller's contact in P40",
    "BR-S-08": "A: amounts, left to the control of totals",
    "BR-S-09": "A: the same",
    "BR-CO-10": "A: the same",
    "BR-CO-13": "A: the same",
    "BR-CO-15": "A: the same",
    "BR-CO-17": "A: the same",
}
"""The rules that an historical CII file may break, and where the portal shows it."""


def brought_to_the_norm(root: etree._Element) -> frozenset[str]:
    """Write an historical document as the norm does; name the rules that it may break."""
    if root.tag == CII_ROOT:
        return frozenset(TOLERATED if list(_cii_marks(root)) else ())
    _translate_ubl(root)
    return frozenset()


def _cii_marks(root: etree._Element) -> Iterator[str]:
    for node in root.iterfind(".//ram:SpecifiedLegalOrganization/ram:ID", CII):
        if node.get("schemeID") in SCHEMES:  # A, B, C
            _rename(node, "schemeID", SCHEMES[node.attrib.pop("schemeID")])
            yield "scheme"
    for node in root.iterfind(".//udt:DateTimeString", CII):
        if "format" not in node.attrib:  # A, B
            node.set("format", "102")
            yield "date"
    if root.find(".//udt:IndicatorString", CII) is not None:  # A; no rule looks at it
        yield "indicator"
    yield from _cii_context(root)
    currency = root.findtext(".//ram:InvoiceCurrencyCode", namespaces=CII)
    for node in root.iterfind(".//ram:TaxTotalAmount", CII):
        if currency and "currencyID" not in node.attrib:  # A
            node.set("currencyID", currency)
            yield "currency"


def _cii_context(root: etree._Element) -> Iterator[str]:
    context = root.find("rsm:ExchangedDocumentContext", CII)
    if context is None:
        return
    frame = context.find("ram:BusinessProcessSpecifiedDocumentContextParameter", CII)
    if frame is not None and not len(frame):  # A: P01 and P02
        context.remove(frame)
        yield "empty frame"
    if not (root.findtext(GUIDELINE, namespaces=CII) or "").strip():  # B
        ram = f"{{{CII['ram']}}}"
        guideline = etree.SubElement(context, f"{ram}GuidelineSpecifiedDocumentContextParameter")
        etree.SubElement(guideline, f"{ram}ID").text = NORM
        yield "guideline"


def _translate_ubl(root: etree._Element) -> None:
    """Bring parties, taxes and guideline to the norm; D, all of them."""
    for node in root.iterfind(".//cac:PartyIdentification/cbc:ID", UBL):
        if node.get("schemeName") in SCHEMES:
            _rename(node, "schemeID", SCHEMES[node.attrib.pop("schemeName")])
    for party in root.iterfind("*/cac:Party", UBL):
        name = party.findtext("cac:PartyName/cbc:Name", namespaces=UBL)
        if name and party.find("cac:PartyLegalEntity", UBL) is None:
            entity = etree.SubElement(party, f"{{{UBL['cac']}}}PartyLegalEntity")
            etree.SubElement(entity, f"{{{UBL['cbc']}}}RegistrationName").text = name
    for node in root.iterfind(".//cac:TaxScheme", UBL):
        kind = node.find("cbc:TaxTypeCode", UBL)
        if kind is not None and node.find("cbc:ID", UBL) is None:
            node.insert(0, node.makeelement(f"{{{UBL['cbc']}}}ID"))
            node[0].text = "VAT"
    if root.find("cbc:CustomizationID", UBL) is None:
        root.insert(0, root.makeelement(f"{{{UBL['cbc']}}}CustomizationID"))
        root[0].text = NORM


def _rename(node: etree._Element, name: str, value: str) -> None:
    if value:
        node.set(name, value)
