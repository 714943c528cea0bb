"""The companies of the register: legal units and their establishments."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 20_000_000
MOST_UNITS = 200_000


class UnitsRefusedError(Exception):
    """A file of companies that cannot be used. The text is French."""


class Establishment(BaseModel):
    """A place of a company, known by the five last digits of its SIRET."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nic: str = Field(pattern=r"^\d{5}$")
    number: str = ""
    street_kind: str = ""
    street: str = ""
    complement: str = ""
    postcode: str = Field(pattern=r"^\d{5}$")
    commune: str
    commune_code: str = ""
    sign: str = ""
    opened_on: date = date(2000, 1, 1)
    closed_on: date | None = None

    @property
    def road(self) -> str:
        """Number, kind and name of the street."""
        return " ".join(part for part in (self.number, self.street_kind, self.street) if part)


class Unit(BaseModel):
    """A legal unit. Its first establishment is its head office."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    siren: str = Field(pattern=r"^\d{9}$")
    name: str
    first_name: str = ""
    """With it the unit is a natural person, and ``name`` a family name."""
    acronym: str = ""
    legal_category: str = Field(pattern=r"^\d{4}$")
    ape: str
    ape_2025: str = ""
    is_administration: bool = False
    is_partly_disclosed: bool = False
    ceased_on: date | None = None
    establishments: tuple[Establishment, ...] = Field(min_length=1)

    @property
    def full_name(self) -> str:
        """The name, as people say it."""
        return f"{self.first_name} {self.name}".strip()

    def siret(self, establishment: Establishment) -> str:
        """Write the SIRET of one of its establishments."""
        return self.siren + establishment.nic


def read_units(path: Path) -> list[Unit]:
    """Read a JSON file: a list of companies. Raises `UnitsRefusedError`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnitsRefusedError(f"{path} : plus de {LARGEST_FILE // 1_000_000} Mo")
        units = TypeAdapter(list[Unit]).validate_python(json.loads(path.read_bytes()))
    except OSError as error:
        raise UnitsRefusedError(f"{path} : {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnitsRefusedError(f"{path}, {place} : {first['msg']}") from error
    except ValueError as error:
        raise UnitsRefusedError(f"{path} : ce n'est pas du JSON ({error})") from error
    return units
