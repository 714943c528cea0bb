"""E-mails leave by the server that the environment names, and reach it."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.core.mail import EmailMessage, get_connection

from wochorus.config.environment import read_environment
from wochorus.config.mail import mail_settings
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Clerk(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take one message."""

    def handle(self) -> None:
        taken: list[bytes] = self.server.taken  # type: ignore[attr-defined]
        self.wfile.write(b"220 ici\r\n")
        in_message = False
        for line in self.rfile:
            if in_message:
                taken.append(line)
                if line == b".\r\n":
                    in_message = False
                    self.wfile.write(b"250 pris\r\n")
            elif line.upper().startswith(b"DATA"):
                in_message = True
                self.wfile.write(b"354 dites\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@contextmanager
def a_post_office() -> Iterator[tuple[int, list[bytes]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clerk) as server:
        server.taken = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], server.taken  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def test_a_message_reaches_the_server_that_is_named() -> None:
    with a_post_office() as (port, taken):
        found = mail_settings(f"smtp://127.0.0.1:{port}", "facturation@propre.example")
        assert found["EMAIL_USE_TLS"] is False
        connection = get_connection(
            found["EMAIL_BACKEND"], host=found["EMAIL_HOST"], port=found["EMAIL_PORT"]
        )
        message = EmailMessage(
            "Essai", "Bonjour", found["DEFAULT_FROM_EMAIL"], ["a@b.fr"], connection=connection
        )
        assert message.send() == 1
    assert b"From: facturation@propre.example\r\n" in taken


def test_a_server_elsewhere_is_spoken_to_in_secret() -> None:
    start = mail_settings("smtp://moi%40x.fr:pa%3Ass@courriel.example", None)
    assert (start["EMAIL_PORT"], start["EMAIL_USE_TLS"]) == (587, True)
    assert (start["EMAIL_HOST_USER"], start["EMAIL_HOST_PASSWORD"]) == ("moi@x.fr", "pa:ss")
    whole = mail_settings("smtps://courriel.example", None)
    assert (whole["EMAIL_PORT"], whole["EMAIL_USE_SSL"], whole["EMAIL_USE_TLS"]) == (
        465,
        True,
        False,
    )


@pytest.mark.parametrize("address", ["courriel.example", "http://x", "smtp://x:port", "smtp://:25"])
def test_an_address_that_cannot_be_read_is_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(InvalidInput, match="illisible") as refused:
        mail_settings(address, None)
    assert address not in str(refused.value)


def test_nothing_leaves_without_a_server() -> None:
    assert "dummy" in mail_settings(None, None)["EMAIL_BACKEND"]
    assert not read_environment({}).sends_mail
    assert not read_environment({"WOCHORUS_OIDC_ISSUER": "https://id.example"}).has_oidc
