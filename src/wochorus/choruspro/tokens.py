"""PISTE tokens: asked for with the application's pair, kept until shortly before they expire.

Two traps of the real portal. It answers ``invalid_client`` at random to about one good request
in ten, so a refusal is believed only after five attempts. And it answers the same thing to a
wrong identifier, a wrong secret, and a good pair used on the wrong environment, so the message
names the three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, TypeGuard

from wochorus.choruspro.answers import decode
from wochorus.choruspro.bodies import form_body
from wochorus.choruspro.errors import CredentialsRefused, NoAnswer, TooManyCalls, Unreachable
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.pacing import BACK_OFF_SECONDS
from wochorus.choruspro.simulator_address import silent_simulator
from wochorus.choruspro.transport import Answer, Lost, NotSent, Transport, Wire
from wochorus.choruspro.waits import SHORT_WAIT_SECONDS, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.choruspro.credentials import Credentials
    from wochorus.choruspro.environments import Endpoints
    from wochorus.choruspro.timeouts import Timeouts

EARLY_RENEWAL_SECONDS = 240
DEFAULT_LIFE_SECONDS = 3600
_LONGEST_TOKEN = 8192
_AFTER_A_TOKEN = re.compile(rb"((?:access|id|refresh)_token).*", re.DOTALL)
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    secret: str
    expires_at: float


class TokenCache:
    """Tokens by token address and application; may be shared by clients with the same clock."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str], _Token] = {}
        self.lock = Lock()

    def find(self, token_url: str, credentials: Credentials, now: float) -> str | None:
        """Give a token that is still good and was obtained with this very secret."""
        token = self._tokens.get((token_url, credentials.client_id))
        if token is None or token.secret != credentials.client_secret or token.expires_at <= now:
            return None
        return token.text

    def keep(self, token_url: str, credentials: Credentials, text: str, expires_at: float) -> None:
        """Keep ``text`` until ``expires_at``."""
        key = (token_url, credentials.client_id)
        self._tokens[key] = _Token(text, credentials.client_secret, expires_at)

    def forget(self, text: str) -> None:
        """Drop this token; one that another thread has already renewed stays."""
        self._tokens = {key: kept for key, kept in self._tokens.items() if kept.text != text}


class _Retry(Exception):
    """This attempt failed in a way that another may not; carries the error to end with."""

    def __init__(self, final: Exception, wait: float | None = None) -> None:
        super().__init__(str(final))
        self.final = final
        self.wait = wait


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Gives the token of one application, from the cache or from PISTE."""

    endpoints: Endpoints
    credentials: Credentials
    transport: Transport
    cache: TokenCache
    timeouts: Timeouts
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    @property
    def token_url(self) -> str:
        """Where PISTE gives tokens."""
        return self.endpoints.token_url

    def token(self, correlation_id: str) -> str:
        """Give a good token. Raises `CredentialsRefused`, or `Transient` errors."""
        with self.cache.lock:
            found = self.cache.find(self.token_url, self.credentials, self.clock())
            return found or self._obtain(correlation_id)

    def forget(self, text: str) -> None:
        """Drop a token that the API refused."""
        with self.cache.lock:
            self.cache.forget(text)

    def _obtain(self, correlation_id: str) -> str:
        for wait in (*BACK_OFF_SECONDS, None):
            try:
                return self._ask(correlation_id)
            except _Retry as retry:
                if wait is None:
                    raise retry.final from retry
                self.sleep(wait if retry.wait is None else retry.wait)
        raise AssertionError("the last attempt returns or raises")

    def _ask(self, correlation_id: str) -> str:
        asked_at = self.clock()
        answer = self._send(correlation_id)
        payload = decode(answer.body)
        text = (payload or {}).get("access_token")
        if answer.status != HTTPStatus.OK or payload is None or not _is_token(text):
            raise self._refusal(answer, payload or {})
        expires_at = asked_at + _life(payload.get("expires_in"))
        self.cache.keep(self.token_url, self.credentials, text, expires_at)
        return text

    def _send(self, correlation_id: str) -> Answer:
        try:
            return self.transport.send(self._wire(correlation_id))
        except NotSent as failure:
            if self.endpoints.is_simulator:
                raise silent_simulator(self.endpoints.api_url) from failure
            raise Unreachable(
                f"Impossible de joindre PISTE pour obtenir un jeton : {failure}",
                where=self.token_url,
                remedy="Rien n'a été envoyé. Vérifiez le réseau, puis recommencez",
            ) from failure
        except Lost as failure:
            final = self._no_answer(
                self._evidence(failure.status, failure.body, str(failure), failure.raw)
            )
            if failure.timed_out:
                raise final from failure
            raise _Retry(final) from failure

    def _wire(self, correlation_id: str) -> Wire:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
            "scope": "openid",
        }
        return Wire(
            operation="token",
            method="POST",
            url=self.token_url,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            body=form_body(form),
            connect=self.timeouts.connect,
            write=self.timeouts.write,
            wait=self.timeouts.token,
            single_use=False,
            correlation_id=correlation_id,
        )

    def _refusal(self, answer: Answer, payload: dict[str, object]) -> Exception:
        """Sort what is not a token: to retry, or to tell at once."""
        reason = payload.get("error")
        if reason == "invalid_client" and answer.status in _REFUSALS:
            return _Retry(self._bad_pair())
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._quota(retry_after(answer.headers))
        evidence = self._evidence(answer.status, answer.body)
        if reason and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return CredentialsRefused(
                "PISTE refuse de donner un jeton à cette application",
                where=f"{self.token_url} ; {evidence}",
                remedy="Vérifiez l'application sur le portail PISTE",
            )
        return _Retry(self._no_answer(evidence))

    def _quota(self, delay: float | None) -> Exception:
        final = TooManyCalls(
            "PISTE refuse pour l'instant de donner un jeton : trop de demandes",
            retry_after=delay,
            where=self.token_url,
            remedy="Rien n'a été envoyé. Attendez quelques minutes, puis recommencez",
        )
        short = delay is not None and delay <= SHORT_WAIT_SECONDS
        return _Retry(final, wait=delay) if short else final

    def _bad_pair(self) -> CredentialsRefused:
        return CredentialsRefused(
            "PISTE ne reconnaît pas cette application (invalid_client) : ou l'identifiant "
            "(client_id) est faux, ou le secret (client_secret) est faux, ou tous deux sont "
            "justes mais appartiennent à un autre environnement (qualification ou production)",
            where=self.token_url,
            remedy="Comparez-les aux identifiants OAuth de l'application sur le portail PISTE "
            "(et non à ses clés d'API)",
        )

    def _evidence(
        self, status: int | None, body: bytes, detail: str = "", raw: str = ""
    ) -> Evidence:
        """Keep what PISTE said, but for the token that an answer out of shape may hold."""
        shown = _AFTER_A_TOKEN.sub(rb"\1***", body)
        return Evidence(status, excerpt(shown, self.credentials.secrets), detail, raw)

    def _no_answer(self, evidence: Evidence) -> NoAnswer:
        return NoAnswer(
            f"PISTE n'a pas donné de jeton ({evidence})",
            evidence=evidence,
            where=self.token_url,
            remedy="Rien n'a été envoyé à Chorus Pro. Recommencez dans quelques minutes",
        )


def _is_token(text: object) -> TypeGuard[str]:
    """Accept only what can stand in a header: a broken one would fail after the line is open."""
    if not isinstance(text, str):
        return False
    return 0 < len(text) <= _LONGEST_TOKEN and all("!" <= char <= "~" for char in text)


def _life(expires_in: object) -> float:
    """Seconds during which a token is used; at least one, so that each is used at least once."""
    try:
        life = float(str(expires_in))
    except ValueError:
        life = DEFAULT_LIFE_SECONDS
    if not 0 < life <= 10 * DEFAULT_LIFE_SECONDS:
        life = DEFAULT_LIFE_SECONDS
    return max(life - EARLY_RENEWAL_SECONDS, 1)
