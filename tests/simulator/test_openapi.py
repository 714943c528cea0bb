"""The description of the API: whole, and true, as schemathesis finds by trying all of it."""

from __future__ import annotations

import base64
import copy
import json
import os
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from chorus_simulator.operations.catalogue import OPERATIONS
from simulator.acting import SHARED, added, deposited, done
from simulator.bills import IBAN, a_pdf
from simulator.speaking import ANYBODY, AnInvoice, Attachment, Supplier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.generation.case import Case

    from simulator.running import Simulator

ROOT = Path(__file__).parents[2]
EXAMPLES = 300 if os.environ.get("WOCHORUS_FULL") else 6
PATIENCE = 30
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def test_every_operation_is_described_in_french(simulator: Simulator) -> None:
    found = httpx2.get(f"{simulator.url}/simulator/openapi.json", trust_env=False).json()
    assert found["openapi"].startswith("3.1")
    described = {path.removeprefix("/cpro/") for path in found["paths"]}
    assert described == set(OPERATIONS) | {"/api/oauth/token"}
    for methods in found["paths"].values():
        for operation in methods.values():
            assert operation["summary"].endswith(".")


def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(
    simulator: Simulator,
) -> None:
    page = httpx2.get(f"{simulator.url}/simulator/docs", trust_env=False)
    assert page.status_code == 200
    for path in OPERATIONS:
        assert f"/cpro/{path}</code>" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    assert "pieceJointeComplementaireDesignation" in page.text


def test_the_reference_page_names_every_operation() -> None:
    page = (ROOT / "docs/reference/simulateur-api.md").read_text("utf-8")
    assert [path for path in OPERATIONS if f"`{path}`" not in page] == []


KNOWN, POSITIVE, NEGATIVE = "things that exist", "anything valid", "anything invalid"
STATE_DEPENDS = {
    "factures/v1/completer",
    "factures/v1/recycler",
    "factures/v1/traiterRejet",
    "factures/v1/corriger/valideur/facture",
    "factures/v1/consulter/valideur",
    "factures/v1/traiter/factureAValider",
    "transverses/v1/detacherPieceJointe",
}
"""What succeeds once, or for an invoice in a certain state alone."""


@dataclass(frozen=True)
class Tried:
    """The document, the names of things that exist by field, and who tries it."""

    document: dict[str, Any]
    names: dict[str, list[Any]]
    supplier: Supplier

    def restricted(self) -> dict[str, Any]:
        """Give the document whose requests bear the names of things that exist, and only those."""
        found = copy.deepcopy(self.document)
        for name in _named_by_requests(found):
            schema = found["components"]["schemas"][name]
            fields = schema.get("properties", {})
            given = [name for name in fields if name in self.names or _object_in(fields[name])]
            schema["required"] = sorted({*schema.get("required", ()), *given})
            for field in fields:
                if field in self.names:
                    fields[field] = {"enum": self.names[field]}
                elif _object_in(fields[field]):
                    fields[field] = _object_in(fields[field])
                elif field.startswith("triColonne"):
                    fields[field] = {"type": "null"}
                elif field.startswith(("nbResultats", "pageResultat")):
                    fields[field] = {"type": "integer", "minimum": 1, "maximum": 20}
                elif field.startswith("periode"):
                    fields[field] = {"enum": ["2026-04-30", "2026-04-30 10:00"]}
        return found


def _object_in(schema: dict[str, Any]) -> dict[str, Any] | None:
    """Give the object that a field may hold."""
    return next((each for each in schema.get("anyOf", ()) if "$ref" in each), None)


def _named_by_requests(document: dict[str, Any]) -> set[str]:
    """Name the schemas that a request is made of."""
    requests = [
        operation.get("requestBody", {})
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    found: set[str] = set()
    waiting = _references(requests)
    while waiting:
        found |= waiting
        schemas = [document["components"]["schemas"][name] for name in waiting]
        waiting = _references(schemas) - found
    return found


def _references(part: object) -> set[str]:
    return set(re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(part)))


@pytest.fixture(scope="module")
def tried(shared: Simulator) -> Iterator[Tried]:
    """Fill a simulator with one of each thing."""
    shared.admin.reset()
    shared.admin.settings(recycling_withdrawn=False)
    with Supplier(shared) as supplier:
        shared.admin.change_supplier(supplier.siret, mandates=[ANYBODY])
        names = _filled(shared, supplier)
        document = httpx2.get(f"{shared.url}/simulator/openapi.json", trust_env=False).json()
        del document["security"]
        for methods in document["paths"].values():
            for operation in methods.values():
                # The headers of a caller that is let through are added to each call.
                operation.pop("parameters", None)
        yield Tried(document, names, supplier)


def _filled(simulator: Simulator, supplier: Supplier) -> dict[str, list[Any]]:
    annex = Attachment("bon.txt", b"bon", "02", mime="text/plain")
    invoices = deposited(
        supplier,
        *(AnInvoice(f"F{n}", attachments=(Attachment(), annex)) for n in range(6)),
    )
    stopped = ("SUSPENDUE", "REJETEE", "A_RECYCLER", "ERREUR_FOURNISSEUR_SUR_VALIDEUR")
    for invoice, status in zip(invoices, stopped, strict=False):
        simulator.admin.set_status(invoice, status)
    readable = a_pdf({}, archival=False)
    files = [added(supplier, readable, f"facture{n}.pdf") for n in range(30)]
    account = simulator.admin.ask(
        "POST", f"suppliers/{supplier.siret}/accounts", json={"name": "Courant", "iban": IBAN}
    )
    orders = [{"number": "1234567890", "supplier": supplier.siret}]
    simulator.admin.ask("POST", "orders", json={"orders": orders})
    flows = [flow["number"] for flow in simulator.admin.flows()]
    rows = done(supplier, f"{SHARED}/recuperer/structuresPourUtilisateur")["listeStructures"]
    ids = {row["identifiantStructure"]: row["idStructure"] for row in rows}
    town = {"idDestinataireCPP": ids[ANYBODY]}
    services = done(supplier, f"{SHARED}/rechercher/serviceexecutant", town)["listeServices"]
    coded = base64.b64encode(readable).decode()
    return {
        "identifiantFactureCPP": invoices,
        "idFacture": invoices,
        "idDemandePaiement": invoices,
        "numeroFluxDepot": flows,
        "idStructureCPP": [ids[ANYBODY]],
        "idStructure": [ids[ANYBODY]],
        "idDestinataireCPP": [ids[ANYBODY]],
        "idFournisseur": [ids[supplier.siret]],
        "idServiceFournisseur": [None],
        "idService": [row["idServicesCPP"] for row in services],
        "codeDestinataire": [ANYBODY],
        "codeServiceExecutant": [None],
        "identifiantStructure": [ANYBODY],
        "typeIdentifiantStructure": ["SIRET"],
        "siretStructure": [ANYBODY],
        "objetPieceJointe": ["UTILISATEUR", "DEMANDE_PAIEMENT"],
        "pieceJointeComplementaire": [None],
        "pieceJointePrincipale": [[{"pieceJointePrincipaleId": each}] for each in files],
        "idPieceJointeObjet": files,
        "codeCoordonneesBancairesFournisseur": [account["id"]],
        "codeCadreFacturation": ["A1_FACTURE_FOURNISSEUR"],
        "modeDepot": ["DEPOT_PDF_API"],
        "numeroFactureSaisi": [f"OPENAPI-{n}" for n in range(40)],
        "dateFacture": ["2026-04-30"],
        "deviseFacture": ["EUR"],
        "typeFacture": ["FACTURE"],
        "typeTva": ["TVA_SUR_DEBIT"],
        "modePaiement": ["VIREMENT"],
        "numeroFactureOrigine": [None],
        "lignePoste": [None],
        "ligneTva": [None],
        "montantHtTotal": [1000],
        "montantTVA": [200.0],
        "montantTtcTotal": [1200],
        "montantRemiseGlobaleTTC": [None, 0],
        "montantAPayer": [1200, 0.0],
        "numeroEngagementJuridique": ["1234567890"],
        "pieceJointeFichier": [coded],
        "pieceJointeExtension": ["PDF"],
        "pieceJointeNom": ["facture.pdf"],
        "nomFichier": ["facture.pdf"],
        "fichierFlux": [coded],
        "fichierFacture": [coded],
        "formatDepot": ["PDF_NON_SIGNE"],
        "syntaxeFlux": ["IN_DP_E2_CPP_FACTURE_MIN"],
        "nouveauStatut": ["SERVICE_FAIT"],
        "numeroDPMandat": [None],
    }


@pytest.mark.parametrize("mode", [KNOWN, POSITIVE, NEGATIVE])
@pytest.mark.parametrize("path", OPERATIONS)
def test_schemathesis_finds_nothing(tried: Tried, path: str, mode: str) -> None:
    method = OPERATIONS[path].method
    if method == "GET" and mode == NEGATIVE:
        pytest.skip("a call without any parameter cannot be wrong")
    document = tried.restricted() if mode == KNOWN else tried.document
    operation = schemathesis.openapi.from_dict(document)[f"/cpro/{path}"][method]
    generated = GenerationMode.NEGATIVE if mode == NEGATIVE else GenerationMode.POSITIVE
    headers = tried.supplier.headers()
    del headers["Content-Type"]
    codes: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=generated))
    def conforms(case: Case[Any]) -> None:
        answer = case.call(base_url=tried.supplier.url, headers=headers, timeout=PATIENCE)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code == HTTPStatus.OK:
            codes.add(answer.json().get("codeRetour", 0))

    conforms()
    if mode == KNOWN and path not in STATE_DEPENDS:
        assert 0 in codes, f"every request was refused: {codes}"
