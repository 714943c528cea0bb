from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from choruspro import portal
from choruspro.desk import FLOW_NUMBER, a_desk
from choruspro.portal import Conduct, answers
from wochorus.choruspro import (
    BusinessRefusal,
    FlowNotFoundYet,
    FlowReport,
    FlowStateKind,
    NoAnswer,
    TechnicalAccountRefused,
    Timeouts,
    UnexpectedAnswer,
    Unreachable,
)
from wochorus.core.errors import Ambiguous, Transient

REPORT: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "TRA_MSG_00.000",
    "nomFichier": "FSO1113A_CPP001_CPP0011113000000000044750",
    "codeInterfaceDepotFlux": "FSO1113A",
    "dateDepotFlux": "2026-11-24",
    "dateHeureEtatCourantFlux": "2026-11-24T11:12:24.777+01:00",
    "etatCourantDepotFlux": "IN_INTEGRE_PARTIEL",
    "listeErreurDP": [
        {"numeroDP": "F1", "libelleErreurDP": "Service inconnu|Engagement absent | "},
        {"numeroDP": "F2", "libelleErreurDP": None},
    ],
    "listeErreurTechnique": None,
}
INTEGRATED = answers(200, REPORT | {"etatCourantDepotFlux": "IN_INTEGRE", "listeErreurDP": None})


def test_a_report_is_read_in_full() -> None:
    with a_desk(answers(200, REPORT)) as desk:
        report = desk.client.flow_report(FLOW_NUMBER, "IN_DP_E2_CPP_FACTURE_MIN")
        [request] = desk.api.seen
    assert request.path == "/cpro/transverses/v1/consulterCRDetaille"
    assert request.json == {
        "numeroFluxDepot": FLOW_NUMBER,
        "syntaxeFlux": "IN_DP_E2_CPP_FACTURE_MIN",
    }
    assert report.meaning.kind is FlowStateKind.PARTLY
    assert report.state_at == datetime(2026, 11, 24, 10, 12, 24, 777000, tzinfo=UTC)
    assert report.errors_by_invoice == {
        "F1": ["Service inconnu", "Engagement absent"],
        "F2": ["sans explication"],
    }
    assert report.technical_errors == []
    assert report.raw == REPORT


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (None, []),
        ([], []),
        ({"numeroDP": "F1"}, ["F1"]),
        ([{"numeroDP": "F1"}, {"numeroDP": 2}], ["F1", "2"]),
        ("texte libre", [""]),
        ([None], [""]),
    ],
)
def test_errors_may_come_as_a_list_one_object_text_or_nothing(
    value: object, numbers: list[str]
) -> None:
    report = FlowReport.read(REPORT | {"listeErreurDP": value})
    assert [error.invoice_number for error in report.invoice_errors] == numbers


def test_technical_errors_are_read() -> None:
    error = {
        "natureErreur": "BLOQUANTE",
        "codeErreur": "ERR_XSD_001",
        "libelleErreur": "IRRECEVABILITE : cvc-complex-type.2.4.a line 3",
    }
    report = FlowReport.read(REPORT | {"listeErreurTechnique": error})
    assert [error.code for error in report.technical_errors] == ["ERR_XSD_001"]


def test_a_report_without_lists_or_with_unknown_fields_is_read() -> None:
    report = FlowReport.read({"etatCourantDepotFlux": "IN_NOUVEAU", "champNouveau": [1]})
    assert (report.invoice_errors, report.technical_errors) == ([], [])
    assert report.meaning.kind is FlowStateKind.UNKNOWN
    assert report.raw["champNouveau"] == [1]


@pytest.mark.parametrize("status", [200, 400])
def test_a_flow_that_chorus_does_not_know_yet_is_worth_asking_again(status: int) -> None:
    body = {"codeRetour": 20001, "libelle": "POQ_MSG_01.003 - Aucun flux ne correspond"}
    with a_desk(answers(status, body)) as desk:
        with pytest.raises(FlowNotFoundYet) as caught:
            desk.client.flow_report(FLOW_NUMBER)
        assert len(desk.api.seen) == 1
    assert isinstance(caught.value, Transient)
    assert caught.value.code == 20001


def test_the_same_code_with_another_label_stays_a_refusal() -> None:
    body = {"codeRetour": 20001, "libelle": "POQ_MSG_01.004 - Accès interdit"}
    with a_desk(answers(200, body)) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.flow_report(FLOW_NUMBER)
    assert caught.value.label.startswith("POQ_MSG_01.004")


PASSING: dict[str, Conduct] = {
    "500": answers(500, b"oops"),
    "502": answers(502, b"<html>"),
    "503": answers(503),
    "504": answers(504),
    "HTML": answers(200, b"<html>Maintenance</html>"),
    "empty": answers(200),
    "list": answers(200, []),
    "empty object": answers(200, {}),
    "another JSON": answers(200, {"message": "ok"}),
    "cut before reading": portal.cuts_before_reading,
    "cut after the headers": portal.cuts_after_headers,
    "cut after the body": portal.cuts_after_body,
    "cut inside the headers": portal.cuts_inside_answer_headers,
    "cut inside the answer": portal.cuts_inside_answer_body,
    "gibberish": portal.speaks_gibberish,
}


@pytest.mark.parametrize("conduct", PASSING.values(), ids=PASSING)
def test_a_reading_survives_a_passing_failure_and_gives_up_on_a_lasting_one(
    conduct: Conduct,
) -> None:
    with a_desk(INTEGRATED) as desk:
        desk.api.play(conduct, conduct)
        report = desk.client.flow_report(FLOW_NUMBER)
        assert report.meaning.kind is FlowStateKind.INTEGRATED
        assert desk.time.slept == [0.3, 0.6]
    with a_desk(conduct) as desk:
        with pytest.raises(NoAnswer) as caught:
            desk.client.flow_report(FLOW_NUMBER)
        assert len(desk.api.seen) == 4
    assert not isinstance(caught.value, Ambiguous)
    assert isinstance(caught.value, Transient)


def test_a_stalled_reading_is_given_up_once() -> None:
    hurried = Timeouts(connect=1, write=1, token=1, read=0.3, deposit=1)
    with a_desk(portal.stalls_after_body, timeouts=hurried) as desk:
        with pytest.raises(NoAnswer, match="délai dépassé"):
            desk.client.flow_report(FLOW_NUMBER)
        assert len(desk.api.seen) == 1


def test_a_kept_alive_line_closed_by_the_portal_does_not_fail_a_reading() -> None:
    with a_desk(portal.answers_then_hangs_up(200, REPORT)) as desk:
        for _ in range(3):
            desk.client.flow_report(FLOW_NUMBER)


def test_readings_share_a_kept_alive_line() -> None:
    with a_desk(INTEGRATED) as desk:
        for _ in range(3):
            desk.client.flow_report(FLOW_NUMBER)
        assert len({request.connection for request in desk.api.seen}) == 1


@pytest.mark.parametrize(
    "conduct",
    [answers(302, b"", ("Location", "/x")), answers(400, b"<html>"), answers(409, b"no")],
    ids=["302", "400", "409"],
)
def test_an_answer_that_makes_no_sense_is_told_with_its_evidence(conduct: Conduct) -> None:
    with a_desk(conduct) as desk:
        with pytest.raises(UnexpectedAnswer) as caught:
            desk.client.flow_report(FLOW_NUMBER)
        assert len(desk.api.seen) == 1
    assert caught.value.evidence.status in (302, 400, 409)


def test_a_refused_account_is_told_with_the_reason_of_the_header() -> None:
    refused = answers(401, {"ErrorCode": "401"}, ("WWW-Authenticate", 'Basic realm="expired"'))
    with a_desk(refused) as desk, pytest.raises(TechnicalAccountRefused) as caught:
        desk.client.flow_report(FLOW_NUMBER)
    assert 'realm="expired"' in caught.value.where


def test_health_tells_whether_the_api_is_up() -> None:
    up = {"statusCodeValue": 200, "statusCode": "OK", "body": "L'API CPRO est disponible"}
    with a_desk(answers(200, up)) as desk:
        health = desk.client.health()
        [request] = desk.api.seen
    assert (request.method, request.path) == ("GET", "/cpro/transverses/v1/health-check")
    assert health.is_up
    assert health.message == "L'API CPRO est disponible"
    with a_desk(answers(200, {"statusCodeValue": 503, "statusCode": "KO"})) as desk:
        assert not desk.client.health().is_up


def test_a_portal_that_has_gone_is_told_at_once() -> None:
    with a_desk(INTEGRATED) as desk:
        desk.client.flow_report(FLOW_NUMBER)
        desk.api.__exit__()
        desk.time.slept.clear()
        with pytest.raises((Unreachable, NoAnswer)):
            desk.client.flow_report(FLOW_NUMBER)


PDF = b"%PDF-1.4 compte rendu"
REPORT_FILE: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "TRA_MSG_00.000",
    "numeroFluxDepot": FLOW_NUMBER,
    "etatCourantFlux": "IN_INTEGRE",
    "dateHeureEtatCourantFlux": "2026-11-24T11:12:24.777+01:00",
    "dateDepotFlux": "2026-11-24",
    "codeAppliPartenaire": "CPP001",
    "codeInterfaceFlux": "FSO1113A",
    "nomFichierFlux": "FSO1113A_CPP001_CPP0011113000000000044750",
    "fichierCR": "JVBERi0xLjQgY29t\\r\\ncHRlIHJlbmR1",
    "nouveau": True,
}


def test_the_report_in_pdf_is_read_with_what_stands_beside_it() -> None:
    body = json.dumps(REPORT_FILE).replace("\\\\", "\\").encode()
    with a_desk(answers(200, body)) as desk:
        desk.api.play(portal.cuts_after_body)
        report = desk.client.flow_report_file(FLOW_NUMBER, "IN_DP_E2_CPP_FACTURE_MIN")
        request = desk.api.seen[-1]
        desk.client.flow_report_file(FLOW_NUMBER)
        assert desk.api.seen[-1].json == {"numeroFluxDepot": FLOW_NUMBER}
    assert request.path == "/cpro/transverses/v1/consulterCR"
    assert request.json == {
        "numeroFluxDepot": FLOW_NUMBER,
        "syntaxeFlux": "IN_DP_E2_CPP_FACTURE_MIN",
    }
    assert report.pdf == PDF
    assert report.flow_number == FLOW_NUMBER
    assert report.meaning.kind is FlowStateKind.INTEGRATED
    assert report.state_at == datetime(2026, 11, 24, 10, 12, 24, 777000, tzinfo=UTC)
    assert (report.partner_code, report.interface_code) == ("CPP001", "FSO1113A")
    assert report.raw["nouveau"] is True


@pytest.mark.parametrize("content", [None, "", "pas du base64 !"])
def test_a_report_without_its_pdf_is_told(content: object) -> None:
    answer = answers(200, REPORT_FILE | {"fichierCR": content})
    with a_desk(answer) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.flow_report_file(FLOW_NUMBER)


@pytest.mark.parametrize("status", [200, 400])
def test_the_report_in_pdf_of_an_unknown_flow_comes_later_and_a_refusal_is_told(
    status: int,
) -> None:
    unknown = answers(status, {"codeRetour": 20001, "libelle": "POQ_MSG_01.003 - Inconnu"})
    with a_desk(unknown) as desk, pytest.raises(FlowNotFoundYet, match=FLOW_NUMBER):
        desk.client.flow_report_file(FLOW_NUMBER)
    refused = answers(status, {"codeRetour": 20002, "libelle": "POQ_MSG_01.001 - Interdit"})
    with a_desk(refused) as desk, pytest.raises(BusinessRefusal):
        desk.client.flow_report_file(FLOW_NUMBER)
