"""The commands on files, called in the present process from an empty folder."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from support.commands import call_command
from wochorus.einvoice import examples

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Done

SMALL = "nettoyage-commune"


class CallEInvoice(Protocol):
    """The type of the fixture `einvoice`."""

    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Done:
        """Run `wochorus einvoice WORDS`."""


@pytest.fixture
def einvoice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CallEInvoice:
    """Give a function that runs `wochorus einvoice …` with the test's own folder as current."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        return call_command(capsys, "einvoice", *words)

    return call


@pytest.fixture
def facture(tmp_path: Path) -> Path:
    """Write a sound invoice, ``facture.json``."""
    path = tmp_path / "facture.json"
    path.write_bytes(examples.content(examples.VALID, SMALL))
    return path
