"""The model has a place for everything that EN 16931 names."""

from __future__ import annotations

import dataclasses

import pytest

from support.einvoices import an_invoice
from wochorus.einvoice.terms import labels, term_uses

_NEVER_DEFINED = {"BT-4"}
_HELD_BY_THEIR_PARENT = {"BG-2", "BG-30"}
"""Process control is BT-23 and BT-24 of the invoice; a line's VAT is BT-151 and BT-152."""


def test_every_business_term_has_a_field() -> None:
    expected = {f"BT-{number}" for number in range(1, 166)} - _NEVER_DEFINED

    assert expected <= labels().keys()


def test_every_group_has_a_field() -> None:
    expected = {f"BG-{number}" for number in range(1, 33)} - _HELD_BY_THEIR_PARENT

    assert expected <= labels().keys()


def test_every_term_has_a_french_name() -> None:
    assert all(use.label.strip() for use in term_uses())


def test_the_terms_of_a_shared_group_depend_on_who_holds_it() -> None:
    cities = {use.path: use.code for use in term_uses() if use.path.endswith("city")}

    assert cities["seller.address.city"] == "BT-37"
    assert cities["buyer.address.city"] == "BT-52"
    assert cities["tax_representative.address.city"] == "BT-66"
    assert cities["delivery.address.city"] == "BT-77"


def test_an_invoice_cannot_be_changed_under_the_feet_of_who_holds_it() -> None:
    invoice = an_invoice()

    with pytest.raises(dataclasses.FrozenInstanceError):
        invoice.number = "AUTRE"  # type: ignore[misc]
