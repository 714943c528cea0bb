"""Asking ClamAV whether a file holds a virus, before it is kept.

The file goes to a running `clamd` in blocks (command INSTREAM); its answer is one line. Source:
clamd's manual page, section COMMANDS. The scanner is the user's own: a Unix socket, or an address
with a port.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from wochorus.core.errors import InvalidInput, Permanent, Transient

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 60.0
_BLOCK = 1 << 16
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")
_HOST_AND_PORT = re.compile(
    r"(?:tcp:(?://)?)?(?P<host>\[[0-9A-Fa-f:]+\]|[^:/\s]+):(?P<port>\d{1,5})"
)
_REMEDY = (
    "Lancez clamd (systemctl start clamav-daemon), ou videz WOCHORUS_CLAMD pour joindre sans "
    "analyse. Rien n'a été joint."
)


@dataclass(frozen=True, slots=True)
class Scanner:
    """A running clamd. ``address`` is a path, `unix:/path`, `host:port` or `tcp://host:port`."""

    address: str

    def check(self, path: Path, name: str) -> None:
        """Let the file at ``path`` through, known to people as ``name``.

        Raises `InvalidInput` when it holds a virus, `Transient` when the scanner does not answer,
        `Permanent` when its address is unreadable or it would not look at the file.
        """
        answer = self._answer(path)
        if answer == "stream: OK":
            return
        if found := _FOUND.fullmatch(answer):
            raise InvalidInput(
                f"L'antivirus a trouvé « {_shown(found['name'])} » dans ce fichier",
                where=name,
                remedy="Il n'est pas joint. Prévenez qui vous l'a donné et demandez-en un autre.",
            )
        raise Permanent(
            f"L'antivirus n'a pas analysé le fichier : {_shown(answer) or 'réponse vide'}",
            where=f"{name}, clamd à {self.address}",
            remedy="Relevez StreamMaxLength dans clamd.conf si le fichier est trop grand pour "
            "lui ; rien n'a été joint.",
        )

    def _answer(self, path: Path) -> str:
        try:
            with self._connected() as line, path.open("rb") as file:
                _send(line, file)
                return _read_answer(line)
        except FileNotFoundError as error:
            if not path.exists():
                raise
            raise self._silent(error) from error
        except (ConnectionError, TimeoutError, socket.gaierror) as error:
            raise self._silent(error) from error
        except OSError as error:
            if error.filename == str(path):
                raise
            raise self._silent(error) from error

    def _connected(self) -> socket.socket:
        if unix := _unix_path(self.address):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_SECONDS)
            try:
                line.connect(unix)
            except OSError:
                line.close()
                raise
            return line
        if found := _HOST_AND_PORT.fullmatch(self.address):
            host = found["host"].strip("[]")
            return socket.create_connection((host, int(found["port"])), timeout=_SECONDS)
        raise Permanent(
            "L'adresse de l'antivirus est illisible",
            where=f"WOCHORUS_CLAMD={self.address}",
            remedy="Donnez le chemin de sa prise (/run/clamav/clamd.ctl) ou hôte:port.",
        )

    def _silent(self, error: OSError) -> Transient:
        return Transient(
            f"L'antivirus ne répond pas ({error.strerror or error})",
            where=f"clamd à {self.address}",
            remedy=_REMEDY,
        )


def _unix_path(address: str) -> str:
    if address.startswith("unix:"):
        return re.sub(r"^unix:(//)?", "", address)
    return address if address.startswith("/") else ""


def _send(line: socket.socket, file: BinaryIO) -> None:
    line.sendall(b"zINSTREAM\0")
    try:
        while block := file.read(_BLOCK):
            line.sendall(struct.pack("!L", len(block)) + block)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # A file above its limit makes clamd answer and hang up before the end: its answer waits.
        return


def _read_answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        block = line.recv(_LONGEST_ANSWER)
        if not block:
            break
        answer += block
    if not answer:
        raise ConnectionResetError(0, "il a raccroché sans répondre")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)[:200]
