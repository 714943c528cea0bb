"""Preparing the simulator: suppliers, directory, settings, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator

STRUCTURES = (
    "TypeIdentifiant;Identifiant;RaisonSociale;EmetteurEdi;RecepteurEdi;"
    "GestionStatutMiseEnPaiement;GestionEngagement;GestionService;GestionServiceEngagement;"
    "EstMOA;EstMOAUniquement;StructureActive;Adresse;ComplementAdresse1;ComplementAdresse2;"
    "CodePostal;Ville;NumTelephone;Courriel;CodePays;LibellePays\n"
)
SERVICES = (
    "Identifiant;RaisonSociale;Code;Nom;GestionEGMT;ServiceActif;Adresse;ComplementAdresse1;"
    "ComplementAdresse2;CodePostal;Ville;NumTelephone;Courriel;CodePays;LibellePays\n"
)


def a_town(siret: str, name: str = "Mairie", engagement: str = "false") -> str:
    return (
        f"1;{siret};{name};false;false;true;{engagement};false;false;false;false;true;"
        "1 place de la Mairie;;;87000;Limoges;;;FR;France\n"
    )


def refused(simulator: Simulator, path: str, content: bytes) -> str:
    return simulator.admin.refusal("POST", path, content=content)


def test_a_supplier_registered_twice_keeps_its_keys(simulator: Simulator) -> None:
    first = simulator.admin.register_supplier("73282932000074", "PROPRE ET NET")
    again = simulator.admin.register_supplier("73282932000074", "AUTRE NOM")
    assert first == again
    assert first["technical_login"].startswith("TECH_1_")
    other = simulator.admin.register_supplier("35600000000048", "AUTRE")
    assert not {other[key] for key in ("client_id", "technical_login")} & set(first.values())


@pytest.mark.parametrize("body", [{"siret": "123", "name": "X"}, {"siret": "1" * 14}, {}])
def test_a_supplier_without_siret_or_name_is_refused(
    simulator: Simulator, body: dict[str, str]
) -> None:
    assert simulator.admin.refusal("POST", "suppliers", json=body)


def test_the_published_files_make_recipients(simulator: Simulator, supplier: Supplier) -> None:
    structures = "\ufeff" + STRUCTURES + a_town("18700019", engagement="true")
    services = SERVICES + "18700019;Mairie;VOIRIE;Voirie;false;true;;;;;;;;FR;\n"
    simulator.admin.load_directory(structures.encode(), services.encode())
    town = "00000018700019"
    assert "NumeroEngagement" in supplier.reasons(AnInvoice(recipient=town, service="VOIRIE"))
    sound = AnInvoice(recipient=town, service="VOIRIE", engagement="E1")
    assert supplier.verdict(sound)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_file_loaded_again_updates_and_forgets_nothing(
    simulator: Simulator, supplier: Supplier
) -> None:
    first = STRUCTURES + a_town("21870850600012", "Ancien nom") + a_town("21870850600020")
    simulator.admin.load_directory(first.encode())
    simulator.admin.load_directory((STRUCTURES + a_town("21870850600012", "Neuf")).encode())
    for siret, name in (("21870850600012", "Neuf"), ("21870850600020", "Mairie")):
        body = {"structure": {"identifiantStructure": siret}}
        (row,) = supplier.post("structures/v1/rechercher", body).json()["listeStructures"]
        assert row["designationStructure"] == name


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("structures", STRUCTURES + a_town("21870850600012") + a_town("ABC"), "Ligne 3 : SIRET"),
        ("structures", STRUCTURES + a_town("2" * 15), "Ligne 2 : SIRET"),
        ("structures", STRUCTURES + a_town("1", engagement="peut-être"), "GestionEngagement"),
        ("structures", STRUCTURES + "9;1;X\n", "type d'identifiant"),
        ("structures", "Nom;Ville\nX;Y\n", "Colonne absente : Identifiant"),
        ("structures", "", "Colonne absente"),
        ("services", SERVICES + "18700019;Mairie;VOIRIE;V;false;true\n", "Ligne 2"),
        ("services", SERVICES + "12345678200051;Mairie;;V;false;true\n", "code"),
        ("structures", STRUCTURES + "1;1;" + "x" * 20_000 + "\n", "Ligne 2"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_loaded(
    simulator: Simulator, supplier: Supplier, path: str, content: str, words: str
) -> None:
    before = supplier.post("structures/v1/rechercher").json()["parametresRetour"]
    assert words in refused(simulator, path, content.encode())
    assert supplier.post("structures/v1/rechercher").json()["parametresRetour"] == before


def test_a_file_that_is_not_utf8_is_told(simulator: Simulator) -> None:
    content = (STRUCTURES + a_town("1", "Préfecture")).encode("latin-1")
    assert "UTF-8" in refused(simulator, "structures", content)


def test_one_structure_and_one_service_can_be_put_alone(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.put_structure("21870850600012", "Mairie", service_required=True)
    assert "CodeService" in supplier.reasons(AnInvoice(recipient="21870850600012"))
    simulator.admin.put_service("21870850600012", "S1")
    sound = AnInvoice(recipient="21870850600012", service="S1")
    assert supplier.verdict(sound)["etatCourantDepotFlux"] == "IN_INTEGRE"
    refusals = (
        ("structures", {"identifier": "1"}, "obligatoire"),
        ("structures", {"identifier": "1", "name": "X", "active": "oui"}, "active"),
        ("services", {"identifier": "99999999999999", "code": "S"}, "Structure inconnue"),
    )
    for path, body, words in refusals:
        assert words in simulator.admin.refusal("POST", path, json=body)


@pytest.mark.parametrize(
    "changes",
    [
        {"integration_delay": -1},
        {"integration_delay": "vite"},
        {"page_size": 0},
        {"size_limit": 10**12},
        {"token_failure_rate": 1.5},
        {"totals_tolerance": "-1"},
        {"business_refusal_status": 500},
        {"inconnu": 1},
    ],
)
def test_an_impossible_setting_is_refused_and_changes_nothing(
    simulator: Simulator, changes: dict[str, object]
) -> None:
    before = simulator.admin.settings()
    assert simulator.admin.refusal("PATCH", "settings", json=changes)
    assert simulator.admin.settings() == before


def test_a_reset_comes_back_to_the_first_start(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.put_structure("21870850600012")
    simulator.admin.settings(page_size=1)
    simulator.admin.fault("late_index", count=9)
    supplier.deposit(a_flow(AnInvoice()))
    simulator.admin.reset()
    assert simulator.admin.flows() == simulator.admin.invoices() == simulator.admin.faults() == []
    assert simulator.admin.ledger() == []
    assert simulator.admin.settings()["page_size"] == 10
    assert simulator.admin.ask("GET", "suppliers") == {"suppliers": []}
    with Supplier(simulator) as again:
        assert "n'existe pas" in again.reasons(AnInvoice(recipient="21870850600012"))


def test_a_reset_may_keep_suppliers_and_directory(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.put_structure("21870850600012")
    supplier.deposit(a_flow(AnInvoice()))
    simulator.admin.reset(keep_suppliers=True, keep_directory=True)
    assert simulator.admin.flows() == []
    assert simulator.admin.register_supplier(supplier.siret) == supplier.keys
    supplier.token = ""
    report = supplier.verdict(AnInvoice(recipient="21870850600012"))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_the_ledger_is_read_by_pages(simulator: Simulator, supplier: Supplier) -> None:
    for _ in range(5):
        supplier.search()
    first = simulator.admin.ask("GET", "ledger", params={"limit": 4})
    rest = simulator.admin.ask("GET", "ledger", params={"after": first["next_after"]})
    assert first["total"] == rest["total"] == 6
    assert [line["id"] for line in first["entries"] + rest["entries"]] == sorted(
        line["id"] for line in simulator.admin.ledger()
    )
    assert simulator.admin.refusal("GET", "ledger", params={"limit": "x"})


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_an_order_that_is_not_json_is_refused(simulator: Simulator, body: bytes) -> None:
    assert "JSON" in simulator.admin.refusal("POST", "faults", content=body)
