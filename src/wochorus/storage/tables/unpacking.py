"""What is looked at inside a workbook before the workbook reader may open it.

A workbook is a zip of XML parts. The reader (calamine) trusts it: measured on version 0.9.1, one
cell placed at XFD1048576 makes it ask for 512 GB and abort the process, and one long shared string
named by many cells is copied into each of them. So every part is first unpacked here piece by
piece, its real size counted (sizes written in a zip may lie), and its cells bounded. Declared
entities, comments and CDATA are refused: no spreadsheet writes them in a sheet, and calamine drops
the cells that use them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from dataclasses import dataclass
from functools import reduce
from operator import sub
from typing import IO, TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.storage.tables.limits import TableLimits

MOST_PARTS = 5000
RATIO_FREE_BYTES = 20_000_000
LONGEST_ROW_BYTES = 16_000_000
SHARED_STRINGS = "xl/sharedStrings.xml"
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_CHUNK = 1 << 18
_COLUMN = re.compile(rb"""r\s*=\s*["']([A-Za-z]*)\d""")
_ROW = re.compile(rb"""r\s*=\s*["'][A-Za-z]*(\d+)""")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*\br\s*=\s*["'](\w+)"""
)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>\s*\+?(\d{1,9})\s*</(?:\w+:)?v\s*>")
_ODD_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>[\s\d+]*(?:&#|<(?!/))")
_SUSPECT = "Le fichier est abîmé ou piégé : vérifiez d'où il vient."
_RESAVE = "Ouvrez le fichier dans un tableur, enregistrez-le en .xlsx, puis recommencez."


@dataclass(slots=True)
class _Part:
    """What was counted in one part of the zip."""

    name: str
    columns: int = 0
    rows: int = 0
    cells: int = 0
    unplaced_rows: int = 0
    unplaced_columns: int = 0
    strings: int = 0
    is_odd: bool = False
    error_cell: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the inspection learned: the first cell in error of each part that has one."""

    error_cells: dict[str, str]


def inspect_workbook(path: Path, limits: TableLimits) -> Inspection:
    """Unpack every part of the workbook once and bound what reading it can cost.

    Raises `InvalidInput` when it is no workbook, is damaged, encrypted, or beyond ``limits``.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            members = _checked_members(archive, path)
            return _inspect(file, members, path, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as error:
        raise _damaged(path) from error


def _checked_members(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise InvalidInput(
            f"Ce n'est pas un classeur Excel (.xlsx) : c'est {_other_zip(names)}",
            where=path.name,
            remedy=_RESAVE,
        )
    if len(members) > MOST_PARTS or len(names) != len(members):
        raise _damaged(path)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise InvalidInput(
            "Le classeur est protégé par un mot de passe",
            where=path.name,
            remedy="Retirez le mot de passe, enregistrez, puis recommencez.",
        )
    return members


def _other_zip(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "un classeur binaire (.xlsb)"
    if "content.xml" in names:
        return "un document OpenDocument (.ods)"
    if "word/document.xml" in names:
        return "un document Word (.docx)"
    return "une archive zip"


def _inspect(
    file: IO[bytes], members: list[zipfile.ZipInfo], path: Path, limits: TableLimits
) -> Inspection:
    ratio_limit = max(RATIO_FREE_BYTES, path.stat().st_size * limits.max_unpacking_ratio)
    left = min(limits.max_unpacked_bytes, ratio_limit)
    lengths = array("L")
    parts = []
    for member in members:
        part = _Part(member.filename)
        for rows in _whole_rows(_unpacked(file, member, left, path), path):
            left -= len(rows)
            _count(part, rows, lengths)
            _check_extent(part, path, limits)
        if part.is_odd and (part.cells or part.strings):
            raise _odd(path, part.name)
        parts.append((member, part))
    for member, part in parts:
        if part.cells * max(lengths, default=0) > limits.max_text_bytes:
            pieces = _whole_rows(_unpacked(file, member, member.file_size, path), path)
            _check_text(pieces, part, lengths, path, limits)
    return Inspection({part.name: part.error_cell for _, part in parts if part.error_cell})


def _unpacked(file: IO[bytes], member: zipfile.ZipInfo, most: int, path: Path) -> Iterator[bytes]:
    """Yield the content of ``member``, trusting none of the sizes that the zip announces."""
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER_BYTES)
    if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
        raise _damaged(path)
    name_and_extra = int.from_bytes(header[26:28], "little") + int.from_bytes(
        header[28:30], "little"
    )
    file.seek(name_and_extra, 1)
    size = 0
    for chunk in _inflated(file, member, path):
        size += len(chunk)
        if size > most:
            raise InvalidInput(
                "Le classeur décompressé est démesuré",
                where=f"{path.name}, partie {member.filename}",
                remedy=_SUSPECT,
            )
        yield chunk
    if size != member.file_size:
        raise _damaged(path)


def _inflated(file: IO[bytes], member: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged(path)
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left = member.compress_size
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise _damaged(path)
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()
        if not inflate.eof:
            raise _damaged(path)


def _whole_rows(chunks: Iterator[bytes], path: Path) -> Iterator[bytes]:
    """Cut the stream after the end of a row (or of a shared string), so that no tag is split."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        cut = max(waiting.rfind(b"row>"), waiting.rfind(b"si>"))
        if cut != -1:
            cut = waiting.index(b">", cut) + 1
            yield waiting[:cut]
            waiting = waiting[cut:]
        if len(waiting) > LONGEST_ROW_BYTES:
            if waiting.lstrip().startswith(b"<"):
                raise InvalidInput(
                    "Une ligne ou une cellule du classeur est démesurée",
                    where=path.name,
                    remedy=_SUSPECT,
                )
            yield waiting
            waiting = b""
    yield waiting


def _count(part: _Part, piece: bytes, lengths: array[int]) -> None:
    part.is_odd = part.is_odd or b"<!" in piece or b"<?" in piece[1:]
    if b"<si" in piece or b":si" in piece:
        starts = [match.start() for match in _STRING.finditer(piece)]
        part.strings += len(starts)
        if part.name == SHARED_STRINGS:
            lengths.extend(map(sub, [*starts[1:], len(piece)], starts))
    if not part.error_cell and b't="e"' in piece and (error := _ERROR_CELL.search(piece)):
        part.error_cell = error[1].decode()
    _count_places(part, piece)


def _count_places(part: _Part, piece: bytes) -> None:
    """Bound the cells that the reader will place, those without a reference included."""
    columns = _COLUMN.findall(piece)
    part.columns = max(part.columns, *map(_column_number, set(columns)), 0)
    part.rows = max(part.rows, *map(int, set(_ROW.findall(piece))), 0)
    placed_rows = columns.count(b"")
    placed = len(columns) - placed_rows
    if piece.count(b"<row") + piece.count(b":row") > placed_rows:
        part.unplaced_rows += max(0, len(_ROW_TAG.findall(piece)) - placed_rows)
    cells = piece.count(b"<c") + piece.count(b":c")
    if cells > placed and (cells := len(_CELL.findall(piece))) > placed:
        widest = max(len(_CELL.findall(row)) for row in _ROW_TAG.split(piece))
        part.unplaced_columns = max(part.unplaced_columns, widest)
    part.cells += max(cells, placed)


def _column_number(letters: bytes) -> int:
    """Read ``AA`` as 27."""
    return reduce(lambda number, letter: number * 26 + letter - 64, letters.upper(), 0)


def _check_extent(part: _Part, path: Path, limits: TableLimits) -> None:
    rows = part.rows + part.unplaced_rows
    columns = part.columns + part.unplaced_columns
    if max(rows * columns, part.cells, part.strings) > limits.max_cells:
        raise InvalidInput(
            f"Une feuille du classeur est trop étendue : {rows} lignes × {columns} colonnes",
            where=f"{path.name}, partie {part.name}",
            remedy="Supprimez les lignes et les colonnes vides qui suivent le tableau, "
            "ou enregistrez-le au format CSV UTF-8, puis recommencez.",
        )


def _check_text(
    pieces: Iterator[bytes], part: _Part, lengths: array[int], path: Path, limits: TableLimits
) -> None:
    """Add up the shared strings that the cells name: a few long ones may be named very often."""
    text = 0
    for piece in pieces:
        if _ODD_VALUE.search(piece):
            raise _odd(path, part.name)
        named = map(int, _VALUE.findall(piece))
        text += sum(lengths[index] for index in named if index < len(lengths))
        if text > limits.max_text_bytes:
            raise InvalidInput(
                "Le texte du classeur est démesuré", where=path.name, remedy=_SUSPECT
            )


def _damaged(path: Path) -> InvalidInput:
    return InvalidInput("Le classeur Excel est abîmé", where=path.name, remedy=_RESAVE)


def _odd(path: Path, part: str) -> InvalidInput:
    return InvalidInput(
        "Le classeur n'a pas la forme qu'écrit un tableur (entités, commentaires ou CDATA)",
        where=f"{path.name}, partie {part}",
        remedy=_RESAVE,
    )
