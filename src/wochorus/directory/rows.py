"""One row of a published file, checked and written as a line for COPY."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wochorus.core.errors import InvalidInput
from wochorus.directory.columns import (
    NULL,
    SIRET_TYPE,
    Layout,
    expected_titles,
    padded_siret,
    recognise,
)
from wochorus.directory.outcome import Refusal
from wochorus.directory.words import searchable_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_WHOLE_ROW = "(toute la ligne)"


class RowReader:
    """Reads the rows of one file whose header was recognised."""

    def __init__(self, file: str, file_number: int, header: Sequence[str]) -> None:
        self.layout = checked_layout(file, header)
        self.kind = self.layout.kind
        self.file_number = file_number
        self._file = file
        self._width = len(header)
        self._readers = [(place, column.reader()) for place, column in self.layout.positions]
        self._places = {column.field: i for i, (_, column) in enumerate(self.layout.positions)}
        self._finish: Callable[[list[str]], str | None] = (
            self._finish_structure if self.kind == "structures" else self._finish_service
        )

    def copied_fields(self) -> list[str]:
        """Name the columns of the staging table, in the order of the lines."""
        extra = "searchable" if self.kind == "structures" else "padded"
        return ["file", "line", *self._places, extra]

    def read(self, number: int, cells: list[str]) -> str | list[Refusal]:
        """Write a row as a COPY line, or tell each cell that cannot be used."""
        if len(cells) < self._width:
            had, wanted = f"{len(cells)} cellules", f"{self._width} cellules"
            return [self._refusal(number, _WHOLE_ROW, had, wanted)]
        values = [read(cells[place]) for place, read in self._readers]
        if None in values:
            return self._refusals(number, cells, values)
        sound = cast("list[str]", values)
        extra = self._finish(sound)
        if extra is None:
            return [self._wrong_siret(number, sound)]
        return copy_line([str(self.file_number), str(number), *sound, extra])

    def _finish_structure(self, values: list[str]) -> str | None:
        """Complete the SIRET and give the text that is searched."""
        places = self._places
        if values[places["identifier_type"]] == SIRET_TYPE:
            siret = padded_siret(values[places["identifier"]])
            if siret is None:
                return None
            values[places["identifier"]] = siret
        return searchable_text(
            values[places["name"]], values[places["town"]], values[places["postcode"]]
        )

    def _finish_service(self, values: list[str]) -> str | None:
        """Give the SIRET with its zeros: the file does not say whether it is one."""
        return padded_siret(values[self._places["identifier"]]) or NULL

    def _refusals(
        self, number: int, cells: list[str], values: Sequence[str | None]
    ) -> list[Refusal]:
        return [
            self._refusal(number, column.title, cells[place], column.expected)
            for (place, column), value in zip(self.layout.positions, values, strict=True)
            if value is None
        ]

    def _wrong_siret(self, number: int, values: list[str]) -> Refusal:
        identifier = values[self._places["identifier"]]
        return self._refusal(number, "Identifiant", identifier, "un SIRET de 14 chiffres (type 1)")

    def _refusal(self, number: int, column: str, value: str, expected: str) -> Refusal:
        return Refusal(self._file, number, column, value, expected)


def checked_layout(file: str, header: Sequence[str]) -> Layout:
    """Recognise a header.

    Raises `InvalidInput` when it is neither kind of file or when columns are missing.
    """
    layout = recognise(header)
    if layout is None:
        raise InvalidInput(
            "Ce n'est ni un fichier de structures ni un fichier de services de l'annuaire",
            where=f"{file}, titres lus : {', '.join(header[:30])}",
            remedy=f"Colonnes des structures : {expected_titles('structures')}. "
            f"Colonnes des services : {expected_titles('services')}.",
        )
    if layout.missing:
        raise InvalidInput(
            f"Il manque des colonnes au fichier de {layout.kind} : {', '.join(layout.missing)}",
            where=file,
            remedy=f"Colonnes attendues : {expected_titles(layout.kind)}.",
        )
    return layout


def copy_line(values: list[str]) -> str:
    """Join the values of a COPY line, with what COPY would take for its own signs escaped."""
    line = "\t".join(values)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(values):
        line = "\t".join(value.translate(_ESCAPES) for value in values)
    return line + "\n"
