"""What is refused before the business: tokens, accounts, paths, bodies."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from simulator.speaking import SYNTAX, AnInvoice, Supplier, a_flow
from support.holders import wait_until

if TYPE_CHECKING:
    from simulator.running import Simulator

SEARCH = "factures/v1/rechercher/fournisseur"
DEPOSIT = "factures/v1/deposer/flux"


def test_a_token_has_the_shape_of_piste(supplier: Supplier) -> None:
    answer = supplier.ask_token()
    found = answer.json()
    assert answer.status_code == 200
    assert len(found["access_token"]) == 54
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 3600)
    assert found["scope"] == "openid"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "faux"}, "invalid_client"),
        ({"client_id": "inconnu"}, "invalid_client"),
        ({"client_secret": "é"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
    ],
)
def test_a_wrong_token_request_is_a_400(
    supplier: Supplier, changes: dict[str, str], error: str
) -> None:
    answer = supplier.ask_token(**changes)
    assert answer.status_code == 400
    assert answer.json()["error"] == error


def test_a_token_is_asked_by_form_only(supplier: Supplier) -> None:
    answer = supplier.http.post("/api/oauth/token", json={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("value", ["", "Basic YTpi", "Bearer"])
def test_without_a_readable_token_the_call_is_a_400_with_a_challenge(
    supplier: Supplier, value: str
) -> None:
    answer = supplier.post(SEARCH, Authorization=value)
    assert answer.status_code == 400
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="PISTE", error="invalid_request"'
    unknown = supplier.post("inconnu/v1/rien", Authorization=value)
    assert 'realm="DefaultRealm"' in unknown.headers["WWW-Authenticate"]


def test_an_unknown_or_ended_token_is_a_401(simulator: Simulator, supplier: Supplier) -> None:
    assert supplier.post(SEARCH, Authorization="Bearer inconnu").status_code == 401
    assert supplier.post(SEARCH).status_code == 200
    simulator.admin.advance(3601)
    assert supplier.post(SEARCH).status_code == 401


@pytest.mark.parametrize("account", ["", "***", base64.b64encode(b"TECH_1@cpro.fr:x").decode()])
def test_a_wrong_technical_account_is_a_401(supplier: Supplier, account: str) -> None:
    answer = supplier.post(SEARCH, **{"cpro-account": account})
    assert answer.status_code == 401
    assert answer.json() == {"ErrorCode": "401", "Description": "[invalid field]"}


def test_an_ended_technical_password_is_a_401(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.change_supplier(supplier.siret, password_expired=True)
    assert supplier.post(SEARCH).status_code == 401
    simulator.admin.change_supplier(supplier.siret, password_expired=False)
    assert supplier.post(SEARCH).status_code == 200


def test_access_that_was_not_granted_is_an_empty_403(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.change_supplier(supplier.siret, granted=False)
    answer = supplier.post(SEARCH)
    assert (answer.status_code, answer.content) == (403, b"")


def test_the_token_of_one_application_does_not_serve_the_account_of_another(
    simulator: Simulator, supplier: Supplier
) -> None:
    with Supplier(simulator, "35600000000048") as other:
        answer = supplier.post(SEARCH, **{"cpro-account": other.headers()["cpro-account"]})
    assert (answer.status_code, answer.content) == (403, b"")


def test_an_unknown_path_or_method_is_a_404(supplier: Supplier) -> None:
    assert supplier.post("transverses/v1/consulter/cr").status_code == 404
    found = supplier.http.get(f"/cpro/{SEARCH}", headers=supplier.headers())
    assert found.status_code == 404


def test_a_body_that_is_not_declared_as_json_is_a_415(supplier: Supplier) -> None:
    assert supplier.post(SEARCH, **{"Content-Type": "text/plain"}).status_code == 415
    latin = supplier.post(SEARCH, **{"Content-Type": "application/json;charset=latin-1"})
    assert latin.status_code == 415


@pytest.mark.parametrize("body", [b"{", b"[]", b'"a"', b"\xff", b"[" * 100_000])
def test_a_malformed_body_is_a_400(supplier: Supplier, body: bytes) -> None:
    answer = supplier.http.post(f"/cpro/{SEARCH}", content=body, headers=supplier.headers())
    assert answer.status_code == 400
    assert answer.json()["ErrorCode"] == "400"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"parametres": {}}, "« parametres » : inconnu"),
        ({"numeroFacture": 12}, "« numeroFacture »"),
        (
            {"rechercheFactureParFournisseur": {"nbResultatsParPage": "10"}},
            "« rechercheFactureParFournisseur.nbResultatsParPage »",
        ),
        (
            {"rechercheFactureParFournisseur": {"triColonne": "id; DROP TABLE invoices"}},
            "Colonne de tri inconnue",
        ),
        ({"rechercheFactureParFournisseur": {"pageResultatDemandee": -1}}, "hors limites"),
    ],
)
def test_a_body_that_does_not_fit_its_message_is_a_400_that_names_the_key(
    supplier: Supplier, body: dict[str, Any], words: str
) -> None:
    answer = supplier.post(SEARCH, body)
    assert answer.status_code == 400
    assert answer.json()["codeRetour"] == 20000
    assert words in answer.json()["libelle"]


def test_an_empty_body_is_an_empty_request(supplier: Supplier) -> None:
    answer = supplier.http.post(f"/cpro/{SEARCH}", headers=supplier.headers())
    assert answer.json()["codeRetour"] == 0


def test_the_health_check_is_a_get(supplier: Supplier) -> None:
    answer = supplier.http.get("/cpro/transverses/v1/health-check", headers=supplier.headers())
    assert answer.json()["statusCode"] == "OK"


SOUND = {
    "fichierFlux": base64.b64encode(a_flow(AnInvoice())).decode(),
    "nomFichier": "flux.xml",
    "syntaxeFlux": SYNTAX,
    "avecSignature": False,
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nomFichier": "a" * 197 + ".xml"}, "200"),
        ({"nomFichier": "../flux.xml"}, "chemin"),
        ({"nomFichier": "C:\\flux.xml"}, "chemin"),
        ({"nomFichier": "flux"}, "Extension"),
        ({"nomFichier": "flux.exe"}, "Extension"),
        ({"nomFichier": ""}, "nom"),
        ({"syntaxeFlux": "IN_DP_E9"}, "inconnue"),
        ({"syntaxeFlux": "IN_DP_E1_CII"}, "employez IN_DP_E1_CII_16B"),
        ({"fichierFlux": "pas du base64"}, "base64"),
        ({"fichierFlux": "YQ"}, "base64"),
        ({"fichierFlux": ""}, "vide"),
    ],
)
def test_a_deposit_that_cannot_be_received_is_a_business_refusal(
    simulator: Simulator, supplier: Supplier, changes: dict[str, str], words: str
) -> None:
    answer = supplier.post(DEPOSIT, SOUND | changes)
    assert answer.status_code == 200
    assert answer.json()["codeRetour"] > 20000
    assert words in answer.json()["libelle"]
    assert simulator.admin.flows() == []


def test_business_refusals_may_be_http_400(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(business_refusal_status=400)
    answer = supplier.post(DEPOSIT, SOUND | {"nomFichier": "x"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"codeRetour", "libelle"}


def test_a_file_over_the_limit_is_refused_with_its_label(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(size_limit=2000)
    for content in (b"x" * 2001, b"x" * 1_600_000):
        answer = supplier.deposit(content)
        assert answer["codeRetour"] == 20001
        assert answer["libelle"].startswith("GDP_MSG_11.022")
    assert supplier.deposit(b"x" * 2000)["codeRetour"] == 0


def test_a_body_without_end_is_cut(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(size_limit=1000)
    with pytest.raises(httpx2.TransportError):
        supplier.deposit(b"x" * 8_000_000)
    # The line of a call that was cut comes after the cut: it is not to fall in another test.
    wait_until(lambda: bool(simulator.admin.ledger("*deposer/flux")))


def test_the_ledger_tells_every_call_and_no_secret(
    simulator: Simulator, supplier: Supplier
) -> None:
    content = a_flow(AnInvoice())
    number = supplier.deposit(content)["numeroFluxDepot"]
    supplier.post(SEARCH, Authorization="")
    token, deposit, refused = simulator.admin.ledger()
    assert token["operation"] == "oauth/token"
    assert token["account"] == supplier.keys["client_id"]
    assert deposit["account"] == supplier.keys["technical_login"]
    assert (deposit["size"], deposit["flow_number"]) == (len(content), number)
    assert (deposit["http_status"], deposit["code_retour"]) == (200, 0)
    assert deposit["answer"] == "envoyé"
    assert refused["http_status"] == 400
    for secret in ("client_secret", "technical_password"):
        assert supplier.keys[secret] not in str((token, deposit, refused))


def test_another_web_page_cannot_give_orders(simulator: Simulator) -> None:
    for headers in ({"Origin": "https://ailleurs.example"}, {"Host": "ailleurs.example"}):
        answer = httpx2.post(f"{simulator.url}/simulator/reset", headers=headers, trust_env=False)
        assert answer.status_code == 403
