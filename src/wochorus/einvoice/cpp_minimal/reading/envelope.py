"""The envelope of a flow: when it was made, under which number, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node

_LONGEST_NUMBER = 25
"""Digits. Chorus Pro numbers flows with fifteen, its own identifiers have twenty-five."""


@dataclass(frozen=True, slots=True)
class ReadEnvelope:
    """What an envelope says; the name of the sender stands with the invoices."""

    flow_id: int
    production_date: date
    sender: str


def read_envelope(envelope: Node) -> ReadEnvelope | None:
    """Read the envelope; ``None``, and told, when it lacks number, date or sender."""
    unit = envelope.child("EnveloppeUnitaire")
    if unit is None:
        _tell(envelope, "de contenu (EnveloppeUnitaire)")
        return None
    parameters = _read_parameters(unit)
    flow_id, day = _number(parameters.get("IdFlx")), _day(parameters.get("DtPrd"))
    sender = _read_sender(unit)
    if flow_id is None:
        _tell(unit, "de numéro de flux lisible (IdFlx)")
    if day is None:
        _tell(unit, "de date de production lisible (DtPrd)")
    if sender is None:
        _tell(unit, "d'émetteur (Emetteur)")
    if flow_id is None or day is None or sender is None:
        return None
    return ReadEnvelope(flow_id, day, sender)


def _read_parameters(unit: Node) -> dict[str, str]:
    """Take the parameters that the model holds; another is told."""
    read: dict[str, str] = {}
    group = unit.child("Parametres")
    for parameter in [] if group is None else group.children("ParametreIndiv"):
        code, value = parameter.text("Code"), parameter.text("Valeurparametre")
        if code in {"DtPrd", "IdFlx"} and code not in read:
            read[code] = value or ""
        else:
            parameter.log.unread(parameter.element, repeated=False)
    return read


def _read_sender(unit: Node) -> str | None:
    partners = unit.child("Partenaires")
    if partners is None:
        return None
    receiver, sender = partners.child("Recepteur"), partners.child("Emetteur")
    if receiver is not None:
        receiver.ignore("Id")
    return None if sender is None else sender.text("Id")


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if text is not None and is_number else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _tell(group: Node, what: str) -> None:
    group.log.tell(
        group.element,
        "WO-CPP-ENVELOPPE",
        Severity.ERROR,
        f"L'enveloppe du flux n'a pas {what}",
        remedy="Demandez à l'émetteur un flux dont l'enveloppe est complète.",
        below=f"/{what.rpartition('(')[2].rstrip(')')}",
    )
