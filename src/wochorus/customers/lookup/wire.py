"""One request to a register: bounded in time and in size, its failures told in French.

A look-up changes nothing anywhere, so every failure is plain: `Transient` when asking again may
do, `Permanent` when it will not.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from wochorus import __version__
from wochorus.choruspro.environments import is_loopback
from wochorus.choruspro.failures import describe_failure
from wochorus.choruspro.transport import trusted_authorities
from wochorus.core.errors import Permanent, Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wochorus.accounts.pace import AccountPace

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 20.0
LARGEST_ANSWER = 4_000_000
"""Bytes: a page of 25 companies with their establishments is 200,000."""
LONGEST_RETRY = 30.0
TRIES = 3
NOT_FOUND = 404
_THROTTLED = 429
_SERVER_ERRORS = 500
_USER_AGENT = f"wochorus/{__version__} (logiciel de facturation)"
_LATER = "Réessayez dans quelques minutes, ou saisissez le client à la main, avec --no-lookup."
_CHECK_KEY = "Vérifiez la clé d'API : wochorus customer api-key"
_BY_HAND = "Saisissez le client à la main, avec --no-lookup."


@dataclass(frozen=True, slots=True)
class RegisterWire:
    """The way to one register, at one pace. ``label`` is its French name."""

    label: str
    base_url: str
    pace: AccountPace
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sleep: Callable[[float], None] = time.sleep

    def get(self, path: str, params: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Read the JSON at ``path``; nothing when the register says that it is not there.

        A refusal for haste (429) is waited for as `Retry-After` asks, twice at most.
        """
        for last in range(1, TRIES + 1):
            self.pace.wait_turn()
            status, headers, body = self._ask(path, params)
            if status != _THROTTLED:
                return self._read(status, body)
            wait = _retry_after(headers.get("retry-after", ""))
            if last == TRIES or wait > LONGEST_RETRY:
                break
            self.sleep(wait)
        raise Transient(
            f"{self.label} reçoit trop de demandes pour l'instant (429)",
            where=self.base_url,
            remedy=_LATER,
        )

    def _ask(self, path: str, params: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        deadline = time.monotonic() + WHOLE_SECONDS
        try:
            with (
                self._client() as client,
                client.stream("GET", f"{self.base_url}{path}", params=dict(params)) as response,
            ):
                return response.status_code, response.headers, self._body(response, deadline)
        except (httpx2.HTTPError, OSError) as error:
            raise Transient(
                f"{self.label} ne répond pas : {describe_failure(error)}",
                where=self.base_url,
                remedy=_LATER,
            ) from error

    def _client(self) -> httpx2.Client:
        host = httpx2.URL(self.base_url).host
        return httpx2.Client(
            verify=trusted_authorities(),
            trust_env=not is_loopback(host),
            follow_redirects=False,
            headers={"User-Agent": _USER_AGENT, "Accept": "application/json", **self.headers},
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        )

    def _body(self, response: httpx2.Response, deadline: float) -> bytes:
        body = bytearray()
        for block in response.iter_bytes():
            body += block
            if len(body) > LARGEST_ANSWER:
                raise self._unusable("sa réponse est démesurée")
            if time.monotonic() > deadline:
                raise Transient(
                    f"{self.label} répond trop lentement", where=self.base_url, remedy=_LATER
                )
        return bytes(body)

    def _read(self, status: int, body: bytes) -> Any:  # noqa: ANN401 - JSON
        if status == NOT_FOUND:
            return None
        if status >= _SERVER_ERRORS:
            raise Transient(
                f"{self.label} est en panne (erreur {status})", where=self.base_url, remedy=_LATER
            )
        if status in {401, 403}:
            raise Permanent(
                f"{self.label} refuse l'accès (erreur {status})",
                where=self.base_url,
                remedy="Vérifiez la clé d'API : wochorus customer api-key"
                if self.headers
                else _LATER,
            )
        if status != 200:  # noqa: PLR2004 - the one good status
            raise Permanent(
                f"{self.label} refuse la demande (erreur {status})",
                where=self.base_url,
                remedy="Corrigez ce qui est cherché, ou saisissez le client avec --no-lookup.",
            )
        try:
            return json.loads(body)
        except ValueError as error:
            raise self._unusable("ce n'est pas du JSON") from error

    def _unusable(self, why: str) -> Permanent:
        return unusable_answer(self.label, self.base_url, why)


def unusable_answer(label: str, where: str, why: str) -> Permanent:
    """Say that an answer of a register cannot be read."""
    return Permanent(f"La réponse de {label} est illisible : {why}", where=where, remedy=_BY_HAND)


def _retry_after(text: str) -> float:
    """Read a number of seconds; a date, or nothing, counts as one second."""
    try:
        return max(0.0, float(text))
    except ValueError:
        return 1.0
