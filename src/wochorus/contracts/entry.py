"""What is typed about a contract, read by the same columns as a file of contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.spreadsheets.columns import Column


def read_entry(columns: Mapping[str, Column], typed: Mapping[str, str]) -> dict[str, Any]:
    """Read each typed text by its column; an empty text gives `None`: the field is emptied.

    Raises `InvalidInput` with every value that is refused.
    """
    values: dict[str, Any] = {}
    refused = []
    for name, text in typed.items():
        try:
            values[name] = columns[name].read(text) if text.strip() else None
        except CellRefused as refusal:
            refused.append(f"{columns[name].header} « {text} » : attendu {refusal}")
    if refused:
        raise InvalidInput(" ; ".join(refused), remedy="Corrigez ; rien n'a été enregistré.")
    return values
