"""Files in and out of the e-invoice commands; `-` stands for the standard streams."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.core.system_reasons import system_reason

STANDARD_STREAM = "-"
LARGEST_FILE = 150_000_000
"""Bytes. Chorus Pro takes 120 MB for an invoice with its documents."""

IN_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=str)
OUT_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=str)


def shown_name(name: str) -> str:
    """Name an input for people."""
    return "entrée standard" if name == STANDARD_STREAM else name


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
            where=shown_name(name),
            remedy="Une facture avec ses documents reste sous 120 Mo.",
        )
    return content


def check_target(name: str, *sources: str | Path | None) -> None:
    """Refuse, before any work, a file in a missing folder or in place of one of ``sources``.

    A source that is a folder stands for all the files in it.
    """
    if name == STANDARD_STREAM:
        return
    target = Path(name)
    if not target.parent.is_dir():
        raise InvalidInput(
            "Le dossier où écrire n'existe pas",
            where=str(target.parent),
            remedy="Créez-le, ou donnez un autre fichier avec --out.",
        )
    for source in sources:
        if source is not None and _would_replace(target, Path(source)):
            raise InvalidInput(
                "Le fichier à écrire est l'un de ceux à lire, qui serait perdu",
                where=name,
                remedy="Donnez un autre fichier avec --out.",
            )


def write_content(name: str, content: bytes) -> None:
    """Write a file whole or not at all, in place of one that is there.

    A device or a pipe is written through, a link is followed. Raises `InvalidInput` when the
    system refuses.
    """
    if name == STANDARD_STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(name))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise InvalidInput(
            f"Le fichier ne peut pas être écrit : {system_reason(error)}",
            where=name,
            remedy="Vérifiez le nom, les droits et la place, ou donnez un autre fichier "
            "avec --out.",
        ) from error


def _replace(target: Path, content: bytes) -> None:
    # mkstemp would hide the file from everybody else: invoices are read by other programs.
    descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=".wochorus-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _would_replace(target: Path, source: Path) -> bool:
    if not target.is_file():
        return False
    if source.is_dir():
        return target.resolve().is_relative_to(source.resolve())
    return source.is_file() and target.samefile(source)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
