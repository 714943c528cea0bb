"""A network failure in one French phrase: what broke, as precisely as the machine knows."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Causes = tuple[tuple[type[BaseException], str], ...]

_CAUSES: Causes = (
    (ssl.SSLCertVerificationError, "le certificat du serveur n'est pas reconnu"),
    (ssl.SSLError, "la connexion chiffrée (TLS) a échoué"),
    (socket.gaierror, "le nom du serveur est introuvable"),
    (ConnectionRefusedError, "connexion refusée : rien n'écoute à cette adresse"),
    (TimeoutError, "délai dépassé"),
    (ConnectionResetError, "la connexion a été coupée"),
    (BrokenPipeError, "la connexion a été coupée"),
)

_PLAIN = (ConnectionRefusedError, TimeoutError, ConnectionResetError, BrokenPipeError)
"""Causes that the phrase tells whole: the system's own words would add only English."""


def describe_failure(error: BaseException, others: Causes = ()) -> str:
    """Explain ``error`` by a known cause, with the system's words after it when they add to it.

    ``others`` are the causes that only the caller knows, tried last.
    """
    phrase, raw = cause_and_raw(error, others)
    return f"{phrase} [{raw}]" if raw else phrase


def cause_and_raw(error: BaseException, others: Causes = ()) -> tuple[str, str]:
    """Give the phrase of `describe_failure`, and apart the system's words that add to it."""
    text = str(error) or type(error).__name__
    chain = list(_chain(error))
    for kind, phrase in (*_CAUSES, *others):
        if any(isinstance(link, kind) for link in chain):
            return phrase, "" if issubclass(kind, _PLAIN) else text
    return text, ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__
