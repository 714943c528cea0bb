"""Which official rules a document is held against: its syntax, its profile (BT-24), its circuit.

Sources: Factur-X 1.09 (profile identifiers), XP Z12-012 by its public rule files (circuit of the
reform: XSD, then the profile, then BR-FR), specification of Chorus Pro v1.1 §3.2 (historical
circuit: EN 16931, without French rules).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from wochorus.einvoice.validation import official_files as files

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.validation.artefacts import Artefact

CircuitName = Literal["chorus", "afnor"]

EN_16931 = "urn:cen.eu:en16931:2017"
EXTENDED_CTC_FR = f"{EN_16931}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
_FACTURX_PROFILES = {
    "urn:factur-x.eu:1p0:minimum": "MINIMUM",
    "urn:factur-x.eu:1p0:basicwl": "BASIC WL",
    f"{EN_16931}#compliant#urn:factur-x.eu:1p0:basic": "BASIC",
    EN_16931: "EN 16931",
    f"{EN_16931}#conformant#urn:factur-x.eu:1p0:extended": "EXTENDED",
}
_XRECHNUNG = ("urn:xeinkauf.de:kosit:xrechnung", "urn:xoev-de:kosit:standard:xrechnung")

CII_ROOT = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
UBL_INVOICE_ROOT = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
UBL_CREDIT_NOTE_ROOT = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_RSM = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CONTEXT = f"{_RSM}ExchangedDocumentContext"
_PROFILE_PATHS = {
    CII_ROOT: f"{_CONTEXT}/{_RAM}GuidelineSpecifiedDocumentContextParameter/{_RAM}ID",
    UBL_INVOICE_ROOT: f"{_CBC}CustomizationID",
    UBL_CREDIT_NOTE_ROOT: f"{_CBC}CustomizationID",
}
_FRAME_PATHS = {
    CII_ROOT: f"{_CONTEXT}/{_RAM}BusinessProcessSpecifiedDocumentContextParameter/{_RAM}ID",
    UBL_INVOICE_ROOT: f"{_CBC}ProfileID",
    UBL_CREDIT_NOTE_ROOT: f"{_CBC}ProfileID",
}
_LONGEST = 200
"""Characters of a profile or a frame that are looked at: none that is known has half of them."""

_CHORUS_FRAME = re.compile(r"A([1-9]|1\d|2[0-5])")
_AFNOR_FRAME = re.compile(r"[BSM]\d")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says of itself: syntax, profile (BT-24) and billing frame (BT-23)."""

    root: str
    profile: str
    frame: str

    @property
    def syntax(self) -> str:
        """``"CII"``, ``"UBL"``, or empty when it is neither."""
        if self.root == CII_ROOT:
            return "CII"
        return "UBL" if self.root in {UBL_INVOICE_ROOT, UBL_CREDIT_NOTE_ROOT} else ""

    @property
    def circuit(self) -> CircuitName | None:
        """The circuit that the profile or the billing frame tells, if they tell one."""
        if self.profile == EXTENDED_CTC_FR:
            return "afnor"
        if _CHORUS_FRAME.fullmatch(self.frame):
            return "chorus"
        return "afnor" if _AFNOR_FRAME.fullmatch(self.frame) else None


@dataclass(frozen=True, slots=True)
class Selection:
    """The schema and the rules to run, and what must be said about the choice.

    ``note`` is a French sentence when the document is not held against all that it claims;
    ``ignored`` are rules that only hold against the claim itself.
    """

    schema: Artefact
    rules: tuple[Artefact, ...]
    note: str = ""
    ignored: frozenset[str] = frozenset()


def claim_of(root: _Element) -> Claim:
    """Read what a document says of itself."""
    tag = str(root.tag)
    return Claim(tag, _text(root, _PROFILE_PATHS.get(tag)), _text(root, _FRAME_PATHS.get(tag)))


def select(claim: Claim, circuit: CircuitName | None) -> Selection:
    """Choose the official rules for a CII or UBL document.

    ``circuit`` ``None`` means that nothing is known: European rules only. The French rules go with
    the reform's circuit, and always with the profile EXTENDED-CTC-FR.
    """
    is_cii = claim.syntax == "CII"
    if is_cii and circuit == "chorus" and not claim.profile:
        return Selection(files.CII_SCHEMA, (), _OLD_DIALECT)
    chosen = _select_cii(claim.profile) if is_cii else _select_ubl(claim)
    if circuit != "afnor" and claim.profile != EXTENDED_CTC_FR:
        return chosen
    french = files.FRENCH_CII_RULES if is_cii else files.FRENCH_UBL_RULES
    return replace(chosen, rules=(*chosen.rules, french))


def _select_cii(profile: str) -> Selection:
    if profile == EXTENDED_CTC_FR:
        return Selection(files.CII_SCHEMA, (files.EXTENDED_CTC_FR_CII_RULES,))
    facturx = _FACTURX_PROFILES.get(profile)
    if facturx:
        return Selection(files.FACTURX_SCHEMAS[facturx], (files.FACTURX_RULES[facturx],))
    rules = (files.FACTURX_RULES["EN 16931"],)
    if not profile:
        # Samples of 2018 have neither profile nor the context that the profile's schema asks for.
        return Selection(files.CII_SCHEMA, rules)
    return Selection(files.CII_SCHEMA, rules, _note(profile), files.FACTURX_PROFILE_RULES)


def _select_ubl(claim: Claim) -> Selection:
    is_invoice = claim.root == UBL_INVOICE_ROOT
    schema = files.UBL_INVOICE_SCHEMA if is_invoice else files.UBL_CREDIT_NOTE_SCHEMA
    if claim.profile == EXTENDED_CTC_FR:
        return Selection(schema, (files.EXTENDED_CTC_FR_UBL_RULES,))
    note = "" if claim.profile in {"", EN_16931} else _note(claim.profile)
    return Selection(schema, (files.EN16931_UBL_RULES,), note)


_OLD_DIALECT = (
    "Cette facture n'annonce aucun profil (BT-24), comme les exemples que Chorus Pro a publiés en "
    "2018 : elle est contrôlée par le schéma CII et les règles de Chorus Pro, pas par les règles "
    "EN 16931."
)


def _note(profile: str) -> str:
    if any(mark in profile for mark in _XRECHNUNG):
        return (
            "Cette facture annonce le profil allemand XRechnung : elle n'est vérifiée que selon "
            "les règles européennes EN 16931, pas selon les règles allemandes."
        )
    return (
        f"Cette facture annonce un profil que WO CHORUS ne vérifie pas (« {profile} ») : "
        "elle n'est vérifiée que selon les règles européennes EN 16931."
    )


def _text(root: _Element, path: str | None) -> str:
    return (root.findtext(path) or "").strip()[:_LONGEST] if path else ""
