"""The gate of the API: pace, token, technical account, and the refusals made at the door.

A refusal at the door (401, 403, 404, 413, 415, 429, or a 400 that speaks of the token) means
that the request was not processed, a deposit included. Only then may it be sent again, once,
with a new token or after a short wait. Everything else is left to the kinds of call above:
readings and deposits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

import structlog

from wochorus.choruspro.errors import (
    AccessDenied,
    TechnicalAccountRefused,
    TooLarge,
    TooManyCalls,
    Unreachable,
)
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.simulator_address import silent_simulator
from wochorus.choruspro.transport import Answer, NotSent, Transport, Wire
from wochorus.choruspro.waits import SHORT_WAIT_SECONDS, retry_after
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.choruspro.credentials import Credentials
    from wochorus.choruspro.environments import Endpoints
    from wochorus.choruspro.pacing import Turn
    from wochorus.choruspro.timeouts import Timeouts
    from wochorus.choruspro.tokens import TokenSource
    from wochorus.choruspro.transport import Body, Receiver

log = structlog.get_logger(__name__)

_JSON = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: its name (the end of its path), its path, what it carries.

    ``wait`` is in seconds. ``single_use`` asks for a connection that nothing used before.
    ``has_return_code`` is false only where Chorus Pro answers without ``codeRetour``. ``claim``
    is called at the last moment before each sending; what it raises stops the sending.
    ``receiver`` takes a file out of the answer while it comes in.
    """

    operation: str
    path: str
    body: Body | None
    wait: float
    method: str = "POST"
    single_use: bool = False
    has_return_code: bool = True
    claim: Callable[[], None] | None = None
    receiver: Receiver | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Makes calls in the name of one technical account."""

    endpoints: Endpoints
    credentials: Credentials
    tokens: TokenSource
    transport: Transport
    pace: Turn
    timeouts: Timeouts
    sleep: Callable[[float], None]
    correlation_id: str

    @property
    def api_url(self) -> str:
        """The base address of the API, without a final slash."""
        return self.endpoints.api_url.rstrip("/")

    def exchange(self, call: Call) -> Answer:
        """Send ``call`` and give its answer, whatever it says, unless it is a refusal at the door.

        Raises `Unreachable`, the errors of a token request, `TechnicalAccountRefused`,
        `AccessDenied`, `TooManyCalls`, other `Permanent` refusals, and `Lost`.
        """
        renewed = waited = False
        while True:
            token = self.tokens.token(self.correlation_id)
            answer = self._send(call, token)
            if _concerns_token(answer):
                self._log_refusal(call, answer)
            if _concerns_token(answer) and not renewed:
                self.tokens.forget(token)
                renewed = True
            elif not waited and (delay := _short_wait(answer)) is not None:
                self.sleep(delay)
                waited = True
            else:
                self._refuse_at_the_door(call, answer)
                return answer

    def with_correlation_id(self, correlation_id: str) -> Gateway:
        """Give the same gate, whose log lines carry another correlation id."""
        return replace(self, correlation_id=correlation_id)

    def address(self, call: Call) -> str:
        """Give the full address of ``call``."""
        return f"{self.api_url}{call.path}"

    def evidence(self, answer: Answer, detail: str = "") -> Evidence:
        """Keep what ``answer`` says, without secrets."""
        return Evidence(answer.status, excerpt(answer.body, self.credentials.secrets), detail)

    def _log_refusal(self, call: Call, answer: Answer) -> None:
        """Keep the headers of a refused account: the reason is seen there, not in the body."""
        told = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        log.warning(
            "chorus_account_refused",
            operation=call.operation,
            status=answer.status,
            headers=excerpt(json.dumps(told).encode(), self.credentials.secrets),
            correlation_id=self.correlation_id,
        )

    def _send(self, call: Call, token: str) -> Answer:
        self.pace.wait_turn()
        if call.claim:
            call.claim()
        try:
            return self.transport.send(self._wire(call, token))
        except NotSent as failure:
            if self.endpoints.is_simulator:
                raise silent_simulator(self.endpoints.api_url) from failure
            raise Unreachable(
                f"Impossible de joindre Chorus Pro : {failure}",
                where=self.address(call),
                remedy="Rien n'a été envoyé. Vérifiez le réseau et l'adresse, puis recommencez",
            ) from failure

    def _wire(self, call: Call, token: str) -> Wire:
        return Wire(
            operation=call.operation,
            method=call.method,
            url=self.address(call),
            headers={
                "Authorization": f"Bearer {token}",
                "cpro-account": self.credentials.account_header,
                "Content-Type": _JSON,
                "Accept": _JSON,
            },
            body=call.body,
            connect=self.timeouts.connect,
            write=self.timeouts.write,
            wait=call.wait,
            single_use=call.single_use,
            correlation_id=self.correlation_id,
            receiver=call.receiver,
        )

    def _refuse_at_the_door(self, call: Call, answer: Answer) -> None:
        where = f"{self.address(call)} ; {self.evidence(answer)}"
        if _concerns_token(answer):
            _refuse_account(where, answer)
        match answer.status:
            case HTTPStatus.FORBIDDEN:
                _refuse_access(where)
            case HTTPStatus.NOT_FOUND | HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
                raise Permanent(
                    "Chorus Pro ne connaît pas cette opération à cette adresse",
                    where=where,
                    remedy="Rien n'a été enregistré. Vérifiez l'adresse de l'environnement",
                )
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise TooLarge(
                    "Chorus Pro refuse cette demande : elle, ou sa réponse, est trop volumineuse",
                    where=where,
                    remedy="Rien n'a été enregistré. Par l'API, un flux pèse 30 Mo au plus, une "
                    "pièce jointe 10 Mo, un téléchargement 120 Mo",
                )
            case HTTPStatus.TOO_MANY_REQUESTS:
                raise TooManyCalls(
                    "Chorus Pro refuse pour l'instant les appels de ce compte : quota atteint",
                    retry_after=retry_after(answer.headers),
                    where=where,
                    remedy="Rien n'a été enregistré. Attendez quelques minutes, puis recommencez",
                )


def _concerns_token(answer: Answer) -> bool:
    """Tell a refused token or account: HTTP 401, or the 400 of an absent or unreadable token."""
    challenge = answer.headers.get("www-authenticate", "").lower()
    return answer.status == HTTPStatus.UNAUTHORIZED or (
        answer.status == HTTPStatus.BAD_REQUEST and challenge.startswith("bearer")
    )


def _short_wait(answer: Answer) -> float | None:
    if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    delay = retry_after(answer.headers)
    return delay if delay is not None and delay <= SHORT_WAIT_SECONDS else None


def _refuse_account(where: str, answer: Answer) -> NoReturn:
    """Explain a refusal that a new token did not lift. PISTE may put the reason in a header."""
    challenge = excerpt(answer.headers.get("www-authenticate", "").encode())
    raise TechnicalAccountRefused(
        "Chorus Pro refuse le compte technique : identifiant ou mot de passe faux ou expiré",
        where=f"{where} ; {challenge}" if challenge else where,
        remedy="Rien n'a été enregistré. Vérifiez l'identifiant et le mot de passe du compte "
        "technique : celui-ci se renouvelle tous les 424 jours, et ne sert qu'une demi-heure "
        "environ après sa création. S'il marchait tout à l'heure, allongez l'attente entre deux "
        "appels : Chorus Pro refuse parfois ainsi un compte qui appelle trop vite",
    )


def _refuse_access(where: str) -> NoReturn:
    raise AccessDenied(
        "Chorus Pro interdit cette opération à votre application",
        where=where,
        remedy="Rien n'a été enregistré. Trois causes habituelles : l'application n'est pas "
        "abonnée à cette API sur PISTE, les conditions d'utilisation de l'API n'y sont pas "
        "acceptées, ou le raccordement n'est pas déclaré sur le portail Chorus Pro",
    )
