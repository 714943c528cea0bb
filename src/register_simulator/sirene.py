"""Answers of Insee's API Sirene 3.11, as its public documentation describes them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from register_simulator.register import Match
    from register_simulator.units import Establishment, Unit

HIDDEN = "[ND]"


def one_answer(unit: Unit, place: Establishment) -> dict[str, Any]:
    """Answer for one SIRET."""
    return {"header": {"statut": 200, "message": "OK"}, "etablissement": _place(unit, place)}


def many_answer(matches: list[Match], count: int) -> dict[str, Any]:
    """Answer a search: the establishments of the companies found."""
    places = [_place(unit, place) for unit, found in matches for place in found]
    header = {"statut": 200, "message": "OK", "total": len(places), "debut": 0}
    return {"header": {**header, "nombre": len(places[:count])}, "etablissements": places[:count]}


def error_answer(status: int, message: str) -> dict[str, Any]:
    """Refuse, as Sirene words it."""
    return {"header": {"statut": status, "message": message}}


def _place(unit: Unit, place: Establishment) -> dict[str, Any]:
    hidden = unit.is_partly_disclosed

    def shown(text: str) -> str | None:
        return (HIDDEN if hidden else text) or None

    return {
        "siren": unit.siren,
        "nic": place.nic,
        "siret": unit.siret(place),
        "statutDiffusionEtablissement": "P" if hidden else "O",
        "dateCreationEtablissement": place.opened_on.isoformat(),
        "etablissementSiege": place is unit.establishments[0],
        "activitePrincipaleNAF25Etablissement": unit.ape_2025 or None,
        "uniteLegale": _unit(unit),
        "adresseEtablissement": {
            "complementAdresseEtablissement": shown(place.complement),
            "numeroVoieEtablissement": shown(place.number),
            "indiceRepetitionEtablissement": None,
            "typeVoieEtablissement": shown(place.street_kind),
            "libelleVoieEtablissement": shown(place.street),
            "codePostalEtablissement": shown(place.postcode),
            "libelleCommuneEtablissement": place.commune,
            "codeCommuneEtablissement": place.commune_code or None,
            "codeCedexEtablissement": None,
            "libelleCedexEtablissement": None,
            "distributionSpecialeEtablissement": None,
            "codePaysEtrangerEtablissement": None,
            "libellePaysEtrangerEtablissement": None,
        },
        "periodesEtablissement": _periods(unit, place),
    }


def _unit(unit: Unit) -> dict[str, Any]:
    hidden = unit.is_partly_disclosed
    is_person = bool(unit.first_name)
    family = HIDDEN if hidden else unit.name
    return {
        "etatAdministratifUniteLegale": "C" if unit.ceased_on else "A",
        "statutDiffusionUniteLegale": "P" if hidden else "O",
        "denominationUniteLegale": None if is_person else family,
        "sigleUniteLegale": unit.acronym or None,
        "nomUniteLegale": family if is_person else None,
        "nomUsageUniteLegale": None,
        "prenom1UniteLegale": (HIDDEN if hidden else unit.first_name) or None,
        "prenomUsuelUniteLegale": (HIDDEN if hidden else unit.first_name) or None,
        "categorieJuridiqueUniteLegale": unit.legal_category,
        "activitePrincipaleUniteLegale": unit.ape,
        "activitePrincipaleNAF25UniteLegale": unit.ape_2025 or None,
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
    }


def _periods(unit: Unit, place: Establishment) -> list[dict[str, Any]]:
    """Tell the life of an establishment, the last period first."""
    last_open = (place.closed_on - timedelta(days=1)).isoformat() if place.closed_on else None
    periods = [_period(unit, place, place.opened_on.isoformat(), last_open, "A")]
    if place.closed_on:
        periods.insert(0, _period(unit, place, place.closed_on.isoformat(), None, "F"))
    return periods


def _period(
    unit: Unit,
    place: Establishment,
    start: str,
    end: str | None,
    state: str,
) -> dict[str, Any]:
    return {
        "dateDebut": start,
        "dateFin": end,
        "etatAdministratifEtablissement": state,
        "enseigne1Etablissement": place.sign or None,
        "denominationUsuelleEtablissement": None,
        "activitePrincipaleEtablissement": unit.ape,
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
    }
