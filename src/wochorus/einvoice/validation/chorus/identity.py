"""Which rules ran: their name, their date, the fingerprint of their source."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Layer, RuleSet

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

NAME = "Règles Chorus Pro de WO CHORUS"
VERSION = "2026-11-24"
"""Day of the sources that the rules were last held against."""

_SOURCES = ("wochorus.einvoice.validation.chorus", "wochorus.einvoice.dialects")


@cache
def rule_set() -> RuleSet:
    """Identify the rules: ``sha256`` is that of their source files, names and contents in order.

    The dialects count: they hold the frames and the lengths that the rules read.
    """
    digest = hashlib.sha256()
    for package in _SOURCES:
        for source in _python_files(package):
            digest.update(f"{package}/{source.name}\n".encode())
            digest.update(source.read_bytes())
    return RuleSet(layer=Layer.CHORUS, name=NAME, version=VERSION, sha256=digest.hexdigest())


def _python_files(package: str) -> list[Traversable]:
    sources = (entry for entry in files(package).iterdir() if entry.name.endswith(".py"))
    return sorted(sources, key=lambda entry: entry.name)
