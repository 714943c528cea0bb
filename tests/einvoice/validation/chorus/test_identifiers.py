"""SIRET, SIREN, VAT numbers and foreign sellers, in each circuit."""

from __future__ import annotations

import pytest

from support.broken_invoices import AFNOR, CHORUS, changed, rules_broken
from support.einvoices import SELLER_SIRET, a_cleaning_company, a_whole_invoice
from wochorus.core.identifiers import french_vat_number
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.model import Address, Identifier, Payee
from wochorus.einvoice.validation.chorus import check_chorus

LA_POSTE_SIRET = "35600000049837"
"""A branch of La Poste: its key is the plain sum, not Luhn's."""


@pytest.mark.parametrize(
    ("scheme", "broken"),
    [
        ("0002", []),
        ("1", ["CP-ID-04"]),
        ("0009", ["CP-ID-04"]),
        ("0088", ["CP-ID-03"]),
        (None, ["CP-ID-03"]),
    ],
)
def test_a_siret_under_a_scheme_of_old_files_is_a_doubt_only(
    scheme: str | None, broken: list[str]
) -> None:
    said = changed(a_whole_invoice(), "seller.legal_registration", Identifier(SELLER_SIRET, scheme))

    assert rules_broken(said) == broken


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        (None, "manque"),
        (Identifier("552100554", "0002"), "est le SIREN 552100554"),
        (Identifier("552 100 554 00013", "0002"), "(17 caractères)"),
        (Identifier("5521005540001X", "0002"), "5521005540001X"),
        (Identifier("٥٥٢١٠٠٥٥٤٠٠٠١٣", "0002"), "14 chiffres"),
    ],
)
def test_what_stands_in_place_of_the_siret_is_said(
    identifier: Identifier | None, words: str
) -> None:
    invoice = changed(a_whole_invoice(), "buyer.legal_registration", identifier)

    finding = next(
        finding for finding in check_chorus(invoice, DIALECTS[CHORUS]) if finding.rule == "CP-ID-02"
    )

    assert words in finding.message
    assert finding.term == "BT-47"


def test_a_foreign_seller_deposits_under_its_own_number() -> None:
    seller = a_cleaning_company(
        identifiers=(),
        legal_registration=Identifier("DE123456789", "2"),
        vat_identifier="DE123456789",
        address=Address(line_1="Hauptstraße 1", postcode="77694", city="Kehl", country="DE"),
    )

    assert rules_broken(a_whole_invoice(CHORUS, seller=seller)) == []


@pytest.mark.parametrize("circuit", list(Circuit))
def test_a_wrong_key_is_a_warning_and_la_poste_has_its_own(circuit: Circuit) -> None:
    wrong, poste = (
        a_whole_invoice(
            circuit,
            seller=a_cleaning_company(
                identifiers=(Identifier(siret, "0009"),),
                legal_registration=Identifier(siret[:9], "0002"),
                vat_identifier=french_vat_number(siret[:9]),
            ),
        )
        for siret in (f"{SELLER_SIRET[:-1]}9", LA_POSTE_SIRET)
    )

    assert rules_broken(wrong, circuit) == ["CP-ID-08"]
    assert rules_broken(poste, circuit) == []


@pytest.mark.parametrize("circuit", list(Circuit))
@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("FR96552100554", None),
        ("FR 96 552 100 554", "CP-ID-07"),
        ("FR97552100554", "CP-ID-07"),
        (french_vat_number("732829320"), "CP-ID-06"),
        ("FR", "CP-ID-07"),
        ("ATU12345678", None),
    ],
)
def test_a_vat_number_is_held_against_its_key_and_the_siren(
    number: str, rule: str | None, circuit: Circuit
) -> None:
    invoice = changed(a_whole_invoice(circuit), "seller.vat_identifier", number)

    assert rules_broken(invoice, circuit) == ([rule] if rule else [])


def test_a_vat_number_with_spaces_is_told_so() -> None:
    invoice = changed(a_whole_invoice(), "seller.vat_identifier", "FR 96 552 100 554")

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert "(il s'écrit sans espace)" in finding.message


@pytest.mark.parametrize(
    ("scheme", "value", "is_right"),
    [
        ("0223", "DE123456789", True),
        ("0223", "D" * 18, True),
        ("0223", "D" * 19, False),
        ("0226", "1234567890", True),
        ("0226", "123456789", False),
        ("0226", "1234567890" + "x" * 71, False),
        ("0227", "USProprelux", True),
        ("0227", "US" + "P" * 17, False),
        ("0228", "123456789", True),
        ("0228", "1234567890", True),
        ("0228", "12345678", False),
        ("0229", "123456789", True),
        ("0229", "12345", False),
    ],
)
def test_the_identifier_of_a_foreign_seller_has_the_shape_of_its_scheme(
    scheme: str, value: str, is_right: bool
) -> None:
    seller = a_cleaning_company(
        identifiers=(Identifier(value, scheme),),
        legal_registration=None,
        vat_identifier=None,
        address=Address(line_1="1 rue X", postcode="1000", city="Y", country="BE"),
    )

    broken = rules_broken(a_whole_invoice(AFNOR, seller=seller), AFNOR)

    assert broken == ([] if is_right else ["BR-FR-CPRO-04-08"])


def test_a_payee_known_by_a_siren_gives_its_siret() -> None:
    factor = Payee(name="Factor", legal_registration=Identifier("732829320", "0002"))
    invoice = a_whole_invoice(AFNOR, payee=factor)
    whole = changed(invoice, "payee.identifier", Identifier("73282932000074", "0009"))

    assert rules_broken(invoice, AFNOR) == ["BR-FR-CPRO-17"]
    assert rules_broken(whole, AFNOR) == []
    assert rules_broken(invoice, CHORUS).count("BR-FR-CPRO-17") == 0
