"""What is written passes the official schemas: order, names and types of every element."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from support.cii_documents import schema_of
from support.einvoice_strategies import valid_invoices
from support.einvoices import a_whole_invoice
from support.full_invoice import a_full_invoice
from wochorus.einvoice import cii
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.dialects.dialect import EN_16931

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Invoice

D22B, PLAIN = schema_of("D22B"), schema_of("EN 16931")


def empty_fields(part: Any, path: str = "") -> Iterator[str]:
    """List the fields that hold nothing, wherever they are."""
    if dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from empty_fields(getattr(part, field.name), f"{path}.{field.name}")
    elif isinstance(part, tuple) and part:
        for entry in part:
            yield from empty_fields(entry, path)
    elif part is None or part == ():
        yield path


def test_the_full_invoice_is_full() -> None:
    always_without = {".payee.identifier.scheme"}
    assert set(empty_fields(a_full_invoice())) == always_without


@pytest.mark.parametrize("schema", ["EXTENDED", "D22B"])
def test_a_value_in_every_field_stands_where_the_schema_wants_it(schema: str) -> None:
    judge = schema_of(schema)
    written = etree.fromstring(cii.write(a_full_invoice()))
    assert judge.validate(written), judge.error_log.last_error


def test_a_value_in_every_field_comes_back() -> None:
    invoice = a_full_invoice()
    reading = cii.read(etree.fromstring(cii.write(invoice)))
    assert reading.findings == ()
    assert reading.invoice == invoice
    assert cii.not_carried(invoice) == ()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_invoices(longest=3), st.sampled_from(Circuit))
def test_a_real_invoice_passes_the_schema_of_its_profile(
    invoice: Invoice, circuit: Circuit
) -> None:
    spoken = express(invoice, DIALECTS[circuit]).invoice
    judges = [D22B] if spoken.specification != EN_16931 else [D22B, PLAIN]
    for judge in judges:
        assert judge.validate(etree.fromstring(cii.write(spoken))), judge.error_log.last_error


def test_an_invoice_of_each_circuit_passes_the_plain_profile() -> None:
    for circuit in Circuit:
        written = etree.fromstring(cii.write(a_whole_invoice(circuit)))
        assert PLAIN.validate(written), PLAIN.error_log.last_error
