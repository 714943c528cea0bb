"""Files in and out of the e-invoice commands; `-` stands for the standard streams."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes

STANDARD_STREAM = "-"
LARGEST_FILE = 150_000_000
"""Bytes. Chorus Pro takes 120 MB for an invoice with its documents."""

IN_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=str)
OUT_FILE = click.Path(dir_okay=False, allow_dash=True, writable=True, path_type=str)


def content_of(name: str) -> bytes:
    """Read a file whole. Raises `InvalidInput` above `LARGEST_FILE`."""
    if name == STANDARD_STREAM:
        content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    else:
        with Path(name).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise InvalidInput(
            f"Le fichier dépasse {format_megabytes(LARGEST_FILE)}",
            where=name,
            remedy="Une facture avec ses documents reste sous 120 Mo.",
        )
    return content


def write_content(name: str, content: bytes) -> None:
    """Write a file whole or not at all, in place of one that is there."""
    if name == STANDARD_STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(name)
    # mkstemp would hide the file from everybody else: invoices are read by other programs.
    descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
