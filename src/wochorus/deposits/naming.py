"""The names of files: of a flow, of an invoice in it, of the PDF of an invoice.

Chorus Pro asks for no name, but refuses some characters; a flow of Factur-X says so by its first
letters, as integrators have done for years.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.core.text import fold
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.deposits.syntaxes import DepositFormat

FILE_NAME_LENGTH = 200
BESIDE_LENGTH = 100
ARCHIVE = ".tar.gz"
_PREFIXES: dict[DepositFormat, str] = {Format.FACTURX: "factur-x_"}
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def flow_file_name(
    flow_name: str, document_format: DepositFormat, *, is_archive: bool = False
) -> str:
    """Turn the name that a user gave to a flow into a file name that any portal accepts."""
    safe = _UNSAFE_IN_NAME.sub("-", fold(flow_name)).strip("-.") or "flux"
    prefix = _PREFIXES.get(document_format, "")
    ending = ARCHIVE if is_archive else document_format.extension
    return prefix + safe[: FILE_NAME_LENGTH - len(prefix) - len(ending)] + ending


def main_document_name(number: str) -> str:
    """Name the PDF of an invoice after its number, without the characters a file may not bear."""
    return _safe(number) + ".pdf"


def beside_name(rank: int, name: str) -> str:
    """Name on the disk the document that comes ``rank``-th: whatever its name, no two are alike."""
    return f"{rank:02d}-{_safe(name)[-BESIDE_LENGTH:]}"


def unique_names(extension: str) -> Callable[[str], str]:
    """Give what names the files of one archive after their numbers; look-alikes get a rank."""
    taken: set[str] = set()

    def name_of(number: str) -> str:
        name, rank = _safe(number), 1
        while name.casefold() in taken:
            rank += 1
            name = f"{_safe(number)}-{rank}"
        taken.add(name.casefold())
        return name + extension

    return name_of


def _safe(number: str) -> str:
    return _UNSAFE_IN_NAME.sub("-", number)
