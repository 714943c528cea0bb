"""What the client asks of the structures API is what its official description allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from choruspro.contract import check_request
from choruspro.desk import Desk, a_desk
from choruspro.portal import Request, computes
from choruspro.shelf import a_shelf
from wochorus.choruspro import StructureSearch

if TYPE_CHECKING:
    from collections.abc import Callable

EVERYTHING = StructureSearch(
    identifier="11000201100044",
    identifier_type="SIRET",
    name="Mairie",
    label="Mairie",
    last_name="Martin",
    first_name="Ève",
    postcode="01000",
    town="Saint-Élan",
    country_code="FR",
    kind="PUBLIQUE",
    status="ACTIF",
    is_works_authority=True,
    is_works_only=False,
    restricts_private=True,
)


def asked(ask: Callable[[Desk], object], reply: Callable[[Request], object]) -> list[Request]:
    with a_desk(computes(reply)) as desk:
        ask(desk)
        return desk.api.seen


@pytest.mark.parametrize("search", [StructureSearch(), EVERYTHING])
def test_a_search_of_structures_is_what_the_contract_allows_on_every_page(
    search: StructureSearch,
) -> None:
    rows = [{"idStructureCPP": number} for number in range(101)]
    shelf = a_shelf(rows, paging="parametres", listing="listeStructures")
    requests = asked(lambda desk: desk.client.search_structures(search), shelf)
    assert len(requests) == 2
    for request in requests:
        check_request(request.path, request.json)


def test_the_details_of_a_structure_are_asked_as_the_contract_says() -> None:
    details = {"codeRetour": 0, "parametres": {"getaMoa": False}}
    [request] = asked(lambda desk: desk.client.structure_details(2**40), lambda _: details)
    check_request(request.path, request.json)


def test_services_are_asked_as_the_contract_says_on_every_page() -> None:
    rows = [{"idService": number} for number in range(101)]
    shelf = a_shelf(rows, paging="parametresRechercherServicesStructure", listing="listeServices")
    requests = asked(lambda desk: desk.client.search_services(12), shelf)
    assert len(requests) == 2
    for request in requests:
        check_request(request.path, request.json)


def test_the_details_of_a_service_are_asked_as_the_contract_says() -> None:
    details = {"codeRetour": 0, "parametres": {"numeroEngagement": False}}
    [request] = asked(lambda desk: desk.client.service_details(12, 7), lambda _: details)
    check_request(request.path, request.json)


@pytest.mark.parametrize(
    "body",
    [
        {"structure": {"typeStructure": "MIXTE"}},
        {"structure": {"identifiantStructure": 12}},
        {"structure": {"siret": "12"}},
        {"parametres": {"triColonne": "Siret"}},
        {"parametresRecherche": {}},
    ],
)
def test_the_contract_refuses_what_it_does_not_know(body: object) -> None:
    with pytest.raises(AssertionError):
        check_request("/cpro/structures/v1/rechercher", body)
