"""One invoice, said in the words of each circuit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.einvoice_strategies import valid_invoices
from support.einvoices import (
    SELLER_SIRET,
    TOWN_HALL_SIRET,
    a_cleaning_company,
    a_credit_note,
    a_line,
    a_town_hall,
    an_invoice,
)
from wochorus.einvoice.dialects import AFNOR, CHORUS, DIALECTS, Dialect, express
from wochorus.einvoice.dialects.dialect import EN_16931, EXTENDED_CTC_FR
from wochorus.einvoice.formats import Format
from wochorus.einvoice.model import Identifier, Invoice, Note, OperationCategory, Price


def test_the_historical_circuit_knows_parties_by_their_siret() -> None:
    invoice = express(an_invoice(), CHORUS).invoice

    assert invoice.seller.legal_registration == Identifier(SELLER_SIRET, "0002")
    assert invoice.buyer.legal_registration == Identifier(TOWN_HALL_SIRET, "0002")
    assert invoice.buyer.identifiers == ()
    assert invoice.seller.electronic_address is None


def test_in_ubl_the_portal_looks_for_the_siret_among_the_identifiers() -> None:
    invoice = express(an_invoice(), CHORUS, Format.UBL).invoice

    assert invoice.seller.identifiers == (Identifier(SELLER_SIRET, "0002"),)
    assert invoice.buyer.identifiers == (Identifier(TOWN_HALL_SIRET, "0002"),)
    assert express(invoice, CHORUS, Format.CII).invoice.buyer.identifiers == ()


def test_the_reform_knows_them_by_siren_siret_and_electronic_address() -> None:
    invoice = express(an_invoice(), AFNOR).invoice

    assert invoice.seller.legal_registration == Identifier(SELLER_SIRET[:9], "0002")
    assert invoice.buyer.identifiers == (Identifier(TOWN_HALL_SIRET, "0009"),)
    assert invoice.seller.electronic_address == Identifier(SELLER_SIRET[:9], "0225")
    assert invoice.buyer.electronic_address == Identifier(
        f"{TOWN_HALL_SIRET[:9]}_{TOWN_HALL_SIRET}", "0225"
    )


def test_a_service_is_a_reference_here_and_an_identifier_there() -> None:
    invoice = an_invoice(buyer_reference="SG-ACHATS")

    historical, reform = (express(invoice, dialect).invoice for dialect in (CHORUS, AFNOR))

    assert historical.buyer_reference == "SG-ACHATS"
    assert historical.specification == EN_16931
    assert reform.buyer.identifiers[1] == Identifier("SG-ACHATS", "0224")
    assert reform.specification == EXTENDED_CTC_FR
    assert reform.buyer.electronic_address == Identifier(
        f"{TOWN_HALL_SIRET[:9]}_{TOWN_HALL_SIRET}_SG-ACHATS", "0225"
    )


def test_a_service_given_as_identifier_reaches_the_historical_reference() -> None:
    buyer = a_town_hall()
    buyer = replace(buyer, identifiers=(*buyer.identifiers, Identifier("SG", "0224")))

    assert express(an_invoice(buyer=buyer), CHORUS).invoice.buyer_reference == "SG"


@pytest.mark.parametrize(
    ("given_frame", "category", "historical", "reform"),
    [
        (None, None, "A1", "S1"),
        (None, OperationCategory.GOODS, "A1", "B1"),
        ("A1", OperationCategory.MIXED, "A1", "M1"),
        ("A2", None, "A2", "S2"),
        ("A9", None, "A9", "S3"),
        ("A12", None, "A12", "S6"),
        ("S1", None, "A1", "S1"),
        ("B2", None, "A2", "B2"),
        ("M4", None, "A1", "M4"),
        ("S3", None, "A9", "S3"),
        ("Z9", None, "Z9", "Z9"),
    ],
)
def test_frames_are_translated_and_an_unknown_one_is_left_for_the_rules(
    given_frame: str | None, category: OperationCategory | None, historical: str, reform: str
) -> None:
    invoice = an_invoice(business_process=given_frame, operation_category=category)

    assert express(invoice, CHORUS).invoice.business_process == historical
    assert express(invoice, AFNOR).invoice.business_process == reform


def test_a_credit_note_has_no_payment_in_the_historical_circuit() -> None:
    assert express(a_credit_note(), CHORUS).invoice.payment is None
    assert express(a_credit_note(), AFNOR).invoice.payment is not None


@pytest.mark.parametrize("dialect", DIALECTS.values())
def test_the_mentions_of_late_payment_are_added_once(dialect: Dialect) -> None:
    invoice = express(an_invoice(), dialect).invoice

    assert [note.subject_code for note in invoice.notes] == ["AAI", "PMT", "PMD", "AAB"]
    assert express(invoice, dialect).invoice.notes == invoice.notes


def test_the_words_of_the_issuer_come_before_ours() -> None:
    own = Note("Pas d'escompte, sauf accord écrit.", "AAB")

    notes = express(an_invoice(notes=(own,)), CHORUS).invoice.notes

    assert [note.text for note in notes if note.subject_code == "AAB"] == [own.text]


def test_a_credit_note_bears_them_in_the_reform_only() -> None:
    assert len(express(a_credit_note(), CHORUS).invoice.notes) == 1
    assert len(express(a_credit_note(), AFNOR).invoice.notes) == 4


def test_a_gross_price_without_discount_is_not_told_to_chorus_pro() -> None:
    line = a_line(price=Price(net=a_line().price.net, gross=a_line().price.net))
    invoice = replace(an_invoice(), lines=(line,))

    assert express(invoice, CHORUS).invoice.lines[0].price.gross is None
    assert express(invoice, AFNOR).invoice.lines[0].price.gross is not None


def test_what_a_circuit_has_no_place_for_is_told() -> None:
    invoice = replace(an_invoice(), lines=(a_line(purchase_order_reference="BC-7"),))

    historical = express(invoice, CHORUS)
    reform = express(invoice, AFNOR)

    assert [finding.term for finding in historical.findings] == ["EXT-FR-FE-135"]
    assert historical.invoice.lines[0].purchase_order_reference is None
    assert reform.findings == ()
    assert reform.invoice.specification == EXTENDED_CTC_FR


def test_a_seller_without_any_number_is_left_for_the_rules() -> None:
    seller = a_cleaning_company(identifiers=(), legal_registration=None)

    for dialect in DIALECTS.values():
        assert express(an_invoice(seller=seller), dialect).invoice.seller.legal_registration is None


@settings(max_examples=40, deadline=None)
@given(valid_invoices(), st.sampled_from(list(DIALECTS.values())), st.sampled_from(Format))
def test_saying_it_twice_changes_nothing_more(
    invoice: Invoice, dialect: Dialect, document_format: Format
) -> None:
    once = express(invoice, dialect, document_format)

    assert express(once.invoice, dialect, document_format).invoice == once.invoice


@settings(max_examples=40, deadline=None)
@given(valid_invoices())
def test_no_circuit_changes_an_amount(invoice: Invoice) -> None:
    for dialect in DIALECTS.values():
        said = express(invoice, dialect).invoice
        assert said.totals == invoice.totals
        assert said.tax_breakdown == invoice.tax_breakdown
        assert [line.net_amount for line in said.lines] == [
            line.net_amount for line in invoice.lines
        ]
