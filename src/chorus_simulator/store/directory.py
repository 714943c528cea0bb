"""Structures and services: what the portal knows of recipients and suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure as the directory describes it. ``works`` is the French "MOA"."""

    identifier: str
    name: str
    identifier_type: str = "SIRET"
    is_public: bool = True
    active: bool = True
    engagement_required: bool = False
    service_required: bool = False
    service_or_engagement: bool = False
    reports_payment: bool = True
    works: bool = False
    works_only: bool = False
    edi_sender: bool = False
    edi_receiver: bool = False
    address: str = ""
    address_2: str = ""
    address_3: str = ""
    postcode: str = ""
    town: str = ""
    telephone: str = ""
    email: str = ""
    country: str = "FR"


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the structure ``identifier``."""

    identifier: str
    code: str
    name: str = ""
    engagement_required: bool = False
    active: bool = True
    address: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


class UnknownStructureError(LookupError):
    """A service was given for a structure that is not in the directory."""


_STRUCTURE_COLUMNS = tuple(Structure.__dataclass_fields__)
_SERVICE_COLUMNS = tuple(name for name in Service.__dataclass_fields__ if name != "identifier")
_structure_values = attrgetter(*_STRUCTURE_COLUMNS)
_service_values = attrgetter(*_SERVICE_COLUMNS)

# The names put in these two statements are those of the classes above, never of a request.
_PUT_STRUCTURE = (
    f"INSERT INTO structures ({', '.join(_STRUCTURE_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join('?' for _ in _STRUCTURE_COLUMNS)})"
    " ON CONFLICT (identifier, identifier_type) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _STRUCTURE_COLUMNS[1:])
)
_PUT_SERVICE = (
    f"INSERT INTO services (structure_id, {', '.join(_SERVICE_COLUMNS)})"  # noqa: S608
    f" VALUES (?, {', '.join('?' for _ in _SERVICE_COLUMNS)})"
    " ON CONFLICT (structure_id, code) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _SERVICE_COLUMNS[1:])
)


def put_structure(db: sqlite3.Connection, structure: Structure) -> None:
    """Create or replace a structure."""
    db.execute(_PUT_STRUCTURE, _structure_values(structure))


def put_service(db: sqlite3.Connection, service: Service) -> None:
    """Create or replace a service (UnknownStructureError)."""
    owner = find_structure(db, service.identifier)
    if owner is None:
        raise UnknownStructureError(service.identifier)
    db.execute(_PUT_SERVICE, (owner["id"], *_service_values(service)))


def add_structures(db: sqlite3.Connection, structures: Iterable[Structure]) -> None:
    """Create or replace many structures."""
    db.executemany(_PUT_STRUCTURE, map(_structure_values, structures))


def add_services(db: sqlite3.Connection, services: Sequence[Service]) -> int:
    """Create or replace many services of structures that are there; give their number."""
    rows = db.execute("SELECT identifier, id FROM structures WHERE identifier_type = 'SIRET'")
    owners = {row["identifier"]: row["id"] for row in rows}
    db.executemany(
        _PUT_SERVICE, ((owners[each.identifier], *_service_values(each)) for each in services)
    )
    return len(services)


def find_structure(
    db: sqlite3.Connection, identifier: str, identifier_type: str = "SIRET"
) -> sqlite3.Row | None:
    """Find a structure by its identifier."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM structures WHERE identifier = ? AND identifier_type = ?",
        (identifier, identifier_type),
    ).fetchone()
    return row


def find_service(db: sqlite3.Connection, structure_id: int, code: str) -> sqlite3.Row | None:
    """Find a service of a structure by its code."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM services WHERE structure_id = ? AND code = ?", (structure_id, code)
    ).fetchone()
    return row
