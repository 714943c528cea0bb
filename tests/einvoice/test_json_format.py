"""Invoices as JSON: nothing lost, everything wrong told at once."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from support.einvoice_strategies import arbitrary_invoices, valid_invoices
from support.einvoices import a_whole_invoice, an_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.json_format import from_json, json_schema, read_json, to_json
from wochorus.einvoice.model import AttachedFile, Invoice, SupportingDocument
from wochorus.einvoice.totals import complete

_LINE: dict[str, Any] = {
    "identifier": "1",
    "quantity": "2",
    "price": {"net": "10.10"},
    "item": {"name": "Vitres"},
    "tax_rate": "20",
}
_SMALLEST: dict[str, Any] = {
    "number": "FA-1",
    "issue_date": "2026-10-31",
    "seller": {"name": "Proprelux"},
    "buyer": {"name": "Commune de Saint-Maur"},
    "lines": [_LINE],
}


def _json(**changes: Any) -> str:
    return json.dumps({**_SMALLEST, **changes})


@settings(max_examples=60, deadline=None)
@given(valid_invoices() | arbitrary_invoices())
def test_an_invoice_comes_back_as_it_was(invoice: Invoice) -> None:
    whole = complete(invoice)

    assert from_json(to_json(whole)) == whole


def test_amounts_that_are_left_out_are_computed() -> None:
    invoice = from_json(_json())

    assert invoice.lines[0].net_amount == Decimal("20.20")
    assert invoice.totals is not None
    assert invoice.totals.due == Decimal("24.24")


def _messages(content: str) -> list[str]:
    reading = read_json(content)
    assert reading.invoice is None
    return [f"{finding.message} {finding.remedy}" for finding in reading.findings]


def test_an_advance_that_is_no_number_is_the_only_defect() -> None:
    (message,) = _messages(_json(totals={"prepaid": "100,50"}))

    assert message.startswith("« montant déjà payé » (BT-113) n'est pas un nombre : « 100,50 »")


def test_a_field_that_is_null_is_told_empty() -> None:
    (message,) = _messages(_json(number=None))

    assert message == (
        "« n° de facture » (BT-1) est vide (null) (champ number). "
        "Renseignez-le, ou retirez le champ."
    )


@pytest.mark.parametrize("field", ["number", "lines"])
def test_a_field_given_twice_is_refused_as_one_of_them_would_be_dropped(field: str) -> None:
    content = _json().replace(f'"{field}":', f'"{field}": "x", "{field}":', 1)

    assert _messages(content) == [f"Le champ « {field} » est donné deux fois. Gardez-en un seul."]


def test_a_whole_number_of_thousands_of_digits_is_told_too_long() -> None:
    content = _json().replace('"2"', "9" * 5000)

    (message,) = _messages(content)
    assert "lines[0].quantity" in message
    assert "trop grand" in message


def test_an_advance_can_be_given_alone() -> None:
    invoice = from_json(_json(totals={"prepaid": 4.24}))

    assert invoice.totals is not None
    assert (invoice.totals.prepaid, invoice.totals.due) == (Decimal("4.24"), Decimal(20))


def test_numbers_are_read_exactly() -> None:
    line = {**_LINE, "price": {"net": 0.1}}

    assert from_json(_json(lines=[line])).lines[0].price.net == Decimal("0.1")


def test_an_attached_file_travels_as_base64() -> None:
    file = AttachedFile(content=os.urandom(99), media_type="image/png", file_name="site.png")
    document = SupportingDocument(reference="1", description="PJA", file=file)
    invoice = replace(a_whole_invoice(), supporting_documents=(document,))

    assert from_json(to_json(invoice)).supporting_documents == (document,)


@pytest.mark.parametrize(
    ("changes", "term", "words"),
    [
        ({"number": ""}, "BT-1", "texte vide"),
        ({"number": 12}, "BT-1", "texte entre guillemets"),
        ({"issue_date": "31/10/2026"}, "BT-2", "pas une date"),
        ({"buyer": None}, "BG-7", "est vide (null)"),
        ({"seller": {"nom": "Proprelux"}}, "BT-27", "obligatoire"),
        ({"operation_category": "Q"}, "BT-23", "n'existe pas"),
        ({"lines": {}}, "BG-25", "liste"),
        ({"lines": [{**_LINE, "quantity": "12,5"}]}, "BT-129", "pas un nombre"),
        ({"lines": [{**_LINE, "quantity": "NaN"}]}, "BT-129", "pas un nombre"),
        ({"siret": "1"}, "", "pas un champ"),
        ({"totals": {"prepaid": "1E999999"}}, "", "trop grand"),
        ({"lines": [{**_LINE, "quantity": "1E-99"}]}, "", "trop petit"),
        (
            {"lines": [{**_LINE, "quantity": "1E18", "price": {"net": "1E18"}}]},
            "",
            "dix-neuf chiffres",
        ),
    ],
)
def test_a_defect_is_told_with_its_place_and_remedy(
    changes: dict[str, Any], term: str, words: str
) -> None:
    reading = read_json(_json(**changes))

    assert reading.invoice is None
    finding = next(finding for finding in reading.findings if words in finding.message)
    assert finding.term == term
    assert finding.remedy


def test_all_defects_are_told_at_once() -> None:
    reading = read_json(_json(number="", issue_date="demain", buyer={}))

    assert [finding.path for finding in reading.findings] == ["number", "issue_date", "buyer.name"]


@pytest.mark.parametrize("content", ["", "{", "pas du JSON", "[" * 100_000, "\ud800", b"\xff{}"])
def test_what_is_no_json_is_refused_with_one_message(content: str | bytes) -> None:
    reading = read_json(content)

    assert reading.invoice is None
    assert len(reading.findings) == 1


def test_a_refused_invoice_raises_with_every_defect() -> None:
    with pytest.raises(InvalidInput, match=r"n° de facture(.|\n)*date de facture"):
        from_json(_json(number="", issue_date=""))


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("1234.56", True),
        ("-2", True),
        (".5", True),
        ("1E2", True),
        ("12,5", False),
        ("1 234", False),
        ("12 €", False),
        ("NaN", False),
    ],
)
def test_the_schema_takes_for_numbers_the_texts_that_are_read_as_numbers(
    text: str, is_number: bool
) -> None:
    _, written, *_ = json_schema()["$defs"]["InvoiceLine"]["properties"]["quantity"]["anyOf"]

    assert bool(re.search(written["pattern"], text)) is is_number
    assert (read_json(_json(lines=[{**_LINE, "quantity": text}])).invoice is not None) is is_number


def test_the_schema_names_the_terms_and_takes_partial_totals() -> None:
    schema = json_schema()

    assert schema["properties"]["number"]["description"].startswith("BT-1 : n° de facture")
    references = [entry.get("$ref") for entry in schema["properties"]["totals"]["anyOf"]]
    assert references[:2] == ["#/$defs/Totals", "#/$defs/GivenTotals"]


def test_what_is_absent_is_left_out() -> None:
    written = json.loads(to_json(an_invoice()))

    assert "tax_currency" not in written
    assert "allowances" not in written
    assert written["type_code"] == "380"
