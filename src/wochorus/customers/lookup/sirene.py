"""Insee's API Sirene 3.11: one establishment by its SIRET, with a key.

Source: its public documentation, https://portail-api.insee.fr. Each account of it may make 30 calls
a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, Field, ValidationError

from wochorus.core.text import fold
from wochorus.customers.lookup.providers import Establishment, ProviderName
from wochorus.customers.lookup.shapes import Day, Shown, joined
from wochorus.customers.lookup.wire import unusable_answer

if TYPE_CHECKING:
    from wochorus.customers.lookup.wire import RegisterWire

PUBLIC_URL = "https://api.insee.fr"
PATH = "/api-sirene/3.11/siret"
LABEL = "l'API Sirene"
KEY_HEADER = "X-INSEE-Api-Key-Integration"
SECONDS_BETWEEN_CALLS = 2.0
MOST_RESULTS = 20

Shape = TypeVar("Shape", bound=BaseModel)


class _Unit(BaseModel):
    denominationUniteLegale: Shown = ""  # noqa: N815 - the name that Insee gives
    nomUniteLegale: Shown = ""  # noqa: N815
    nomUsageUniteLegale: Shown = ""  # noqa: N815
    prenomUsuelUniteLegale: Shown = ""  # noqa: N815
    prenom1UniteLegale: Shown = ""  # noqa: N815
    categorieJuridiqueUniteLegale: Shown = ""  # noqa: N815
    etatAdministratifUniteLegale: Shown = "A"  # noqa: N815
    statutDiffusionUniteLegale: Shown = "O"  # noqa: N815
    activitePrincipaleUniteLegale: Shown = ""  # noqa: N815
    activitePrincipaleNAF25UniteLegale: Shown = ""  # noqa: N815


class _Address(BaseModel):
    complementAdresseEtablissement: Shown = ""  # noqa: N815
    numeroVoieEtablissement: Shown = ""  # noqa: N815
    indiceRepetitionEtablissement: Shown = ""  # noqa: N815
    typeVoieEtablissement: Shown = ""  # noqa: N815
    libelleVoieEtablissement: Shown = ""  # noqa: N815
    codePostalEtablissement: Shown = ""  # noqa: N815
    libelleCommuneEtablissement: Shown = ""  # noqa: N815
    codeCedexEtablissement: Shown = ""  # noqa: N815
    libelleCedexEtablissement: Shown = ""  # noqa: N815
    distributionSpecialeEtablissement: Shown = ""  # noqa: N815


class _Period(BaseModel):
    dateDebut: Day = None  # noqa: N815
    dateFin: Day = None  # noqa: N815
    etatAdministratifEtablissement: Shown = "A"  # noqa: N815
    enseigne1Etablissement: Shown = ""  # noqa: N815
    denominationUsuelleEtablissement: Shown = ""  # noqa: N815
    activitePrincipaleEtablissement: Shown = ""  # noqa: N815


class _Place(BaseModel):
    siret: str = Field(pattern=r"^\d{14}$")
    statutDiffusionEtablissement: Shown = "O"  # noqa: N815
    etablissementSiege: bool | None = False  # noqa: N815
    activitePrincipaleNAF25Etablissement: Shown = ""  # noqa: N815
    uniteLegale: _Unit = Field(default_factory=_Unit)  # noqa: N815
    adresseEtablissement: _Address = Field(default_factory=_Address)  # noqa: N815
    periodesEtablissement: list[_Period] = Field(default_factory=list)  # noqa: N815


class _One(BaseModel):
    etablissement: _Place


class _Many(BaseModel):
    etablissements: list[_Place]


class Sirene:
    """Asks the API, and reads what it answers."""

    name = ProviderName.SIRENE

    def __init__(self, wire: RegisterWire) -> None:
        self._wire = wire

    def by_siret(self, siret: str) -> Establishment | None:
        """Find one establishment; nothing when the register does not know the SIRET."""
        answer = self._wire.get(f"{PATH}/{siret}", {})
        if answer is None:
            return None
        return _establishment(self._read(_One, answer).etablissement)

    def by_name(self, text: str) -> list[Establishment]:
        """Find the establishments whose company is called so; each word must be in its name."""
        words = [f'denominationUniteLegale:"{word}"' for word in _plain_words(text)]
        params = {"q": " AND ".join(words), "nombre": str(MOST_RESULTS)}
        answer = self._wire.get(PATH, params)
        if answer is None:
            return []
        return [_establishment(place) for place in self._read(_Many, answer).etablissements]

    def _read(self, shape: type[Shape], answer: object) -> Shape:
        try:
            return shape.model_validate(answer)
        except ValidationError as error:
            first = ".".join(str(part) for part in error.errors()[0]["loc"]) or "sa forme"
            raise unusable_answer(LABEL, self._wire.base_url, first) from error


def _plain_words(text: str) -> list[str]:
    """Keep letters and digits: nothing of the query language gets in."""
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()[:10]


def _establishment(place: _Place) -> Establishment:
    unit, address = place.uniteLegale, place.adresseEtablissement
    now = next((period for period in place.periodesEtablissement if not period.dateFin), _Period())
    is_closed = now.etatAdministratifEtablissement == "F"
    return Establishment(
        siret=place.siret,
        name=_name(unit),
        sign=now.enseigne1Etablissement or now.denominationUsuelleEtablissement,
        address=joined(
            address.numeroVoieEtablissement,
            address.indiceRepetitionEtablissement,
            address.typeVoieEtablissement,
            address.libelleVoieEtablissement,
        ),
        address_line_2=joined(
            address.complementAdresseEtablissement, address.distributionSpecialeEtablissement
        ),
        postcode=address.codeCedexEtablissement or address.codePostalEtablissement,
        town=address.libelleCedexEtablissement or address.libelleCommuneEtablissement,
        ape=now.activitePrincipaleEtablissement or unit.activitePrincipaleUniteLegale,
        ape_2025=place.activitePrincipaleNAF25Etablissement
        or unit.activitePrincipaleNAF25UniteLegale,
        legal_category=unit.categorieJuridiqueUniteLegale,
        is_head_office=bool(place.etablissementSiege),
        is_closed=is_closed,
        closed_on=now.dateDebut if is_closed else None,
        is_company_ceased=unit.etatAdministratifUniteLegale == "C",
        is_partly_disclosed="P"
        in {place.statutDiffusionEtablissement, unit.statutDiffusionUniteLegale},
    )


def _name(unit: _Unit) -> str:
    family = unit.nomUsageUniteLegale or unit.nomUniteLegale
    person = joined(unit.prenomUsuelUniteLegale or unit.prenom1UniteLegale, family)
    return unit.denominationUniteLegale or (person if family else "")
