from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices

from wochorus.choruspro import (
    FLOW_STATES,
    AddedFile,
    ChangeReceipt,
    DepositedPdf,
    EngagementRow,
    FlowDeposit,
    FlowReport,
    FlowReportFile,
    FlowStateKind,
    InvoiceAttachment,
    InvoiceLine,
    InvoiceRow,
    InvoiceVat,
    ReferenceEntry,
    ServiceRow,
    ServiceSettings,
    StatusChange,
    StructureRow,
    StructureSettings,
    SubmissionReceipt,
    SupplierStructure,
)
from wochorus.choruspro import flow_state_meaning as meaning_of
from wochorus.choruspro.answers import decode

if TYPE_CHECKING:
    from wochorus.choruspro.messages.base import Message

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KINDS: tuple[type[Message], ...] = (
    FlowDeposit,
    FlowReport,
    InvoiceRow,
    SubmissionReceipt,
    ChangeReceipt,
    DepositedPdf,
    InvoiceLine,
    InvoiceVat,
    InvoiceAttachment,
    StatusChange,
    AddedFile,
    EngagementRow,
    FlowReportFile,
    ReferenceEntry,
    ServiceRow,
    ServiceSettings,
    StructureRow,
    StructureSettings,
    SupplierStructure,
)


def names(kind: type[Message]) -> list[str]:
    """Every name that Chorus Pro may give to a field of this kind."""
    found = []
    for field in kind.model_fields.values():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
        found += [str(choice) for choice in choices]
    return found


FIELDS = st.sampled_from([name for kind in KINDS for name in names(kind)]) | st.text()


@given(st.dictionaries(FIELDS, ANYTHING, max_size=12))
def test_no_strange_field_hides_a_receipt_a_report_or_a_row(payload: dict[str, Any]) -> None:
    decoded = decode(json.dumps(payload).encode())
    assert decoded is not None
    for kind in KINDS:
        message = kind.read(decoded)
        json.dumps(message.raw).encode()
        assert "\\u0000" not in json.dumps(message.raw)


@given(st.binary())
def test_any_bytes_are_either_an_object_or_nothing(body: bytes) -> None:
    assert decode(body) is None or isinstance(decode(body), dict)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"1", b'{"a": NaN}', b'{"a": 1e999999999999999999999}', b"{"],
)
def test_what_is_not_a_json_object_is_nothing(body: bytes) -> None:
    assert decode(body) is None


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("IN_RECU", FlowStateKind.WAITING),
        ("IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP", FlowStateKind.WAITING),
        ("IN_TRAITE_SE_CPP", FlowStateKind.WAITING),
        ("IN_EN_ATTENTE_TRAITEMENT_CPP", FlowStateKind.WAITING),
        ("IN_EN_COURS_TRAITEMENT_CPP", FlowStateKind.WAITING),
        ("IN_EN_ATTENTE_RETRAITEMENT_CPP", FlowStateKind.WAITING),
        ("IN_INTEGRE", FlowStateKind.INTEGRATED),
        ("IN_INTEGRE_PARTIEL", FlowStateKind.PARTLY),
        ("IN_REJETE", FlowStateKind.REJECTED),
        ("IN_INCIDENTE", FlowStateKind.INCIDENT),
        ("QP_IRRECEVABLE", FlowStateKind.UNKNOWN),
        ("IN_ERREUR_INTERNE", FlowStateKind.UNKNOWN),
        ("", FlowStateKind.UNKNOWN),
        ("IN_ETAT_DE_DEMAIN", FlowStateKind.UNKNOWN),
    ],
)
def test_every_state_of_a_flow_has_its_kind(state: str, kind: FlowStateKind) -> None:
    assert meaning_of(state).kind is kind
    assert meaning_of(state).label


def test_only_the_four_verdicts_are_final() -> None:
    final = {state for state, meaning in FLOW_STATES.items() if meaning.kind.is_final}
    assert final == {"IN_INTEGRE", "IN_INTEGRE_PARTIEL", "IN_REJETE", "IN_INCIDENTE"}


def test_an_unknown_state_is_waited_for_with_an_alert() -> None:
    kind = meaning_of("IN_ETAT_DE_DEMAIN").kind
    assert kind.needs_alert
    assert not kind.is_final
