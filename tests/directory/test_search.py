"""Finding a structure the way people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.directory_files import LANGON, MONTREUIL, VILLEJUIF, a_structure_row, write_csv
from wochorus.directory.importer import import_directory
from wochorus.directory.models import Structure
from wochorus.directory.queries import search

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

CCAS = "26940019600017"
SAINT_ETIENNE = "21420218000018"
LYCEE = "19940117300013"


@pytest.fixture(autouse=True)
def _small_directory(tmp_path: Path) -> None:
    rows = [
        a_structure_row(),
        a_structure_row(
            CCAS, RaisonSociale="CENTRE COMMUNAL D'ACTION SOCIALE DE VILLEJUIF", EstMOA="true"
        ),
        a_structure_row(
            LYCEE,
            RaisonSociale="LYCÉE FRÉDÉRIC MISTRAL",
            Ville="VILLEJUIF",
            StructureActive="false",
        ),
        a_structure_row(
            MONTREUIL, RaisonSociale="MAIRIE DE MONTREUIL", Ville="MONTREUIL", CodePostal="93100"
        ),
        a_structure_row(
            SAINT_ETIENNE,
            RaisonSociale="VILLE DE SAINT-ÉTIENNE",
            Ville="SAINT-ÉTIENNE",
            CodePostal="42000",
        ),
        a_structure_row(
            LANGON, RaisonSociale="COMMUNE DE LANGON", Ville="LANGON", CodePostal="33210"
        ),
    ]
    import_directory([write_csv(tmp_path / "structures.csv", rows)])


def found(text: str, *, limit: int = 20, active_only: bool = False) -> list[str]:
    return [hit.identifier for hit in search(text, limit=limit, active_only=active_only)]


def test_the_town_hall_comes_before_the_other_structures_of_its_town() -> None:
    assert found("Villejuif") == [VILLEJUIF, CCAS, LYCEE]


def test_accents_capitals_and_punctuation_do_not_matter() -> None:
    assert found("saint etienne") == [SAINT_ETIENNE]
    assert found("SAINT-ÉTIENNE") == [SAINT_ETIENNE]
    assert found("st étienne") == [SAINT_ETIENNE]
    assert found("lycee frederic mistral") == [LYCEE]


@pytest.mark.parametrize("text", ["vilejuif", "villejuiff", "vilejuf"])
def test_a_misspelt_town_is_found_and_said_to_be_approximate(text: str) -> None:
    hits = search(text)
    assert hits[0].town == "VILLEJUIF"
    assert all(hit.is_approximate for hit in hits)


def test_a_misspelt_word_among_others_is_found() -> None:
    assert found("lycee frederik mistrall") == [LYCEE]


def test_a_siret_is_found_whole_or_by_its_beginning_with_or_without_spaces() -> None:
    assert found(MONTREUIL) == [MONTREUIL]
    assert found("219 300 480 00016") == [MONTREUIL]
    assert found("219300") == [MONTREUIL]
    assert found("99999999900000") == []


def test_a_postcode_is_found_whole_or_by_its_beginning() -> None:
    assert found("93100") == [MONTREUIL]
    assert found("931") == [MONTREUIL]
    assert found("mairie 33") == [LANGON]


def test_a_town_and_a_postcode_narrow_each_other() -> None:
    assert found("mairie de villejuif 94800") == [VILLEJUIF, CCAS, LYCEE]
    assert found("villejuif 93100") == []


def test_an_abbreviation_is_understood() -> None:
    assert found("ccas villejuif") == [CCAS]


def test_mairie_commune_and_ville_are_the_same_word() -> None:
    assert found("commune de montreuil") == [MONTREUIL]
    assert found("mairie de saint-étienne") == [SAINT_ETIENNE]


def test_inactive_and_closed_structures_come_last_or_not_at_all() -> None:
    Structure.objects.filter(identifier=VILLEJUIF).update(closed_at="2026-11-02T00:00:00Z")
    assert found("villejuif") == [CCAS, LYCEE, VILLEJUIF]
    assert found("villejuif", active_only=True) == [CCAS]
    assert found(LYCEE, active_only=True) == []


def test_the_limit_is_respected() -> None:
    assert len(found("villejuif", limit=2)) == 2
    assert len(found("vilejuif", limit=1)) == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "\\", "'; DROP TABLE x; --", "\0", "œ" * 500]
)
def test_text_without_any_word_or_made_to_harm_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert found(text) == []


def test_a_town_of_two_letters_is_found_as_a_whole_word() -> None:
    Structure.objects.filter(identifier=LANGON).update(searchable="eu 76260")
    assert found("eu") == [LANGON]
    assert found("mairie d'eu 76") == [LANGON]
    assert found("vi") == []


def test_mairie_commune_or_ville_alone_finds_the_town_halls_those_so_named_first() -> None:
    halls = {LANGON, MONTREUIL, SAINT_ETIENNE, VILLEJUIF}
    for text, first in (("Mairie", MONTREUIL), ("ville", SAINT_ETIENNE)):
        hits = found(text)
        assert (hits[0], set(hits)) == (first, halls)
    assert set(found("commune de la")[:2]) == {LANGON, VILLEJUIF}
    assert found("mairie", limit=1) == [MONTREUIL]


def test_the_small_words_that_nearly_every_name_holds_find_nothing_alone() -> None:
    assert found("de la") == []


def test_a_hit_tells_what_the_structure_requires() -> None:
    (hit,) = search(LYCEE)
    assert (hit.name, hit.is_active, hit.requires_engagement) == (
        "LYCÉE FRÉDÉRIC MISTRAL",
        False,
        False,
    )
