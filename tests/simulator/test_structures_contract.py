"""The Structures API against its official description (Swagger 2.0, Structures 1.0.0)."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from chorus_simulator.operations.catalogue import OPERATIONS
from simulator.acting import SHARED, done
from simulator.speaking import ANYBODY, CLOSED, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator

_BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared"
FAMILY = "structures"
PATHS = [path for path in OPERATIONS if path.startswith(f"{FAMILY}/")]


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    root = Path(os.environ.get("WOCHORUS_SHARED", _BESIDE_THE_PROJECT))
    file = root / "data" / "chorus-structures-swagger.json"
    if not file.is_file():
        pytest.skip(f"the official description of Structures is not on this machine ({file})")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for definition in found["definitions"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return found


def answer_schema(contract: dict[str, Any], path: str) -> dict[str, Any]:
    """Give the schema of an answer, where a field that is not described is a fault."""
    operation = contract["paths"][f"/{path.partition('/')[2]}"]["post"]
    schema: dict[str, Any] = operation["responses"]["200"]["schema"]
    return schema | {"definitions": contract["definitions"]}


def whole_request(contract: dict[str, Any], path: str) -> dict[str, Any]:
    """Write a request that has every field of its description."""
    operation = contract["paths"][f"/{path.partition('/')[2]}"]["post"]
    (body,) = [each for each in operation["parameters"] if each["in"] == "body"]
    found = _example(contract, body["schema"])
    assert isinstance(found, dict)
    return found


def _example(contract: dict[str, Any], schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        schema = contract["definitions"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        fields = schema.get("properties", {})
        return {name: _example(contract, each) for name, each in fields.items()}
    return {"string": "x", "integer": 1, "boolean": True}[schema["type"]]


def test_every_operation_of_the_contract_is_there(contract: dict[str, Any]) -> None:
    assert {f"/{path.partition('/')[2]}" for path in PATHS} == set(contract["paths"])


@pytest.mark.parametrize("path", PATHS)
def test_a_request_with_every_field_of_the_contract_is_understood(
    supplier: Supplier, contract: dict[str, Any], path: str
) -> None:
    answer = supplier.post(path, whole_request(contract, path))
    assert answer.status_code == 200, answer.text
    jsonschema.validate(answer.json(), answer_schema(contract, path))


@pytest.mark.parametrize("siret", [ANYBODY, CLOSED, None])
def test_answers_conform_to_the_contract(
    simulator: Simulator, supplier: Supplier, contract: dict[str, Any], siret: str | None
) -> None:
    if siret is not None:
        simulator.admin.change_supplier(supplier.siret, mandates=[siret])
    wanted = siret or supplier.siret
    rows = done(supplier, f"{SHARED}/recuperer/structuresPourUtilisateur")["listeStructures"]
    (owner,) = [row["idStructure"] for row in rows if row["identifiantStructure"] == wanted]
    services = done(supplier, f"{FAMILY}/v1/rechercher/services", {"idStructure": owner})
    bodies: dict[str, dict[str, Any]] = {
        "rechercher": {"structure": {"identifiantStructure": wanted}},
        "consulter": {"idStructureCPP": owner, "codeLangue": "fr"},
        "rechercher/services": {"idStructure": owner},
        "rechercher/espaces": {"structure": {"idStructure": owner}},
        "lister/rattachementsutilisateur": {
            "identifiantStructure": wanted,
            "typeIdentifiantStructure": "SIRET",
        },
    }
    for row in services["listeServices"]:
        bodies["consulter/service"] = {"idStructure": owner, "idService": row["idService"]}
    for name, body in bodies.items():
        found = done(supplier, f"{FAMILY}/v1/{name}", body)
        jsonschema.validate(found, answer_schema(contract, f"{FAMILY}/v1/{name}"))
        assert len(found) > 2, "an answer without anything in it conforms too"


def test_the_end_of_the_password_is_a_moment_with_its_offset(supplier: Supplier) -> None:
    rows = done(supplier, f"{SHARED}/recuperer/structures/actives/fournisseur")["listeStructures"]
    body = {"idStructureCPP": rows[0]["idStructureCPP"]}
    found = done(supplier, f"{FAMILY}/v1/consulter", body)["informationGenerales"]
    assert datetime.fromisoformat(found["dateExpirationMotPasseCompteTech"]).utcoffset()


def test_spaces_and_attachments_tell_the_services(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.change_supplier(supplier.siret, mandates=[ANYBODY])
    structure = {"identifiantStructure": ANYBODY}
    found = done(supplier, f"{FAMILY}/v1/rechercher/espaces", {"structure": structure})
    spaces = found["listeEspace"]
    assert {space["codeEspace"] for space in spaces} == {7}
    assert sum("codeService" in space for space in spaces) == 3
    attached = done(supplier, f"{FAMILY}/v1/lister/rattachementsutilisateur", structure)
    states = {row["codeService"]: row["statutRattachement"] for row in attached["listeServices"]}
    assert states["SERVICE_INACTIF"] == "DESACTIVEE"
    assert states["SERVICE_EJ_OBL"] == "VALIDEE"
