"""Codes and labels are told one by one; what is unknown is shown raw, and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus_simulator.formats import tags
from wochorus.choruspro import FlowReport
from wochorus.choruspro.catalogue import (
    Actor,
    Message,
    explain,
    flow_state_meaning,
    invoice_status,
    return_code_meaning,
    split_label,
)

PAYMENT = (
    "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement."
    "SpecifiedTradeSettlementPaymentMeans.TypeCode"
)
CADRE = "FichierXml.ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID"


def cut_at(length: int, label: str) -> str:
    assert len(label) > length
    return label[:length]


def told(said: str) -> list[str]:
    return [entry.code for explanation in explain(said) for entry in explanation.entries]


def test_a_status_tells_its_meaning_its_actor_and_its_remedy() -> None:
    status = invoice_status("SUSPENDUE")
    assert "pièce justificative" in status.label
    assert status.actor is Actor.SUPPLIER
    assert "ne la redéposez pas" in status.remedy


@pytest.mark.parametrize("code", ["STATUT_DE_DEMAIN", "", "  ", "é", "A" * 5000])
def test_an_unknown_status_shows_raw_and_is_never_fatal(code: str) -> None:
    status = invoice_status(code)
    assert not status.is_known
    assert (status.code, status.label) == (code, "inconnu")
    assert status.is_recorded


def test_an_unknown_state_of_a_flow_shows_raw_and_keeps_the_flow_open() -> None:
    state = flow_state_meaning("IN_ETAT_DE_DEMAIN")
    assert not state.is_known
    assert "IN_ETAT_DE_DEMAIN" in state.label
    assert "inconnu" in state.label
    assert not state.kind.is_final


def test_only_a_status_of_non_conformity_says_that_the_invoice_is_not_kept() -> None:
    assert not invoice_status("NON_CONFORME").is_recorded
    assert invoice_status("REJETEE").is_recorded


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("REJETEE", "REJETEE"),
        (" rejetee ", "REJETEE"),
        ("05", "REJETEE"),
        ("18", "VALIDEE_2"),
        ("in_rejete", "IN_REJETE"),
        ("JUSTIF_ABS : il manque le bon de livraison", "JUSTIF_ABS"),
        ("ERR_XSD_001 IRRECEVABILITE : cvc-complex-type.2.4.a", "ERR_XSD_001"),
        ("GDP_MSG_11.033 - Statut incompatible", "GDP_MSG_11.033"),
        ("Chorus Pro refuse la demande (POQ_MSG_01_003)", "POQ_MSG_01.003"),
        ("IN_DP_E2_CII_FACTURX", "IN_DP_E2_CII_FACTURX"),
    ],
)
def test_a_code_is_found_however_it_is_written(said: str, code: str) -> None:
    assert told(said) == [code]


def test_a_number_means_something_else_for_each_service_and_all_are_told() -> None:
    [explanation] = explain("20001")
    assert "deposer/flux : le fichier est trop gros" in explanation.label
    assert "consulterCRDetaille : ce flux est introuvable" in explanation.label


def test_a_refusal_is_told_by_its_label_before_its_number() -> None:
    assert "trop gros" in return_code_meaning("deposer/flux", 20001, "GDP_MSG_11.022").label
    assert "suspendue" in return_code_meaning("completer", 20002, "sans code").label
    for service, label in (("deposer/flux", "GDP_MSG_99.999 - Autre"), ("recuperer/devises", "")):
        unknown = return_code_meaning(service, 20001, label)
        assert (unknown.is_known, unknown.label) == (False, "inconnu")


def test_a_label_is_told_message_by_message() -> None:
    label = f"{PAYMENT}.value : obligatoire|Phrase que personne ne connaît | {CADRE}.value : A1|"
    explanations = explain(label)
    assert [explanation.is_known for explanation in explanations] == [True, False, True]
    assert explanations[1].label == "inconnu"
    assert explanations[1].said.text == "Phrase que personne ne connaît"
    assert explanations[1].remedy.endswith(".")
    assert not any(explanation.said.is_cut for explanation in explanations)


@pytest.mark.parametrize("length", [200, 255])
def test_the_last_message_of_a_cut_label_is_marked(length: int) -> None:
    label = cut_at(length, f"{PAYMENT}.value : obligatoire|" + "autre message " * 20)
    first, last = split_label(label)
    assert not first.is_cut
    assert last.is_cut
    assert str(last).endswith("…")
    assert str(first) == first.text


@pytest.mark.parametrize("missing", range(1, 12))
def test_a_cut_path_is_recognised_while_one_element_alone_begins_so(missing: int) -> None:
    path = f"{CADRE}.value"[:-missing]
    label = f"{'x' * (199 - len(path))}|{path}"
    assert len(label) == 200
    assert told(label) == ["cadre de facturation"]


@pytest.mark.parametrize(
    "end", ["DonneesFacture", "ApplicableHeaderTradeSettlement.I", "Buy", "A."]
)
def test_a_path_cut_too_early_is_unknown(end: str) -> None:
    label = f"{'x' * (199 - len(end))}|{end}"
    *_, last = explain(label)
    assert last.said.is_cut
    assert not last.is_known or end.startswith("Applicable")


def test_a_message_that_ends_with_a_separator_is_whole() -> None:
    assert split_label(f"{'x' * 199}|") == (Message("x" * 199),)


def test_a_mark_left_by_a_program_is_a_cut_too() -> None:
    assert split_label("un | deux [...]") == (Message("un"), Message("deux", is_cut=True))
    assert split_label("un | deux…") == (Message("un"), Message("deux", is_cut=True))


def test_a_report_gives_its_reasons_with_the_cut_one_marked() -> None:
    label = cut_at(200, f"{PAYMENT}.value : obligatoire|" + "y" * 200)
    report = FlowReport.read({"listeErreurDP": {"numeroDP": "F1", "libelleErreurDP": label}})
    first, last = report.invoice_errors[0].reasons
    assert first == f"{PAYMENT}.value : obligatoire"
    assert last.endswith("y…")


def test_a_tag_must_be_the_end_of_a_path_and_not_of_a_word() -> None:
    assert told("FichierXml.ID.value : vingt caractères au plus") == ["n° de facture"]
    assert told("FichierXml.LegalMonetaryTotal.MonID.value : rien") == []
    assert told("FichierXml.InvoiceLine.ID.value : rien") == []


@pytest.mark.parametrize("paths", [tags.CPP, tags.CII, tags.UBL_INVOICE, tags.UBL_CREDIT_NOTE])
def test_every_element_that_the_simulator_names_is_recognised(paths: dict[str, str]) -> None:
    """Two readings of the formats, written apart, meet here."""
    said = {field: f"FichierXml.{path}.value : refusé" for field, path in paths.items()}
    assert {field for field, text in said.items() if not told(text)} == set()
    alike = {"service": "code service", "engagement": "n° d'engagement", "number": "n° de facture"}
    assert {field: told(said[field])[0] for field in alike} == alike


@given(st.text())
def test_any_text_is_explained_or_unknown(said: str) -> None:
    for explanation in explain(said):
        assert explanation.label
        assert explanation.remedy
        assert explanation.actor


@given(st.lists(st.text(st.characters(exclude_characters="|…]")), max_size=5))
def test_no_message_of_a_label_is_lost(messages: list[str]) -> None:
    found = [message.text for message in split_label("|".join(messages))]
    assert found == [text.strip() for text in messages if text.strip()]
