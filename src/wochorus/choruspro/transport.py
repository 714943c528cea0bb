"""The wire: one request out, one answer in. The only file that knows the HTTP library.

It draws the line that the safety of deposits rests on. A failure on the near side of it, before
any byte of the request could leave, is `NotSent`; everything after is `Lost`. When in doubt it
says `Lost`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

import httpx2
import structlog

from wochorus.choruspro.environments import is_loopback
from wochorus.choruspro.failures import cause_and_raw, describe_failure
from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

log = structlog.get_logger(__name__)

LARGEST_ANSWER = 64 * 1024 * 1024

_BEFORE_THE_REQUEST = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


_BROKEN_ANSWERS = (
    (httpx2.RemoteProtocolError, "la connexion a été fermée avant une réponse complète"),
    (httpx2.DecodingError, "la réponse est mal codée"),
    (httpx2.ProxyError, "le mandataire (proxy) refuse la connexion"),
)


class Body(Protocol):
    """What a request carries: its exact length, and its bytes, produced anew at each call."""

    @property
    def length(self) -> int:
        """The number of bytes."""

    def blocks(self) -> Iterator[bytes]:
        """Give the bytes."""


class Receiver(Protocol):
    """What takes a large part of an answer out of it, while it comes in."""

    def begin(self) -> None:
        """Start anew: an answer begins."""

    def take(self, block: bytes) -> bytes:
        """Take what it wants of a block, and give back what stays in the answer.

        A ``ValueError`` with a French text says that the answer is broken; a `WoChorusError`
        goes through to the caller.
        """


@dataclass(frozen=True, slots=True)
class Wire:
    """One request as it goes out. ``wait`` and ``write`` are in seconds.

    ``single_use`` asks for a connection of its own: a kept-alive one may have been closed by the
    other side, which would be found out only after the request has left.
    """

    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Body | None
    connect: float
    write: float
    wait: float
    single_use: bool
    correlation_id: str
    receiver: Receiver | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, its headers (lower-case names), its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NotSent(Exception):
    """No byte of the request has left. The text is French."""


class Lost(Exception):
    """The request may have left, and no whole answer came back. The text is French.

    ``raw`` is what the machine said of it, in its own language.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int | None,
        body: bytes = b"",
        raw: str = "",
        timed_out: bool = False,
    ) -> None:
        super().__init__(detail)
        self.raw = raw
        self.status = status
        self.body = body
        self.timed_out = timed_out


class _Departure:
    """Notes the moment from which bytes of the request may have left.

    The library tells each step of its work; the ``CONNECT`` sent to a proxy is not our request.
    """

    def __init__(self) -> None:
        self.passed = False

    def __call__(self, step: str, details: Mapping[str, Any]) -> None:
        if step.endswith("send_request_headers.started"):
            request = details.get("request")
            self.passed |= getattr(request, "method", b"") != b"CONNECT"


class _Progress:
    """What is known of an answer while it comes in."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.body = bytearray()


class Transport:
    """Sends requests over two pools: one keeps connections alive, the other never does."""

    def __init__(self, *addresses: str, clock: Callable[[], float]) -> None:
        self._clock = clock
        hosts = {httpx2.URL(address).host for address in addresses}
        local = sorted(host for host in hosts if is_loopback(host))
        trust = trusted_authorities()
        self._kept = _client(trust, local, keep_alive=10)
        self._single = _client(trust, local, keep_alive=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._kept.close()
        self._single.close()

    def send(self, wire: Wire) -> Answer:
        """Send one request, once, and read its whole answer.

        Raises `NotSent` or `Lost`; never repeats anything, never follows a redirection.
        """
        started = self._clock()
        outcome: dict[str, Any] = {"outcome": "interrupted"}
        try:
            answer = self._exchange(wire)
            outcome = {"outcome": "answered", "status": answer.status}
        except NotSent as failure:
            outcome = {"outcome": "not_sent", "detail": str(failure)}
            raise
        except Lost as failure:
            outcome = {"outcome": "lost", "detail": str(failure), "status": failure.status}
            raise
        finally:
            _log_request(wire, self._clock() - started, outcome)
        return answer

    def _exchange(self, wire: Wire) -> Answer:
        departure, progress = _Departure(), _Progress()
        client = self._single if wire.single_use else self._kept
        request = _request(client, wire, departure)
        try:
            response = client.send(request, stream=True)
            try:
                return self._read(response, progress, wire)
            finally:
                response.close()
        except (Lost, WoChorusError):
            raise
        except Exception as error:
            if isinstance(error, _BEFORE_THE_REQUEST) and not departure.passed:
                raise NotSent(describe_failure(error, _BROKEN_ANSWERS)) from error
            detail, raw = cause_and_raw(error, _BROKEN_ANSWERS)
            raise Lost(
                detail,
                raw=raw,
                status=progress.status,
                body=bytes(progress.body),
                timed_out=isinstance(error, httpx2.TimeoutException),
            ) from error

    def _read(self, response: httpx2.Response, progress: _Progress, wire: Wire) -> Answer:
        progress.status = response.status_code
        deadline = self._clock() + wire.wait
        if wire.receiver:
            wire.receiver.begin()
        for block in response.iter_bytes():
            progress.body += wire.receiver.take(block) if wire.receiver else block
            if len(progress.body) > LARGEST_ANSWER:
                raise _cut(progress, "la réponse est trop longue")
            if self._clock() > deadline:
                raise _cut(progress, "la réponse est trop lente", timed_out=True)
        return Answer(response.status_code, dict(response.headers), bytes(progress.body))


def trusted_authorities() -> ssl.SSLContext:
    """Load the certificate authorities that every connection is checked against."""
    return httpx2.create_ssl_context()


def _cut(progress: _Progress, detail: str, *, timed_out: bool = False) -> Lost:
    return Lost(detail, status=progress.status, body=bytes(progress.body), timed_out=timed_out)


def _client(trust: ssl.SSLContext, local: list[str], *, keep_alive: int) -> httpx2.Client:
    """Open a pool. The proxy of the environment never applies to this machine's own addresses."""
    direct = {f"all://[{host}]" if ":" in host else f"all://{host}": None for host in local}
    return httpx2.Client(
        verify=trust,
        mounts=direct,
        follow_redirects=False,
        limits=httpx2.Limits(max_keepalive_connections=keep_alive),
        headers={"User-Agent": "wochorus", "Accept-Encoding": "identity"},
    )


def _request(client: httpx2.Client, wire: Wire, departure: _Departure) -> httpx2.Request:
    headers = dict(wire.headers)
    if wire.body is not None:
        headers["Content-Length"] = str(wire.body.length)
    if wire.single_use:
        headers["Connection"] = "close"
    return client.build_request(
        wire.method,
        wire.url,
        headers=headers,
        content=None if wire.body is None else wire.body.blocks(),
        timeout=httpx2.Timeout(
            connect=wire.connect, write=wire.write, read=wire.wait, pool=wire.connect
        ),
        extensions={"trace": departure},
    )


def _log_request(wire: Wire, seconds: float, outcome: Mapping[str, Any]) -> None:
    log.info(
        "chorus_request",
        operation=wire.operation,
        duration_ms=round(seconds * 1000),
        sent_bytes=0 if wire.body is None else wire.body.length,
        correlation_id=wire.correlation_id,
        **outcome,
    )
