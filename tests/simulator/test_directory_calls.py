"""What an account knows of the directory: its structures, the recipients, the whole file."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from typing import TYPE_CHECKING, Any

from lxml import etree

from simulator.acting import SHARED, done, refused
from simulator.speaking import (
    ANYBODY,
    CLEANING_COMPANY,
    CLOSED,
    ENGAGEMENT_REQUIRED,
    AnInvoice,
    Supplier,
)

if TYPE_CHECKING:
    from simulator.running import Simulator

STATE = "11000201100044"
TOWN = "21870850600012"
STRUCTURES = 130_000 if os.environ.get("WOCHORUS_FULL") else 20_000
"""By default a large part of the national directory; all of it with ``WOCHORUS_FULL=1``."""


def found_recipient(supplier: Supplier, siret: str) -> dict[str, Any]:
    body = {"identifiant": siret}
    (row,) = done(supplier, f"{SHARED}/rechercher/destinataire", body)["listeDestinataires"]
    return dict(row)


def test_recipients_are_found_by_siret_name_town_and_postcode(
    simulator: Simulator, supplier: Supplier
) -> None:
    town = {
        "identifier": TOWN,
        "name": "Commune de LIMOGES",
        "town": "Limoges",
        "postcode": "87000",
    }
    simulator.admin.ask("POST", "structures", json=town)
    path = f"{SHARED}/rechercher/destinataire"
    for text in ("limoges", "COMMUNE DE", "87000"):
        found = done(supplier, path, {"nomVilleCodePostal": text, "typeStructure": "PUBLIQUE"})
        assert TOWN in [row["siret"] for row in found["listeDestinataires"]]
    row = found_recipient(supplier, TOWN)
    assert (row["adresseVille"], row["adresseCodePostal"]) == ("Limoges", "87000")
    assert done(supplier, path, {"identifiant": CLOSED})["listeDestinataires"] == []
    assert done(supplier, path, {"identifiant": CLEANING_COMPANY})["listeDestinataires"] == []
    private = done(supplier, path, {"typeStructure": "PRIVEE"})
    assert private["parametresRetour"]["total"] == 0


def test_the_services_of_a_recipient_are_found(supplier: Supplier) -> None:
    path = f"{SHARED}/rechercher/serviceexecutant"
    owner = found_recipient(supplier, ANYBODY)["idStructureCPP"]
    every = done(supplier, path, {"idDestinataireCPP": owner})
    assert every["parametresRetour"]["total"] == 3
    active = done(supplier, path, {"idDestinataireCPP": owner, "actif": True})["listeServices"]
    assert "SERVICE_INACTIF" not in [row["codeServiceExecutant"] for row in active]
    body = {"idDestinataireCPP": owner, "codeServiceExecutant": "SERVICE_EJ_OBL"}
    (row,) = done(supplier, path, body)["listeServices"]
    assert row["nomServiceExecutant"] == "Service exigeant l'engagement"
    named = done(supplier, path, {"idDestinataireCPP": owner, "nomServiceExecutant": "FERMÉ"})
    assert named["listeServices"] == []


def test_a_siret_is_told_or_unknown(supplier: Supplier) -> None:
    path = f"{SHARED}/consulter/information/siret"
    found = done(supplier, path, {"siretStructure": CLOSED})
    assert (found["siren"], found["estActif"]) == (CLOSED[:9], False)
    assert found["raisonSociale"] == "DESTINATAIRE INACTIF"
    assert refused(supplier, path, {"siretStructure": "1"})[0] == 20001


def test_an_account_lists_what_it_may_act_for(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.change_supplier(supplier.siret, mandates=[ANYBODY, CLOSED])
    path = f"{SHARED}/recuperer/structures/actives"
    sent = done(supplier, f"{path}/fournisseur")["listeStructures"]
    assert {row["identifiant"] for row in sent} == {supplier.siret, ANYBODY}
    received = done(supplier, f"{path}/destinataire")["listeStructures"]
    assert [row["identifiant"] for row in received] == [ANYBODY]
    every = done(supplier, f"{SHARED}/recuperer/structuresPourUtilisateur", {"espaceFo": 7})
    assert len(every["listeStructures"]) == 3
    attached = done(
        supplier,
        "utilisateurs/v1/monCompte/recuperer/rattachements",
        {"parametresRecherche": {"nbResultatsParPage": 2}},
    )
    assert attached["parametresRetour"]["total"] == 3
    assert len(attached["listeStructureRattachement"]) == 2
    first = attached["listeStructureRattachement"][-1]
    assert first["statutRattachementStructure"] == "VALIDEE"


def test_bank_accounts_are_those_of_own_structures_only(
    simulator: Simulator, supplier: Supplier
) -> None:
    foreign = found_recipient(supplier, ANYBODY)["idStructureCPP"]
    path = f"{SHARED}/recuperer/coordbanc/valides"
    assert refused(supplier, path, {"idStructure": foreign})[0] == 20001
    refusal = simulator.admin.refusal(
        "POST", "suppliers/99999999999999/accounts", json={"name": "A", "iban": "B"}
    )
    assert "inconnu" in refusal


def downloaded_directory(supplier: Supplier) -> etree._Element:
    answer = done(supplier, f"{SHARED}/telecharger/annuaire/destinataire")
    packed = io.BytesIO(base64.b64decode(answer["fichierResultat"]))
    with zipfile.ZipFile(packed) as archive:
        (name,) = archive.namelist()
        assert name.endswith(".xml")
        return etree.fromstring(archive.read(name))


def test_the_whole_directory_is_a_zip_of_one_xml(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.ask(
        "POST", "structures", json={"identifier": TOWN, "name": "Été & <Cie>", "works": True}
    )
    simulator.admin.put_service(TOWN, "S&1", engagement_required=True)
    root = downloaded_directory(supplier)
    structures = {node.findtext("Identifiant"): node for node in root.iterfind("Structure")}
    assert CLEANING_COMPANY not in structures
    town = structures[TOWN]
    assert town.findtext("RaisonSociale") == "Été & <Cie>"
    assert (town.findtext("TypeIdentifiant"), town.findtext("EstMOA")) == ("1", "true")
    assert structures[CLOSED].findtext("StructureActive") == "false"
    assert structures[ENGAGEMENT_REQUIRED].findtext("GestionEngagement") == "true"
    (service,) = town.iterfind("Services/Service")
    assert (service.findtext("Code"), service.findtext("GestionEGMT")) == ("S&1", "true")
    assert len(structures[ANYBODY].findall("Services/Service")) == 3


def test_a_national_directory_is_downloaded(simulator: Simulator, supplier: Supplier) -> None:
    heading = "Identifiant;RaisonSociale;GestionService\n"
    rows = "".join(f"{n:014d};Commune {n};true\n" for n in range(1, STRUCTURES + 1))
    simulator.admin.load_directory((heading + rows).encode())
    simulator.admin.put_service(f"{STRUCTURES:014d}", "LAST")
    root = downloaded_directory(supplier)
    assert len(root) == STRUCTURES + 7
    last = root[-1].xpath("Services/Service/Code/text()")
    assert last == ["LAST"]


def test_state_orders_are_found_and_verified_at_deposit(
    simulator: Simulator, supplier: Supplier
) -> None:
    path = "engagementsJuridiques/v1/rechercher"
    to_the_state = AnInvoice(recipient=STATE, service="SFACETAT", engagement="1234567890")
    assert done(supplier, path)["listeEngagementJuridique"] == []
    assert supplier.verdict(to_the_state)["etatCourantDepotFlux"] == "IN_INTEGRE"
    simulator.admin.register_supplier("35600000000048")
    orders = [
        {"number": "1111111111", "supplier": supplier.siret},
        {"number": "2222222222", "supplier": "35600000000048"},
        {"number": "3333333333", "supplier": supplier.siret, "state": "SOLDE"},
    ]
    simulator.admin.ask("POST", "orders", json={"orders": orders})
    assert len(simulator.admin.ask("GET", "orders")["orders"]) == 3
    owner = done(supplier, f"{SHARED}/recuperer/structures/actives/fournisseur")["listeStructures"]
    body = {
        "structureReceptriceEngagementJuridique": str(owner[0]["idStructureCPP"]),
        "etatCourantEngagementJuridique": "COMMANDE",
    }
    (row,) = done(supplier, path, body)["listeEngagementJuridique"]
    assert row["numeroEngagementJuridique"] == "1111111111"
    none = body | {"numeroEngagementJuridique": "2222222222"}
    assert done(supplier, path, none)["listeEngagementJuridique"] == []
    for number, engagement in (("B", "1234567890"), ("C", "2222222222")):
        wrong = AnInvoice(number, recipient=STATE, service="SFACETAT", engagement=engagement)
        assert "NumeroEngagement.value : " in supplier.reasons(wrong)
    right = AnInvoice("D", recipient=STATE, service="SFACETAT", engagement="1111111111")
    assert supplier.verdict(right)["etatCourantDepotFlux"] == "IN_INTEGRE"
    elsewhere = AnInvoice("E", engagement="1234567890")
    assert supplier.verdict(elsewhere)["etatCourantDepotFlux"] == "IN_INTEGRE"
    simulator.admin.settings(state_orders_checked=False)
    free = AnInvoice("F", recipient=STATE, service="SFACETAT", engagement="1234567890")
    assert supplier.verdict(free)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_wrong_orders_load_nothing(simulator: Simulator, supplier: Supplier) -> None:
    wrong: list[dict[str, Any]] = [
        {"orders": [{"number": "1", "supplier": supplier.siret}, {"number": "2"}]},
        {"orders": [{"number": "1", "supplier": "99999999999999"}]},
        {"orders": {}},
        {},
    ]
    for body in wrong:
        assert simulator.admin.refusal("POST", "orders", json=body)
    assert simulator.admin.ask("GET", "orders")["orders"] == []
