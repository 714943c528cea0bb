"""Which official rules an invoice is held against, by what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from einvoice.validation.invoices import EN_16931, EXTENDED_CTC_FR, a_cii_invoice, a_ubl_invoice
from wochorus.einvoice.validation import official_files as files
from wochorus.einvoice.validation.profiles import (
    CII_ROOT,
    UBL_CREDIT_NOTE_ROOT,
    UBL_INVOICE_ROOT,
    CircuitName,
    Claim,
    claim_of,
    select,
)

if TYPE_CHECKING:
    from collections.abc import Callable

XRECHNUNG = f"{EN_16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
FACTURX_EN_16931 = files.FACTURX_RULES["EN 16931"]


def a_claim(root: str = CII_ROOT, profile: str = EN_16931, frame: str = "") -> Claim:
    return Claim(root, profile, frame)


@pytest.mark.parametrize("write", [a_cii_invoice, a_ubl_invoice])
def test_profile_and_frame_are_read_in_both_syntaxes(write: Callable[..., str]) -> None:
    claim = claim_of(etree.fromstring(write(profile=EXTENDED_CTC_FR, frame="B8").encode()))
    assert (claim.profile, claim.frame) == (EXTENDED_CTC_FR, "B8")
    assert claim.syntax in {"CII", "UBL"}


@pytest.mark.parametrize(
    ("frame", "circuit"),
    [
        *[(f"A{number}", "chorus") for number in range(1, 26)],
        *[("A0", None), ("A26", None), ("A1 ", None), ("A01", None), ("a1", None)],
        *[("B1", "afnor"), ("S8", "afnor"), ("M4", "afnor"), ("S12", None), ("C1", None)],
        *[("", None), ("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", None)],
    ],
)
def test_the_billing_frame_tells_the_circuit(frame: str, circuit: str | None) -> None:
    assert a_claim(frame=frame).circuit == circuit


def test_the_french_extended_profile_tells_the_circuit_of_the_reform() -> None:
    assert a_claim(profile=EXTENDED_CTC_FR, frame="").circuit == "afnor"


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("urn:factur-x.eu:1p0:minimum", "MINIMUM"),
        ("urn:factur-x.eu:1p0:basicwl", "BASIC WL"),
        (f"{EN_16931}#compliant#urn:factur-x.eu:1p0:basic", "BASIC"),
        (EN_16931, "EN 16931"),
        (f"{EN_16931}#conformant#urn:factur-x.eu:1p0:extended", "EXTENDED"),
    ],
)
@pytest.mark.parametrize("circuit", [None, "chorus"])
def test_a_facturx_profile_is_held_against_its_own_schema_and_rules(
    profile: str, name: str, circuit: CircuitName | None
) -> None:
    chosen = select(a_claim(profile=profile), circuit)
    assert chosen.schema is files.FACTURX_SCHEMAS[name]
    assert chosen.rules == (files.FACTURX_RULES[name],)
    assert chosen.note == ""


def test_the_circuit_of_the_reform_adds_the_french_rules() -> None:
    assert select(a_claim(), "afnor").rules == (FACTURX_EN_16931, files.FRENCH_CII_RULES)
    assert select(a_claim(UBL_INVOICE_ROOT), "afnor").rules == (
        files.EN16931_UBL_RULES,
        files.FRENCH_UBL_RULES,
    )


@pytest.mark.parametrize("circuit", [None, "chorus", "afnor"])
def test_the_french_extended_profile_always_goes_with_the_french_rules(
    circuit: CircuitName | None,
) -> None:
    cii = select(a_claim(profile=EXTENDED_CTC_FR), circuit)
    assert cii.schema is files.CII_SCHEMA
    assert cii.rules == (files.EXTENDED_CTC_FR_CII_RULES, files.FRENCH_CII_RULES)
    ubl = select(a_claim(UBL_CREDIT_NOTE_ROOT, EXTENDED_CTC_FR), circuit)
    assert ubl.schema is files.UBL_CREDIT_NOTE_SCHEMA
    assert ubl.rules == (files.EXTENDED_CTC_FR_UBL_RULES, files.FRENCH_UBL_RULES)


def test_a_cii_invoice_without_profile_has_the_schema_of_all_cii() -> None:
    unknown = select(a_claim(profile="", frame=""), None)
    assert (unknown.schema, unknown.rules) == (files.CII_SCHEMA, (FACTURX_EN_16931,))
    assert unknown.note == ""


def test_in_the_historical_circuit_it_is_held_to_that_schema_alone_and_that_is_said() -> None:
    chosen = select(a_claim(profile="", frame="A1"), "chorus")
    assert (chosen.schema, chosen.rules) == (files.CII_SCHEMA, ())
    assert "n'annonce aucun profil" in chosen.note


@pytest.mark.parametrize("root", [CII_ROOT, UBL_INVOICE_ROOT])
@pytest.mark.parametrize(("profile", "words"), [(XRECHNUNG, "XRechnung"), (PEPPOL, PEPPOL)])
def test_a_foreign_profile_is_held_against_european_rules_only_and_that_is_said(
    root: str, profile: str, words: str
) -> None:
    chosen = select(a_claim(root, profile), None)
    assert chosen.rules == (FACTURX_EN_16931 if root == CII_ROOT else files.EN16931_UBL_RULES,)
    assert words in chosen.note
    assert "EN 16931" in chosen.note
