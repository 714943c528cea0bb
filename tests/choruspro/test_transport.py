"""What surrounds a request: encryption, proxies, the log."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from choruspro import portal
from choruspro.desk import ACCEPTS, FLOW_NUMBER, GIVES_TOKEN, PASSWORD, SECRET, a_desk, credentials
from choruspro.portal import Portal, answers
from wochorus.choruspro import ChorusClient, Endpoints, UncertainDeposit, Unreachable
from wochorus.choruspro.failures import describe_failure

if TYPE_CHECKING:
    from pathlib import Path


def a_tls_portal(certificate: Path) -> Portal:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return Portal(ACCEPTS, tls=context)


def test_an_unknown_certificate_is_told_and_no_request_leaves(certificate: Path) -> None:
    with Portal(GIVES_TOKEN) as tokens, a_tls_portal(certificate) as api:
        client = ChorusClient(Endpoints(tokens.url, api.url), credentials())
        with client, pytest.raises(Unreachable, match="certificat"):
            client.deposit_flow("lot.xml", b"x", "S")
        assert api.seen == []


def test_over_tls_too_a_cut_line_is_ambiguous(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Portal(GIVES_TOKEN) as tokens, a_tls_portal(certificate) as api:
        where = Endpoints(tokens.url, api.url)
        with ChorusClient(where, credentials(), interval_ms=0) as client:
            assert client.deposit_flow("lot.xml", b"x", "S").flow_number == FLOW_NUMBER
            for conduct in (portal.cuts_before_reading, portal.closes_politely_after_body):
                api.play(conduct)
                with pytest.raises(UncertainDeposit):
                    client.deposit_flow("lot.xml", b"x", "S")
        assert len(api.seen) == 3


def test_the_proxy_of_the_environment_is_not_used_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Portal(answers(502)) as proxy:
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.url)
        with a_desk() as desk:
            assert desk.deposit().flow_number == FLOW_NUMBER
        assert proxy.seen == []


def test_a_proxy_that_refuses_means_that_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal(answers(407)) as proxy, Portal(GIVES_TOKEN) as tokens:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        where = Endpoints(tokens.url, "https://chorus.invalid")
        client = ChorusClient(where, credentials())
        with client, pytest.raises(Unreachable, match="proxy"):
            client.deposit_flow("lot.xml", b"x", "S")
        assert [request.method for request in proxy.seen] == ["CONNECT"]


def test_every_request_is_logged_without_secrets() -> None:
    with a_desk(correlation_id="flow-7") as desk, capture_logs() as lines:
        desk.api.play(ACCEPTS, portal.cuts_after_body)
        desk.deposit(b"content-of-the-file")
        with pytest.raises(UncertainDeposit):
            desk.client.with_correlation_id("flow-8").deposit_flow("lot.xml", b"x", "S")
    assert [(line["operation"], line["outcome"], line["status"]) for line in lines] == [
        ("token", "answered", 200),
        ("deposer/flux", "answered", 200),
        ("deposer/flux", "lost", None),
    ]
    assert [line["correlation_id"] for line in lines] == ["flow-7", "flow-7", "flow-8"]
    assert all(line["duration_ms"] >= 0 for line in lines)
    written = str(lines)
    for secret in (SECRET, PASSWORD, "T" * 54, credentials().account_header, "content-of"):
        assert secret not in written


def test_a_name_that_does_not_exist_is_explained_in_french() -> None:
    error = ConnectionError("wrapped")
    error.__cause__ = socket.gaierror(-2, "Name or service not known")
    assert describe_failure(error) == "le nom du serveur est introuvable [wrapped]"
    assert describe_failure(ValueError()) == "ValueError"
