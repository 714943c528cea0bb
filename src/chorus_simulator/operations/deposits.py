"""Deposit of a flow: ``factures/v1/deposer/flux``.

The answer only means that the file was received; the verdict comes later, in the report. What is
refused at once here is what the caller could have seen alone: size, name, base64, syntax. The
public facts give one label of that kind (GDP_MSG_11.022, file too large); the labels in SIM_MSG
are the simulator's own.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import binascii
import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    Message,
    Operation,
    Refusal,
    success,
)
from chorus_simulator.syntaxes import INTERFACES, READABLE, REFUSED, flow_number

if TYPE_CHECKING:
    from chorus_simulator.ledger import Entry

NAME_MAXIMUM = 200
_EXTENSIONS = (".xml", ".pdf", ".zip", ".tar.gz")


class Deposit(Message):
    """Request of ``deposer/flux``."""

    fichierFlux: str
    nomFichier: str
    syntaxeFlux: str
    avecSignature: bool | None = None


class Deposited(Answer):
    """Answer of ``deposer/flux``."""

    numeroFluxDepot: str
    dateDepot: str
    syntaxeFlux: str


def too_large(limit: int) -> Refusal:
    """Build the refusal of a file over the limit."""
    return Refusal(
        20001,
        "GDP_MSG_11.022 - La taille du fichier dépasse la limite autorisée "
        f"({limit / 1_000_000:g} Mo).",
    )


def deposit(call: Call, asked: Deposit) -> dict[str, Any]:
    """Receive a flow and give its number."""
    call.entry.file_name = asked.nomFichier[:NAME_MAXIMUM]
    _check_name(asked.nomFichier)
    _check_syntax(asked.syntaxeFlux)
    content = _decode(asked.fichierFlux, call.settings.size_limit)
    asked.fichierFlux = ""  # lets 40 MB go before the flow is written
    _note_content(call.entry, content)
    number = _record(call, asked, content)
    call.entry.flow_number = number
    return success(
        DONE, numeroFluxDepot=number, dateDepot=day(call.now), syntaxeFlux=asked.syntaxeFlux
    )


def note_file(entry: Entry, content: object) -> None:
    """Note in the ledger the file of a deposit that a fault stops before it is received."""
    if not isinstance(content, dict):
        return
    name, text = content.get("nomFichier"), content.get("fichierFlux")
    entry.file_name = name[:NAME_MAXIMUM] if isinstance(name, str) else None
    if isinstance(text, str):
        with suppress(ValueError):
            _note_content(entry, binascii.a2b_base64(text))


def _note_content(entry: Entry, content: bytes) -> None:
    entry.size = len(content)
    entry.sha256 = hashlib.sha256(content).hexdigest()


def _check_name(name: str) -> None:
    if not name or len(name) > NAME_MAXIMUM:
        raise Refusal(
            20002,
            f"SIM_MSG_01.002 - Le nom du fichier doit avoir de 1 à {NAME_MAXIMUM} caractères.",
        )
    if re.search(r"[/\\:\x00-\x1f]", name):
        raise Refusal(20003, "SIM_MSG_01.003 - Le nom du fichier ne doit pas contenir de chemin.")
    if not name.lower().endswith(_EXTENSIONS) or name.startswith("."):
        raise Refusal(
            20004,
            f"SIM_MSG_01.004 - Extension refusée ; acceptées : {' '.join(_EXTENSIONS)}.",
        )


def _check_syntax(syntax: str) -> None:
    if syntax in REFUSED:
        raise Refusal(
            20006, f"SIM_MSG_01.006 - La syntaxe {syntax} est refusée : {REFUSED[syntax]}."
        )
    if syntax not in READABLE:
        raise Refusal(20005, f"SIM_MSG_01.005 - Syntaxe de flux inconnue : {syntax[:60]}.")


def _decode(text: str, limit: int) -> bytes:
    if len(text) // 4 * 3 - 2 > limit:
        raise too_large(limit)
    try:
        content = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal(
            20007, "SIM_MSG_01.007 - Le contenu du fichier n'est pas du base64."
        ) from error
    if not content:
        raise Refusal(20008, "SIM_MSG_01.008 - Le fichier déposé est vide.")
    if len(content) > limit:
        raise too_large(limit)
    return content


def _record(call: Call, asked: Deposit, content: bytes) -> str:
    """Write the flow, its file and the faults that will strike it."""
    interface = INTERFACES[asked.syntaxeFlux]
    forced = [fault.kind for fault in call.flow_faults if fault.kind.startswith("flow_")]
    cursor = call.db.execute(
        "INSERT INTO flows (number, login, file_name, syntax, interface, sha256, size,"
        " deposited_at, due_at, index_delay, forced, disordered)"
        " VALUES ('', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.account.login,
            asked.nomFichier,
            asked.syntaxeFlux,
            interface,
            call.entry.sha256,
            len(content),
            call.now,
            call.now + call.settings.integration_delay,
            call.index_delay,
            forced[0] if forced else None,
            call.disordered,
        ),
    )
    flow_id = int(cursor.lastrowid or 0)
    number = flow_number(interface, flow_id)
    call.db.execute("UPDATE flows SET number = ? WHERE id = ?", (number, flow_id))
    call.db.execute("INSERT INTO flow_files VALUES (?, ?)", (flow_id, content))
    call.note_flow_faults()
    return number


OPERATIONS = {"factures/v1/deposer/flux": Operation(Deposit, deposit, result=Deposited)}
