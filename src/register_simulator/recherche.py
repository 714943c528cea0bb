"""Answers of the API "Recherche d'entreprises", as its public documentation describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from register_simulator.register import Match
    from register_simulator.units import Establishment, Unit

MASKED = "[NON-DIFFUSIBLE]"
MOST_PER_PAGE = 25
USUAL_PER_PAGE = 10
SHORTEST_TEXT = 3


def search_answer(matches: list[Match], page: int, per_page: int) -> dict[str, Any]:
    """Write one page of results."""
    start = (page - 1) * per_page
    return {
        "results": [_unit(*match) for match in matches[start : start + per_page]],
        "total_results": len(matches),
        "page": page,
        "per_page": per_page,
        "total_pages": -(-len(matches) // per_page),
    }


def _unit(unit: Unit, matching: list[Establishment]) -> dict[str, Any]:
    hidden = unit.is_partly_disclosed
    head = unit.establishments[0]
    name = MASKED if hidden else unit.full_name
    return {
        "siren": unit.siren,
        "nom_complet": name if not unit.acronym else f"{name} ({unit.acronym})",
        "nom_raison_sociale": None if unit.first_name else name,
        "sigle": unit.acronym or None,
        "nombre_etablissements": len(unit.establishments),
        "nombre_etablissements_ouverts": sum(p.closed_on is None for p in unit.establishments),
        "siege": _head(unit, head),
        "activite_principale": unit.ape,
        "activite_principale_naf25": unit.ape_2025 or None,
        "date_creation": head.opened_on.isoformat(),
        "date_fermeture": unit.ceased_on.isoformat() if unit.ceased_on else None,
        "etat_administratif": "C" if unit.ceased_on else "A",
        "nature_juridique": unit.legal_category,
        "statut_diffusion": "P" if hidden else "O",
        "dirigeants": [],
        "matching_etablissements": [_place(unit, place) for place in matching],
        "finances": {},
        "complements": {
            "collectivite_territoriale": None,
            "est_administration": unit.is_administration,
            "est_association": unit.legal_category.startswith("92"),
            "est_entrepreneur_individuel": bool(unit.first_name),
            "est_service_public": unit.is_administration,
        },
    }


def _place(unit: Unit, place: Establishment) -> dict[str, Any]:
    hidden = unit.is_partly_disclosed
    full = " ".join(
        part for part in (place.complement, place.road, place.postcode, place.commune) if part
    )
    return {
        "siret": unit.siret(place),
        "activite_principale": unit.ape,
        "activite_principale_naf25": unit.ape_2025 or None,
        "adresse": MASKED if hidden else full,
        "code_postal": None if hidden else place.postcode,
        "commune": place.commune_code or None,
        "libelle_commune": place.commune,
        "date_creation": place.opened_on.isoformat(),
        "date_debut_activite": place.opened_on.isoformat(),
        "date_fermeture": place.closed_on.isoformat() if place.closed_on else None,
        "est_siege": place is unit.establishments[0],
        "etat_administratif": "F" if place.closed_on else "A",
        "liste_enseignes": [place.sign] if place.sign else None,
        "nom_commercial": None,
        "statut_diffusion_etablissement": "P" if hidden else "O",
    }


def _head(unit: Unit, place: Establishment) -> dict[str, Any]:
    """Describe the head office: it alone has its address in pieces."""
    hidden = unit.is_partly_disclosed

    def shown(text: str) -> str | None:
        return (MASKED if hidden else text) or None

    return {
        **_place(unit, place),
        "complement_adresse": shown(place.complement),
        "numero_voie": shown(place.number),
        "indice_repetition": None,
        "type_voie": shown(place.street_kind),
        "libelle_voie": shown(place.street),
        "distribution_speciale": None,
        "cedex": None,
        "libelle_cedex": None,
        "code_pays_etranger": None,
        "libelle_pays_etranger": None,
    }
