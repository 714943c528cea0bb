"""The API "Recherche d'entreprises" of the French administration: no key, seven calls a second.

Source: its public documentation, https://recherche-entreprises.api.gouv.fr/docs/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, ValidationError

from wochorus.customers.lookup.providers import Establishment, ProviderName
from wochorus.customers.lookup.shapes import Day, Shown, joined
from wochorus.customers.lookup.wire import unusable_answer

if TYPE_CHECKING:
    from wochorus.customers.lookup.wire import RegisterWire

PUBLIC_URL = "https://recherche-entreprises.api.gouv.fr"
LABEL = "Recherche d'entreprises"
SECONDS_BETWEEN_CALLS = 1 / 7
MOST_RESULTS = 10
MOST_ESTABLISHMENTS = 5
"""Of each company, in a search by name."""


class _Place(BaseModel):
    siret: str = Field(pattern=r"^\d{14}$")
    adresse: Shown = ""
    code_postal: Shown = ""
    libelle_commune: Shown = ""
    activite_principale: Shown = ""
    activite_principale_naf25: Shown = ""
    liste_enseignes: list[Shown] | None = None
    nom_commercial: Shown = ""
    est_siege: bool | None = False
    etat_administratif: Shown = "A"
    date_fermeture: Day = None
    statut_diffusion_etablissement: Shown = "O"
    complement_adresse: Shown = ""
    numero_voie: Shown = ""
    indice_repetition: Shown = ""
    type_voie: Shown = ""
    libelle_voie: Shown = ""
    distribution_speciale: Shown = ""
    libelle_cedex: Shown = ""
    cedex: Shown = ""


class _Complements(BaseModel):
    est_administration: bool | None = None
    est_service_public: bool | None = None


class _Company(BaseModel):
    nom_raison_sociale: Shown = ""
    nom_complet: Shown = ""
    nature_juridique: Shown = ""
    etat_administratif: Shown = "A"
    statut_diffusion: Shown = "O"
    siege: _Place | None = None
    matching_etablissements: list[_Place] = Field(default_factory=list)
    complements: _Complements = Field(default_factory=_Complements)


class _Answer(BaseModel):
    results: list[_Company]


class RechercheEntreprises:
    """Asks the API, and reads what it answers."""

    name = ProviderName.RECHERCHE

    def __init__(self, wire: RegisterWire) -> None:
        self._wire = wire

    def by_siret(self, siret: str) -> Establishment | None:
        """Find one establishment; nothing when the register does not know the SIRET."""
        found = self._search(siret, per_page=1, establishments=1)
        return next((one for one in found if one.siret == siret), None)

    def by_name(self, text: str) -> list[Establishment]:
        """Find the establishments of the companies that answer ``text``, the head office first."""
        return self._search(text, per_page=MOST_RESULTS, establishments=MOST_ESTABLISHMENTS)

    def _search(self, text: str, *, per_page: int, establishments: int) -> list[Establishment]:
        params = {
            "q": text,
            "page": "1",
            "per_page": str(per_page),
            "limite_matching_etablissements": str(establishments),
        }
        answer = self._wire.get("/search", params)
        try:
            companies = _Answer.model_validate(answer or {"results": []}).results
        except ValidationError as error:
            first = ".".join(str(part) for part in error.errors()[0]["loc"]) or "sa forme"
            raise unusable_answer(LABEL, self._wire.base_url, first) from error
        return [one for company in companies for one in _establishments(company)]


def _establishments(company: _Company) -> list[Establishment]:
    """Give the head office, then the others; the answer repeats the head office among them."""
    places = [company.siege] if company.siege else []
    known = {place.siret for place in places}
    places += [place for place in company.matching_etablissements if place.siret not in known]
    return [_establishment(company, place) for place in places]


def _establishment(company: _Company, place: _Place) -> Establishment:
    complements = company.complements
    return Establishment(
        siret=place.siret,
        name=company.nom_raison_sociale or company.nom_complet,
        sign=place.nom_commercial or next(iter(place.liste_enseignes or ()), ""),
        address=_road(place),
        address_line_2=joined(place.complement_adresse, place.distribution_speciale),
        postcode=place.cedex or place.code_postal,
        town=place.libelle_cedex or place.libelle_commune,
        ape=place.activite_principale,
        ape_2025=place.activite_principale_naf25,
        legal_category=company.nature_juridique,
        is_administration=complements.est_administration or complements.est_service_public,
        is_head_office=bool(place.est_siege),
        is_closed=place.etat_administratif == "F",
        closed_on=place.date_fermeture if place.etat_administratif == "F" else None,
        is_company_ceased=company.etat_administratif == "C",
        is_partly_disclosed="P" in {place.statut_diffusion_etablissement, company.statut_diffusion},
    )


def _road(place: _Place) -> str:
    """Give the street: told in pieces for a head office, before the postcode for the others."""
    pieces = joined(place.numero_voie, place.indice_repetition, place.type_voie, place.libelle_voie)
    if pieces or not place.code_postal:
        return pieces
    return place.adresse.partition(place.code_postal)[0].strip()
