"""A deposit whose bytes may have left is never repeated and never called a plain failure."""

from __future__ import annotations

import base64
import hashlib
import socket
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from choruspro import portal
from choruspro.desk import ACCEPTS, FLOW_NUMBER, PASSWORD, RECEIPT, SECRET, a_desk, credentials
from choruspro.portal import Conduct, answers
from wochorus.choruspro import (
    AccessDenied,
    BusinessRefusal,
    ChorusClient,
    CredentialsRefused,
    Endpoints,
    FlowDeposit,
    TechnicalAccountRefused,
    Timeouts,
    TooManyCalls,
    UncertainDeposit,
    Unreachable,
)
from wochorus.core.errors import Ambiguous, InvalidInput, Permanent, Transient

if TYPE_CHECKING:
    from pathlib import Path

HURRIED = Timeouts(connect=0.3, write=0.3, token=0.3, read=0.3, deposit=0.3)
BIG = b"x" * 12_000_000
"""More than the buffers of a loopback socket hold."""


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_deposit_sends_the_whole_file_and_gives_the_receipt(tmp_path: Path) -> None:
    content = bytes(range(256)) * 700 + b"!"
    path = tmp_path / "lot.xml"
    path.write_bytes(content)
    with a_desk() as desk:
        receipt = desk.client.deposit_flow("flux é.xml", path, "IN_DP_E2_CII_FACTURX", signed=True)
        [request] = desk.api.seen
    assert isinstance(receipt, FlowDeposit)
    assert receipt.flow_number == FLOW_NUMBER
    assert str(receipt.deposit_date) == "2026-11-24"
    assert (request.method, request.path) == ("POST", "/cpro/factures/v1/deposer/flux")
    assert int(request.headers["content-length"]) == request.body_length
    assert request.headers["content-type"] == "application/json;charset=utf-8"
    assert request.headers["authorization"] == "Bearer " + "T" * 54
    account = base64.b64decode(request.headers["cpro-account"]).decode()
    assert account == f"TECH_1_1@cpro.fr:{PASSWORD}"


def test_the_right_to_send_is_claimed_before_each_sending_once_all_waits_are_over() -> None:
    with a_desk(interval_ms=60_000) as desk:
        desk.deposit()
        claims: list[tuple[float, int, int]] = []

        def claim() -> None:
            claims.append((desk.time.now, len(desk.tokens.seen), len(desk.api.seen)))

        desk.api.play(answers(401, {}))
        started = desk.time.now
        desk.client.deposit_flow("lot.xml", b"x", "S", claim=claim)
        assert claims == [(started + 60, 1, 1), (started + 120, 2, 2)]


def test_nothing_is_sent_when_the_right_to_send_was_lost() -> None:
    def claim() -> None:
        raise Permanent("repris par un autre programme")

    with a_desk() as desk:
        with pytest.raises(Permanent, match="repris"):
            desk.client.deposit_flow("lot.xml", b"x", "S", claim=claim)
        assert desk.api.seen == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 48 * 1024, 48 * 1024 + 1, 60_000])
def test_the_file_arrives_byte_for_byte_whatever_its_length(size: int) -> None:
    content = bytes(position % 251 for position in range(size))
    with a_desk() as desk:
        desk.deposit(content)
        [request] = desk.api.seen
    assert base64.b64decode(request.json["fichierFlux"], validate=True) == content
    assert request.json["nomFichier"] == "lot.xml"
    assert request.json["syntaxeFlux"] == "IN_DP_E2_CPP_FACTURE_MIN"
    assert request.json["avecSignature"] is False


def test_thirty_megabytes_go_through_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "lot.xml"
    block = bytes(range(250)) * 120
    with path.open("wb") as file:
        for _ in range(1000):
            file.write(block)
    frame = b'{"fichierFlux": "%s", "nomFichier": "lot.xml", "syntaxeFlux": "S", '
    expected = hashlib.sha256(
        (frame + b'"avecSignature": false}') % base64.b64encode(path.read_bytes())
    ).hexdigest()
    with a_desk() as desk:
        desk.client.deposit_flow("warm-up.xml", b"x", "S")
        tracemalloc.start()
        desk.client.deposit_flow("lot.xml", path, "S")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        request = desk.api.seen[-1]
    assert request.body_length > 40_000_000
    assert request.body_sha256 == expected
    assert peak < 5_000_000


BROKEN_EXCHANGES: dict[str, Conduct] = {
    "cut before reading": portal.cuts_before_reading,
    "cut after the headers": portal.cuts_after_headers,
    "cut after the body": portal.cuts_after_body,
    "closed politely without an answer": portal.closes_politely_after_body,
    "cut inside the headers of the answer": portal.cuts_inside_answer_headers,
    "cut inside the body of the answer": portal.cuts_inside_answer_body,
    "not HTTP": portal.speaks_gibberish,
    "500": answers(500, {"codeRetour": 20001, "libelle": "X"}),
    "502": answers(502, b"<html>Bad Gateway</html>"),
    "503": answers(503),
    "504": answers(504, b"<html>Gateway Timeout</html>"),
    "empty 200": answers(200),
    "204": answers(204),
    "HTML with 200": answers(200, b"<html><body>Maintenance</body></html>"),
    "a JSON list": answers(200, [RECEIPT]),
    "a JSON null": answers(200, b"null"),
    "no codeRetour": answers(200, {"numeroFluxDepot": FLOW_NUMBER}),
    "success without number": answers(200, {"codeRetour": 0, "libelle": "GCU_MSG_01_000"}),
    "success with a null number": answers(200, RECEIPT | {"numeroFluxDepot": None}),
    "success with a blank number": answers(200, RECEIPT | {"numeroFluxDepot": "  "}),
    "success with an absurd number": answers(200, RECEIPT | {"numeroFluxDepot": "x" * 200}),
    "refusal with a number": answers(200, RECEIPT | {"codeRetour": 20001}),
    "400 that says success": answers(400, RECEIPT),
    "400 in HTML": answers(400, b"<html>Bad Request</html>"),
    "redirection": answers(302, b"", ("Location", "/elsewhere")),
    "unexpected 409": answers(409, b"conflict"),
    "unexpected 418": answers(418, {"codeRetour": 1, "libelle": "teapot"}),
    "bomb of nested lists": answers(200, b"[" * 200_000),
}


@pytest.mark.parametrize("conduct", BROKEN_EXCHANGES.values(), ids=BROKEN_EXCHANGES)
def test_a_deposit_without_a_clear_answer_is_ambiguous_and_sent_once(conduct: Conduct) -> None:
    with a_desk() as desk:
        desk.api.play(conduct)
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit()
        assert len(desk.api.seen) == 1
    assert isinstance(caught.value, Ambiguous)
    assert "déposez pas de nouveau" in caught.value.remedy
    assert desk.time.slept == []


@pytest.mark.parametrize(
    "conduct", [portal.cuts_before_reading, portal.cuts_after_headers], ids=lambda c: c.__name__
)
def test_a_line_cut_while_a_big_file_goes_out_is_ambiguous(conduct: Conduct) -> None:
    with a_desk() as desk:
        desk.api.play(conduct)
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit(BIG)
        assert len(desk.api.seen) == 1
    assert "la connexion a été" in caught.value.evidence.detail


@pytest.mark.parametrize(
    ("conduct", "content"),
    [(portal.stalls_after_body, b"x"), (portal.stalls_after_headers, BIG)],
    ids=["no answer", "nobody reads"],
)
def test_a_portal_that_stalls_leaves_a_deposit_ambiguous(conduct: Conduct, content: bytes) -> None:
    with a_desk(timeouts=HURRIED) as desk:
        desk.api.play(conduct)
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit(content)
        assert len(desk.api.seen) == 1
    assert "délai dépassé" in caught.value.evidence.detail


def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    import time

    with a_desk(timeouts=HURRIED, clock=time.monotonic) as desk:
        desk.api.play(portal.drips)
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit()
    assert caught.value.evidence.status == 200
    assert "trop lente" in caught.value.evidence.detail


def test_the_raw_evidence_is_kept_for_the_user_without_secrets() -> None:
    page = f"<html>\x1b[31m\r\nBad {SECRET} {PASSWORD}</html>".encode() + b"y" * 9000
    with a_desk() as desk:
        desk.api.play(answers(502, page))
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit()
    evidence = caught.value.evidence
    assert evidence.status == 502
    assert evidence.body.startswith("<html> [31m Bad *** ***</html>yyy")
    assert len(evidence.body) <= 500
    assert "HTTP 502" in str(caught.value)


def test_what_was_read_of_a_cut_answer_is_kept() -> None:
    with a_desk() as desk:
        desk.api.play(portal.cuts_inside_answer_body)
        with pytest.raises(UncertainDeposit) as caught:
            desk.deposit()
    assert caught.value.evidence.status == 200
    assert caught.value.evidence.body == '{"codeRetour": 0, "numeroFluxD'


def test_a_file_that_shrinks_while_it_is_sent_is_ambiguous(tmp_path: Path) -> None:
    path = tmp_path / "lot.xml"
    path.write_bytes(b"x" * 100_000)
    with a_desk() as desk:

        def shrink(_seconds: float) -> None:
            path.write_bytes(b"x")

        desk.api.play(answers(429, b"", ("Retry-After", "1")))
        client = ChorusClient(
            Endpoints(desk.tokens.url, desk.api.url), credentials(), interval_ms=0, sleep=shrink
        )
        with client, pytest.raises(UncertainDeposit) as caught:
            client.deposit_flow("lot.xml", path, "S")
    assert "modifié" in caught.value.evidence.detail


@pytest.mark.parametrize("status", [200, 400])
def test_a_business_refusal_is_the_same_in_200_and_in_400(status: int) -> None:
    with a_desk() as desk:
        body = {"codeRetour": 20001, "libelle": "GDP_MSG_11.022 - Fichier trop volumineux"}
        desk.api.play(answers(status, body))
        with pytest.raises(BusinessRefusal) as caught:
            desk.deposit()
        assert len(desk.api.seen) == 1
    assert caught.value.code == 20001
    assert caught.value.label == "GDP_MSG_11.022 - Fichier trop volumineux"
    assert "20001" in caught.value.what
    assert isinstance(caught.value, Permanent)


def test_202_with_a_number_is_a_success_as_the_portal_declares_it() -> None:
    with a_desk(answers(202, RECEIPT | {"codeRetour": "0", "nouveauChamp": {"a": 1.5}})) as desk:
        receipt = desk.deposit()
    assert receipt.flow_number == FLOW_NUMBER
    assert receipt.raw["nouveauChamp"] == {"a": "1.5"}


def test_a_receipt_with_an_unreadable_date_and_a_broken_accent_is_still_a_receipt() -> None:
    body = b'{"codeRetour":0,"libelle":"accept\xe9\\u0000\\ud800","dateDepot":"hier",'
    body += b'"numeroFluxDepot":"%s"}' % FLOW_NUMBER.encode()
    with a_desk(answers(200, body)) as desk:
        receipt = desk.deposit()
    assert receipt.flow_number == FLOW_NUMBER
    assert receipt.deposit_date is None
    assert receipt.label.startswith("accept")
    assert receipt.raw["dateDepot"] == "hier"


@pytest.mark.parametrize(
    ("conduct", "kind"),
    [
        (answers(403), AccessDenied),
        (answers(404, b"<html>"), Permanent),
        (answers(413), Permanent),
        (answers(415), Permanent),
        (answers(429), TooManyCalls),
    ],
    ids=["403", "404", "413", "415", "429"],
)
def test_a_refusal_at_the_door_records_nothing(conduct: Conduct, kind: type[Exception]) -> None:
    with a_desk() as desk:
        desk.api.play(conduct)
        with pytest.raises(kind) as caught:
            desk.deposit()
        assert len(desk.api.seen) == 1
    assert "Rien n'a été enregistré" in str(caught.value)
    assert not isinstance(caught.value, Ambiguous)


def test_a_refusal_made_while_the_file_is_still_going_out_is_heard() -> None:
    with a_desk() as desk:
        desk.api.play(portal.answers_before_the_body(413))
        with pytest.raises(Permanent, match="trop volumineuse"):
            desk.deposit(BIG)


def test_an_empty_403_names_the_three_usual_causes() -> None:
    with a_desk(answers(403)) as desk, pytest.raises(AccessDenied) as caught:
        desk.deposit()
    for cause in ("abonnée", "conditions d'utilisation", "raccordement"):
        assert cause in caught.value.remedy


def test_a_401_is_replayed_once_with_a_new_token() -> None:
    with a_desk() as desk:
        desk.api.play(answers(401), ACCEPTS)
        assert desk.deposit().flow_number == FLOW_NUMBER
        assert len(desk.api.seen) == 2
        assert len(desk.tokens.seen) == 2
        assert desk.api.seen[0].body_sha256 == desk.api.seen[1].body_sha256


def test_a_400_that_speaks_of_the_token_counts_as_401() -> None:
    challenge = ("WWW-Authenticate", 'Bearer realm="DefaultRealm", error="invalid_request"')
    with a_desk() as desk:
        desk.api.play(answers(400, b"", challenge), ACCEPTS)
        assert desk.deposit().flow_number == FLOW_NUMBER


def test_a_second_401_blames_the_technical_account() -> None:
    with a_desk(answers(401)) as desk:
        with pytest.raises(TechnicalAccountRefused, match="compte technique"):
            desk.deposit()
        assert len(desk.api.seen) == 2


def test_a_cut_line_after_a_401_is_ambiguous_and_not_sent_a_third_time() -> None:
    with a_desk() as desk:
        desk.api.play(answers(401), portal.cuts_after_body)
        with pytest.raises(UncertainDeposit):
            desk.deposit()
        assert len(desk.api.seen) == 2


def test_a_short_quota_is_waited_for_and_a_long_one_is_told() -> None:
    with a_desk() as desk:
        desk.api.play(answers(429, b"", ("Retry-After", "7")))
        assert desk.deposit().flow_number == FLOW_NUMBER
        assert desk.time.slept == [7]
        desk.api.play(answers(429, b"", ("Retry-After", "3600")))
        with pytest.raises(TooManyCalls) as caught:
            desk.deposit()
    assert caught.value.retry_after == 3600
    assert isinstance(caught.value, Transient)


def test_a_refused_connection_is_transient_and_says_that_nothing_left() -> None:
    with a_desk() as desk:
        client = ChorusClient(Endpoints(desk.tokens.url, closed_port()), credentials())
        with client, pytest.raises(Unreachable, match="connexion refusée") as caught:
            client.deposit_flow("lot.xml", b"x", "S")
    assert "Rien n'a été envoyé" in caught.value.remedy


def test_a_server_without_tls_is_transient_and_gets_no_request() -> None:
    with a_desk() as desk:
        secure = desk.api.url.replace("http:", "https:")
        client = ChorusClient(Endpoints(desk.tokens.url, secure), credentials(), timeouts=HURRIED)
        desk.api.play(portal.cuts_before_reading)
        with client, pytest.raises(Unreachable):
            client.deposit_flow("lot.xml", b"x", "S")


def test_a_tls_handshake_that_stalls_is_transient() -> None:
    with a_desk() as desk, socket.create_server(("127.0.0.1", 0)) as silent:
        secure = f"https://127.0.0.1:{silent.getsockname()[1]}"
        client = ChorusClient(Endpoints(desk.tokens.url, secure), credentials(), timeouts=HURRIED)
        with client, pytest.raises(Unreachable, match="délai dépassé"):
            client.deposit_flow("lot.xml", b"x", "S")


def test_without_a_token_nothing_is_sent() -> None:
    with a_desk() as desk:
        desk.tokens.usual = answers(400, {"error": "invalid_client"})
        with pytest.raises(CredentialsRefused):
            desk.deposit()
        assert desk.api.seen == []


def test_each_deposit_has_a_connection_of_its_own() -> None:
    """A kept-alive line that the portal has closed would be found out only after sending."""
    with a_desk(portal.answers_then_hangs_up(200, RECEIPT)) as desk:
        desk.client.health()
        for _ in range(3):
            desk.deposit()
        lines = [request.connection for request in desk.api.seen]
    assert len(set(lines)) == 4
    assert [request.headers.get("connection") for request in desk.api.seen][1:] == ["close"] * 3


@pytest.mark.parametrize(
    "name",
    ["", "lot", "lot.", ".xml", "a. ", "a/b.xml", "a\\b.xml", "a\nb.xml", "x" * 197 + ".xml"],
)
def test_a_bad_file_name_is_refused_before_any_call(name: str) -> None:
    with a_desk() as desk:
        with pytest.raises(InvalidInput):
            desk.client.deposit_flow(name, b"x", "S")
        assert desk.api.seen == desk.tokens.seen == []


def test_a_missing_or_empty_file_is_refused_before_any_call(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.touch()
    with a_desk() as desk:
        for content in (tmp_path / "absent.xml", tmp_path, str(empty), b""):
            with pytest.raises(InvalidInput):
                desk.client.deposit_flow("lot.xml", content, "S")
        assert desk.api.seen == desk.tokens.seen == []
