"""From reserved invoices to the file of a flow, frozen on disk with its SHA-256.

The file is written whole under another name, then gets its own: a full disk, a program that dies
or an invoice that cannot leave let nothing behind.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.einvoice_files import write_einvoices
from wochorus.deposits.minimal_files import write_minimal
from wochorus.deposits.naming import flow_file_name
from wochorus.deposits.syntaxes import is_einvoice
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.deposits.models import Flow

    Progress = Callable[[int, int], None]

_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A flow's file: where it lies, its name for Chorus Pro, size in bytes, SHA-256."""

    path: Path
    name: str
    size: int
    sha256: str


def pack(
    flow: Flow,
    folder: Path,
    invoice_ids: list[int],
    *,
    workshop: Workshop | None = None,
    progress: Progress | None = None,
) -> PackedFile:
    """Write the file of ``flow`` under ``folder``, whole or not at all.

    ``invoice_ids`` gives the invoices in the order of the flow. Those with lines are made in
    ``workshop``; ``progress`` is told how many are made, and how many there are. Raises
    `RefusedInvoiceError` when an invoice may not leave, ``OSError`` when the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / _name(flow, len(invoice_ids))
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        with unfinished.open("w+b") as file:
            _write(file, flow, invoice_ids, workshop, progress)
            size, sha256 = _measure(file)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return PackedFile(path, path.name, size, sha256)


def _name(flow: Flow, count: int) -> str:
    document_format = flow.document_format
    is_archive = is_einvoice(document_format) and count > 1
    return flow_file_name(flow.name, document_format, is_archive=is_archive)


def _write(
    file: BufferedRandom,
    flow: Flow,
    invoice_ids: list[int],
    workshop: Workshop | None,
    progress: Progress | None,
) -> None:
    if not is_einvoice(flow.document_format):
        write_minimal(file, flow, invoice_ids)
    elif workshop is not None:
        write_einvoices(file, flow, invoice_ids, workshop, progress)
    else:
        with Workshop() as own:
            write_einvoices(file, flow, invoice_ids, own, progress)


def _measure(file: BufferedRandom) -> tuple[int, str]:
    file.flush()
    os.fsync(file.fileno())
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()
