"""The network, layer by layer: each one is broken for real, and named."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from choruspro.portal import Line, Portal, answers
from wochorus.choruspro.connection_test import Layer, Verdict
from wochorus.choruspro.connection_test.network import API, TOKENS, reach
from wochorus.choruspro.transport import trusted_authorities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

OK, FAILED, SKIPPED = Verdict.OK, Verdict.FAILED, Verdict.SKIPPED


def verdicts(
    url: str, proxies: Mapping[str, str] | None = None, timeout: float = 5
) -> list[Verdict]:
    steps = reach(API, url, trust=trusted_authorities(), timeout=timeout, proxies=proxies or {})
    assert [step.layer for step in steps] == [
        Layer.API_NAME,
        Layer.API_CONNECTION,
        Layer.API_ENCRYPTION,
    ]
    assert all(step.remedy.endswith(".") for step in steps if step.verdict is FAILED)
    assert all(step.message for step in steps)
    return [step.verdict for step in steps]


def a_tls_portal(certificate: Path) -> Portal:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return Portal(answers(200), tls=context)


def answers_what_is_no_handshake(line: Line) -> bool:
    line.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    return False


def test_this_machine_is_reached_without_encryption_and_nothing_is_sent() -> None:
    with Portal(answers(200)) as server:
        assert verdicts(server.url) == [OK, OK, OK]
        assert server.seen == []


def test_a_wrong_port_stops_at_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert verdicts(f"http://127.0.0.1:{port}") == [OK, FAILED, SKIPPED]


def test_an_unknown_name_stops_at_the_name() -> None:
    assert verdicts("https://api.n-existe-pas.invalid/") == [FAILED, SKIPPED, SKIPPED]
    assert verdicts(f"https://{'a' * 70}.invalid/") == [FAILED, SKIPPED, SKIPPED]


def test_a_certificate_that_nobody_vouches_for_stops_at_the_encryption(certificate: Path) -> None:
    with a_tls_portal(certificate) as server:
        assert verdicts(server.url) == [OK, OK, FAILED]


def test_a_certificate_that_is_trusted_is_recognised(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with a_tls_portal(certificate) as server:
        assert verdicts(server.url) == [OK, OK, OK]


def test_a_server_that_does_not_encrypt_stops_at_the_encryption() -> None:
    with Portal(answers_what_is_no_handshake) as plain:
        assert verdicts(plain.url.replace("http:", "https:")) == [OK, OK, FAILED]


def test_a_server_that_stalls_in_the_handshake_stops_at_the_encryption() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert verdicts(f"https://127.0.0.1:{port}", timeout=0.2) == [OK, OK, FAILED]


def test_behind_a_proxy_the_proxy_is_reached_and_the_certificate_left_for_later() -> None:
    with Portal(answers(200)) as proxy:
        proxies = {"https": proxy.url}
        assert verdicts("https://api.n-existe-pas.invalid", proxies) == [OK, OK, SKIPPED]
        bare = {"all": proxy.url.removeprefix("http://")}
        assert verdicts("https://api.n-existe-pas.invalid", bare) == [OK, OK, SKIPPED]


def test_a_proxy_that_is_down_stops_at_the_connection() -> None:
    proxies = {"https": "socks5://127.0.0.1:9"}
    assert verdicts("https://api.n-existe-pas.invalid", proxies) == [OK, FAILED, SKIPPED]


def test_no_proxy_stands_before_this_machine() -> None:
    with Portal(answers(200)) as server:
        assert verdicts(server.url, {"http": "http://127.0.0.1:9"}) == [OK, OK, OK]


def test_both_addresses_have_their_own_layers() -> None:
    with Portal(answers(200)) as server:
        steps = reach(TOKENS, server.url, trust=trusted_authorities(), timeout=5)
    assert {step.layer for step in steps}.isdisjoint(
        {Layer.API_NAME, Layer.API_CONNECTION, Layer.API_ENCRYPTION}
    )
