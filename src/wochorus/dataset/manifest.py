"""What a data set says of itself, and whether this version of the product can read it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput, Permanent
from wochorus.dataset.tables import columns_of, data_models
from wochorus.schema import newer_migrations
from wochorus.storage.archive import is_expected_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST_MANIFEST = 256_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the data set: its bytes, and what they sum up to."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TablePart(Part):
    """The file of a table: how many rows, and their columns."""

    rows: int
    columns: tuple[str, ...]


@dataclass(slots=True)
class Manifest:
    """The content of a data set, by the names of its files."""

    product: str
    migrations: list[tuple[str, str]]
    left_out: list[str]
    tables: dict[str, TablePart] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(part.rows for part in self.tables.values())

    def parts(self) -> Mapping[str, Part]:
        """Give every file of the data set, the manifest apart."""
        named: dict[str, Part] = {table_file(label): part for label, part in self.tables.items()}
        return named | self.files


def table_file(label: str) -> str:
    """Name the file of a table."""
    return f"tables/{label}.jsonl"


def written(manifest: Manifest) -> bytes:
    """Write a manifest, the same for the same content."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def understood(content: bytes, path: Path) -> Manifest:
    """Read a manifest. Raises `InvalidInput` when it is none, `Permanent` when it is newer."""
    try:
        told: dict[str, Any] = json.loads(content)
        if told["format"] != FORMAT:
            raise _newer(path, str(told.get("product", "")))
        manifest = Manifest(
            str(told["product"]),
            [(str(app), str(name)) for app, name in told["migrations"]],
            [str(label) for label in told["left_out"]],
            {str(label): _table(part) for label, part in told["tables"].items()},
            {str(name): _part(part) for name, part in told["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise not_intact(path) from error
    if newer_migrations(manifest.migrations):
        raise _newer(path, manifest.product)
    _refuse_unknown(manifest, path)
    return manifest


def not_intact(path: Path, what: str = "") -> InvalidInput:
    """Say that a data set is damaged or is none."""
    return InvalidInput(
        "Ce n'est pas un export intact de WO CHORUS : rien n'a été repris",
        where=f"{path} : {what}" if what else str(path),
        remedy="Prenez une autre copie de cet export, ou refaites-le.",
    )


def _table(told: Mapping[str, Any]) -> TablePart:
    columns = tuple(str(name) for name in told["columns"])
    return TablePart(int(told["size"]), str(told["sha256"]), int(told["rows"]), columns)


def _part(told: Mapping[str, Any]) -> Part:
    return Part(int(told["size"]), str(told["sha256"]))


def _newer(path: Path, product: str) -> Permanent:
    return Permanent(
        f"Cet export vient de WO CHORUS {product}, plus récent",
        where=str(path),
        remedy="Installez cette version ou une plus récente, puis reprenez-le.",
    )


def _refuse_unknown(manifest: Manifest, path: Path) -> None:
    """Refuse tables and columns that this version has not, and names that lead elsewhere."""
    models = data_models()
    for label, part in manifest.tables.items():
        if label not in models:
            raise not_intact(path, f"table inconnue {label!r}")
        if unknown := set(part.columns) - columns_of(models[label]).keys():
            raise not_intact(path, f"colonne inconnue {label}.{min(unknown)}")
    for name in manifest.files:
        if not name.startswith("files/") or not is_expected_name(name):
            raise not_intact(path, f"nom de fichier dangereux {name!r}")
