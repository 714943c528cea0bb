"""A portal on loopback that answers, stalls, lies or hangs up at the instant a test chooses.

It is written on bare sockets, so that a connection can be cut anywhere. Each request that starts
to arrive takes the next `Conduct` of the script; when the script is over, the usual one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from io import BufferedReader

KEPT_BODY_BYTES = 100_000


@dataclass
class Request:
    """One request as the portal received it."""

    method: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    body_length: int = 0
    body_sha256: str = ""
    connection: int = 0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One connection, read and answered by hand."""

    def __init__(self, sock: socket.socket, number: int, closing: threading.Event) -> None:
        self.sock = sock
        self.file: BufferedReader = sock.makefile("rb")
        self.request = Request(connection=number)
        self.closing = closing

    def read_headers(self) -> None:
        first = self.file.readline().decode("latin-1").split()
        self.request.method, self.request.path = first[0], first[1]
        while (line := self.file.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            self.request.headers[name.strip().lower()] = value.strip()

    def read_body(self) -> None:
        left = int(self.request.headers.get("content-length", "0"))
        digest = hashlib.sha256()
        while left:
            block = self.file.read(min(left, 65536))
            if not block:
                raise ConnectionError("the client stopped")
            left -= len(block)
            digest.update(block)
            self.request.body_length += len(block)
            if len(self.request.body) < KEPT_BODY_BYTES:
                self.request.body += block
        self.request.body_sha256 = digest.hexdigest()

    def send(self, content: bytes) -> None:
        self.sock.sendall(content)

    def cut(self) -> None:
        """Hang up so that the other side sees a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stall(self) -> None:
        self.closing.wait()


Conduct = Callable[[Line], bool]
"""Handle one request; tell whether the connection stays open."""


def written(
    status: int, body: object = b"", headers: tuple[tuple[str, str], ...] = (), length: int = -1
) -> bytes:
    """Write a whole HTTP answer; ``length`` replaces the true length of the body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {max(length, len(content))}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def answers(status: int, body: object = b"", *headers: tuple[str, str]) -> Conduct:
    """Read everything, then answer."""

    def conduct(line: Line) -> bool:
        line.read_headers()
        line.read_body()
        line.send(written(status, body, headers))
        return line.request.headers.get("connection") != "close"

    return conduct


def computes(reply: Callable[[Request], object]) -> Conduct:
    """Answer 200 with what ``reply`` makes of the request."""

    def conduct(line: Line) -> bool:
        line.read_headers()
        line.read_body()
        line.send(written(200, reply(line.request)))
        return True

    return conduct


def answers_then_hangs_up(status: int, body: object = b"") -> Conduct:
    """Answer as if the connection stayed open, then close it."""

    def conduct(line: Line) -> bool:
        answers(status, body)(line)
        return False

    return conduct


def answers_before_the_body(status: int, body: object = b"") -> Conduct:
    """Answer on the headers alone, read the rest for politeness, hang up."""

    def conduct(line: Line) -> bool:
        line.read_headers()
        line.send(written(status, body, (("Connection", "close"),)))
        line.read_body()
        return False

    return conduct


def cuts_before_reading(line: Line) -> bool:
    line.cut()
    return False


def cuts_after_headers(line: Line) -> bool:
    line.read_headers()
    line.cut()
    return False


def cuts_after_body(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.cut()
    return False


def closes_politely_after_body(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    return False


def cuts_inside_answer_headers(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    return False


def cuts_inside_answer_body(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.send(written(200, b'{"codeRetour": 0, "numeroFluxD', length=200))
    return False


def speaks_gibberish(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.send(b"\x00\xffthis is not HTTP at all\r\n\r\n")
    return False


def stalls_after_headers(line: Line) -> bool:
    line.read_headers()
    line.stall()
    return False


def stalls_after_body(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.stall()
    return False


def drips(line: Line) -> bool:
    """Send an answer byte by byte, each soon enough, the whole never."""
    line.read_headers()
    line.read_body()
    line.send(written(200, b"{", length=10_000))
    while not line.closing.wait(0.05):
        line.send(b" ")
    return False


class Portal:
    """Listens on a free loopback port until it is closed."""

    def __init__(self, usual: Conduct, *, tls: ssl.SSLContext | None = None) -> None:
        self.usual = usual
        self.script: deque[Conduct] = deque()
        self.seen: list[Request] = []
        self._tls = tls
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._start(self._listen)

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def play(self, *conducts: Conduct) -> Self:
        self.script.extend(conducts)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        number = 0
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                number += 1
                with self._lock:
                    self._sockets.append(sock)
                self._start(self._serve, sock, number)

    def _serve(self, sock: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), contextlib.closing(sock):
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            with contextlib.closing(sock):
                self._serve_line(sock, number)

    def _serve_line(self, sock: socket.socket, number: int) -> None:
        line = Line(sock, number, self._closing)
        with line.file as file:
            stays_open = True
            while stays_open and file.peek(1):
                line.request = Request(connection=number)
                with self._lock:
                    self.seen.append(line.request)
                    conduct = self.script.popleft() if self.script else self.usual
                stays_open = conduct(line)
