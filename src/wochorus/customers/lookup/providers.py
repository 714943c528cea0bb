"""What a register of companies is to us: two questions, and one shape of answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class ProviderName(StrEnum):
    """The registers that can be asked."""

    RECHERCHE = "recherche-entreprises"
    SIRENE = "sirene"


class Establishment(BaseModel):
    """An establishment as a register tells it; what it hides or does not know is empty."""

    model_config = ConfigDict(frozen=True)

    siret: str
    name: str = ""
    sign: str = ""
    """The name over the door (enseigne)."""
    address: str = ""
    address_line_2: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"
    ape: str = ""
    ape_2025: str = ""
    legal_category: str = ""
    is_administration: bool | None = None
    is_head_office: bool = False
    is_closed: bool = False
    closed_on: date | None = None
    is_company_ceased: bool = False
    is_partly_disclosed: bool = False
    """Its owner asked Insee to keep name and address from the public (Code de commerce A123-96)."""

    @property
    def siren(self) -> str:
        """The number of the company."""
        return self.siret[:9]


class Provider(Protocol):
    """A register. Both questions raise `Transient` or `Permanent`, in French."""

    name: ProviderName

    def by_siret(self, siret: str) -> Establishment | None:
        """Find one establishment; nothing when the register does not know the SIRET."""

    def by_name(self, text: str) -> list[Establishment]:
        """Find the establishments that answer ``text``, the best first."""
