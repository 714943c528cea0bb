"""The table of operations leaves out no method of the client, and no operation of the portal."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from contract.operations import OPERATIONS
from wochorus.choruspro import ChorusClient, ReferenceList

if TYPE_CHECKING:
    from contract.place import Place

CALLS_NOTHING = {"close", "with_correlation_id"}
NOT_A_SUPPLIERS = {
    "factures/v1/rechercher/recipiendaire": "the recipient's side",
    "factures/v1/consulter/recipiendaire": "the recipient's side",
    "factures/v1/traiter/recue": "the recipient's side",
    "transverses/v1/recuperer/structures/actives/destinataire": "the recipient's side",
    "factures/v1/rechercher/valideur": "the validator's side",
    "factures/v1/consulter/valideur": "the validator's side",
    "factures/v1/traiter/factureAValider": "the validator's side",
    "factures/v1/recuperer/statutsFactureVisibles/valideur": "the validator's side",
    "transverses/v1/recuperer/motifs/refus/Facture/AValider": "the validator's side",
    "structures/v1/rechercher/espaces": "the spaces of the portal's own screens",
    "structures/v1/lister/rattachementsutilisateur": "the users of the portal's own screens",
    "transverses/v1/recuperer/structuresPourUtilisateur": "said by the active structures",
    "transverses/v1/rechercher/destinataire": "said better by structures/v1/rechercher",
    "transverses/v1/rechercher/serviceexecutant": "said better by structures/v1",
    "transverses/v1/consulter/information/siret": "absent from qualification; SIRENE says more",
    "transverses/v1/rechercher/pj/moncompte": "files that no invoice names",
    "transverses/v1/detacherPieceJointe": "files that no invoice names",
    "transverses/v1/telecharger/pieceJointe": "said by telecharger/groupe",
}
"""The operations that the client leaves alone, and why."""


def test_every_method_of_the_client_that_calls_the_portal_is_in_the_table() -> None:
    methods = {
        name
        for name, found in inspect.getmembers(ChorusClient, callable)
        if not name.startswith("_")
    }
    assert methods - CALLS_NOTHING == {each.method for each in OPERATIONS.values()}


def test_every_reference_list_is_in_the_table() -> None:
    variants = {each.variant for each in OPERATIONS.values() if each.method == "reference_list"}
    assert variants == {which.name.lower() for which in ReferenceList}


def test_each_line_of_the_table_calls_its_operation_and_no_other(place: Place) -> None:
    for operation in OPERATIONS.values():
        about = operation.prepare(place)
        if operation.path == "oauth/token":
            place.forget_token()
        line = place.witness.last_line()
        operation.call(place.patient, place, about)
        received = place.witness.lines_since(line)
        assert {each.operation for each in received} == {operation.path}, operation.name


def test_every_operation_of_the_portal_is_called_or_left_alone_for_a_reason(place: Place) -> None:
    description = place.simulator.admin.ask("GET", "openapi.json")
    offered = {
        path.removeprefix("/cpro/") for path in description["paths"] if path.startswith("/cpro/")
    }
    called = {each.path for each in OPERATIONS.values() if each.path != "oauth/token"}
    assert called & set(NOT_A_SUPPLIERS) == set()
    assert called | set(NOT_A_SUPPLIERS) == offered
