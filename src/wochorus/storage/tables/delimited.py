"""Text files with one row per line and a separator between cells.

The encoding and the separator are found from the content: UTF-8, UTF-16 with its mark, or else
Windows-1252; a semicolon, a tab or a comma. What cannot be read for certain is refused.
"""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from _csv import Reader as _Reader
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.storage.tables.limits import TableLimits

SEPARATORS = (";", "\t", ",")
LONGEST_LINE = 1_000_000
_CHUNK = 1 << 20
_CONTROL_CODES = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20))
_CONTROL_BYTES = bytes(_CONTROL_CODES)
_CONTROL = re.compile("[" + "".join(map(chr, _CONTROL_CODES)) + "]")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_NOTE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SAVE_AS_CSV = "Enregistrez le tableau au format « CSV UTF-8 » (séparateur ;), puis recommencez."
_CLOSE_QUOTES = 'Corrigez les guillemets de cette ligne : chaque " ouvert doit être refermé.'


def delimited_records(path: Path, limits: TableLimits) -> Iterator[tuple[int, list[str]]]:
    """Yield each line number with its stripped cells; lines without any text are skipped.

    Raises `InvalidInput` where the text cannot be read for certain.
    """
    encoding = text_encoding(path)
    with path.open(encoding=encoding, newline="") as handle:
        lines = _lines(handle, path)
        if encoding == "utf-16" or _holds_control_bytes(path):
            lines = _without_controls(lines, path)
        start = _start(lines, path)
        reader = csv.reader(chain([start.line], lines), delimiter=start.separator, strict=True)
        yield from _records(reader, path, limits, skipped=start.number - 1)


def rows_expected(path: Path) -> int:
    """Count the lines under the first: how far a progress bar has to go, roughly."""
    with path.open("rb") as handle:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: handle.read(_CHUNK), b""))
    return max(0, lines - 1)


def text_encoding(path: Path) -> str:
    """Name the encoding of ``path``: by its mark, else UTF-8 if it is, else Windows-1252.

    Raises `InvalidInput` on a file that starts as UTF-8 and is damaged further on.
    """
    with path.open("rb") as handle:
        start = handle.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        handle.seek(0)
        return "utf-8-sig" if _is_utf8(handle, path) else "cp1252"


def _is_utf8(handle: IO[bytes], path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, accents = 1, False
    for chunk in iter(lambda: handle.read(_CHUNK), b""):
        try:
            accents = accents or not decoder.decode(chunk).isascii()
        except UnicodeDecodeError as error:
            if accents or not error.object[: error.start].isascii():
                raise _damaged(path, line + error.object.count(b"\n", 0, error.start)) from error
            return False
        line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if accents:
            raise _damaged(path, line) from error
        return False
    return True


def _damaged(path: Path, line: int) -> InvalidInput:
    return InvalidInput(
        "Le fichier est abîmé : un caractère y est illisible (encodage UTF-8 interrompu)",
        where=f"{path.name}, ligne {line}",
        remedy=f"Téléchargez-le à nouveau. {_SAVE_AS_CSV}",
    )


def _lines(handle: IO[str], path: Path) -> Iterator[str]:
    number = 0
    while True:
        try:
            line = handle.readline(LONGEST_LINE)
        except UnicodeError as error:
            raise InvalidInput(
                "L'encodage du fichier n'est ni UTF-8, ni Windows-1252, ni UTF-16",
                where=f"{path.name}, après la ligne {number}" if number else path.name,
                remedy=_SAVE_AS_CSV,
            ) from error
        if not line:
            return
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise InvalidInput(
                f"Une ligne dépasse {LONGEST_LINE:_} caractères".replace("_", " "),
                where=f"{path.name}, ligne {number}",
                remedy=f"Vérifiez que c'est le bon fichier. {_SAVE_AS_CSV}",
            )
        yield line


def _holds_control_bytes(path: Path) -> bool:
    """Look at the whole file at once: line by line, it took a sixth of the reading."""
    with path.open("rb") as handle:
        return any(
            len(chunk.translate(None, _CONTROL_BYTES)) < len(chunk)
            for chunk in iter(lambda: handle.read(_CHUNK), b"")
        )


def _without_controls(lines: Iterator[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if _CONTROL.search(line):
            raise InvalidInput(
                "Le fichier contient des octets qui ne sont pas du texte",
                where=f"{path.name}, ligne {number}",
                remedy=_SAVE_AS_CSV,
            )
        yield line


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the table begins: the number and the text of the line of the titles."""

    number: int
    line: str
    separator: str


def _start(lines: Iterator[str], path: Path) -> _Start:
    """Find the line of the titles and the separator that it uses."""
    for number, line in enumerate(lines, start=1):
        if note := _SEPARATOR_NOTE.fullmatch(line):
            return _Start(number + 1, next(lines, ""), note[1])
        if line.strip():
            return _Start(number, line, _separator(line, f"{path.name}, ligne {number}"))
    return _Start(1, "", SEPARATORS[0])


def _separator(titles: str, where: str) -> str:
    bare = _QUOTED.sub("", titles)
    found = max(SEPARATORS, key=bare.count)
    if not bare.count(found):
        raise InvalidInput(
            "Aucun séparateur de colonnes (point-virgule, tabulation ou virgule) "
            "dans la ligne des titres",
            where=where,
            remedy=_SAVE_AS_CSV,
        )
    return found


def _records(
    reader: _Reader,
    path: Path,
    limits: TableLimits,
    *,
    skipped: int,
) -> Iterator[tuple[int, list[str]]]:
    number = skipped + 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                if max(map(len, cells)) > limits.max_cell_chars:
                    raise _too_long(path, number, limits.max_cell_chars)
                yield number, cells
            number = reader.line_num + skipped + 1
    except csv.Error as error:
        raise _unreadable(error, path, number) from error


def _unreadable(error: csv.Error, path: Path, number: int) -> InvalidInput:
    reason = str(error)
    where = f"{path.name}, ligne {number}"
    if "unexpected end" in reason:
        return InvalidInput(
            "Un guillemet ouvert n'est jamais refermé", where=where, remedy=_CLOSE_QUOTES
        )
    if "field limit" in reason:
        return InvalidInput(
            "Une cellule est démesurée : sans doute un guillemet jamais refermé",
            where=where,
            remedy=_CLOSE_QUOTES,
        )
    return InvalidInput("Un guillemet est mal placé", where=where, remedy=_CLOSE_QUOTES)


def _too_long(path: Path, number: int, limit: int) -> InvalidInput:
    return InvalidInput(
        f"Une cellule dépasse {limit} caractères",
        where=f"{path.name}, ligne {number}",
        remedy="Vérifiez les guillemets de cette ligne et que c'est le bon fichier.",
    )
