"""What `wochorus doctor` finds: short statements, each with a level and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much a finding matters; the value is the word shown."""

    OK = "ok"
    WARNING = "attention"
    ERROR = "erreur"
    """Something that blocks the work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the diagnosis."""

    subject: str
    level: Level
    message: str
    remedy: str = ""


def ok(subject: str, message: str) -> Finding:
    """State something that is as it should be."""
    return Finding(subject, Level.OK, message)


def warning(subject: str, message: str, remedy: str) -> Finding:
    """State something that will matter later."""
    return Finding(subject, Level.WARNING, message, remedy)


def error(subject: str, message: str, remedy: str) -> Finding:
    """State something that blocks the work."""
    return Finding(subject, Level.ERROR, message, remedy)
