"""Search of invoices and of the directory: filters, pages, order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.speaking import ANYBODY, SERVICE_REQUIRED, AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator

MONTH = (
    AnInvoice("A", date="2026-03-31", engagement="E1", marche="M1"),
    AnInvoice("B", date="2026-04-30", recipient=SERVICE_REQUIRED, service="SERVICE_DEST_SERV_OBL"),
    AnInvoice("C", kind="381", net="10", gross="12", payable="12", vat=(("20", "10", "2"),)),
    AnInvoice("D", cadre="A2", payable="0", origin="A"),
)


def numbers(answer: Any) -> list[str]:
    return [row["numeroFacture"] for row in answer["listeFactures"]]


def found(supplier: Supplier, **filters: Any) -> str:
    return "".join(sorted(numbers(supplier.search(**filters))))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "ABCD"),
        ({"numeroFacture": "B"}, "B"),
        ({"numeroFacture": "b"}, ""),
        ({"numeroBonCommande": "E1"}, "A"),
        ({"numeroMarche": "M1"}, "A"),
        ({"numeroFactureOrigine": "A"}, "D"),
        ({"periodeDateFactureDu": "2026-04-01"}, "BCD"),
        ({"periodeDateFactureAu": "2026-03-31"}, "A"),
        ({"periodeDateDepotDu": "2020-01-01", "periodeDateDepotAu": "2020-12-31"}, ""),
        ({"periodeDateDepotDu": "2020-01-01", "periodeDateDepotAu": "2100-12-31"}, "ABCD"),
        ({"periodeDateHeureEtatCourantDu": "2020-01-01 10:00"}, "ABCD"),
        ({"periodeDateHeureEtatCourantAu": "2020-01-01T10:00:00.000+01:00"}, ""),
        ({"typeFacture": "AVOIR"}, "C"),
        ({"typeFacture": "FACTURE"}, "ABD"),
        ({"cadreFacturation": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"}, "D"),
        ({"statutCourant": ["DEPOSEE", "REJETEE"]}, ""),
        ({"statutCourant": ["MISE_A_DISPOSITION"]}, "ABCD"),
        ({"montantTTCMin": 12, "montantTTCMax": 12.0}, "C"),
        ({"montantApayerMax": 0}, "D"),
        ({"montantHTMin": 10.01}, "ABD"),
        ({"modeDepot": "SAISIE_API"}, ""),
        ({"numeroFluxDepot": "CPP0011113999999999999999"}, ""),
        ({"rejetTraite": False}, "ABCD"),
    ],
)
def test_filters_keep_what_they_say(
    supplier: Supplier, filters: dict[str, Any], expected: str
) -> None:
    supplier.deposit(a_flow(*MONTH))
    assert found(supplier, **filters) == expected


def test_recipients_and_services_are_filters_too(supplier: Supplier) -> None:
    supplier.deposit(a_flow(*MONTH))
    rows = {row["numeroFacture"]: row for row in supplier.search()["listeFactures"]}
    town, service = rows["A"]["idDestinataire"], rows["B"]["idServiceExecutant"]
    assert found(supplier, listeDestinataire=[{"idDestinataire": town}]) == "ACD"
    other = {
        "idDestinataire": rows["B"]["idDestinataire"],
        "listeIdServiceExecutant": [service],
    }
    assert found(supplier, listeDestinataire=[other]) == "B"
    assert found(supplier, listeDestinataire=[other, {"idDestinataire": town}]) == "ABCD"


def test_a_row_tells_all_of_its_invoice(supplier: Supplier) -> None:
    flow = supplier.deposit(a_flow(*MONTH))["numeroFluxDepot"]
    (row,) = supplier.search(numeroFluxDepot=flow, numeroFacture="B", recupererTaille=True)[
        "listeFactures"
    ]
    assert row["numeroFluxDepot"] == flow
    assert (row["typeFacture"], row["statut"]) == ("FACTURE", "MISE_A_DISPOSITION")
    assert (row["montantHT"], row["montantTTC"], row["montantAPayer"]) == (1000, 1200, 1200)
    assert (row["codeFournisseur"], row["codeDestinataire"]) == (supplier.siret, SERVICE_REQUIRED)
    assert row["codeServiceExecutant"] == "SERVICE_DEST_SERV_OBL"
    assert (row["dateFacture"], row["devise"], row["modeDepot"]) == (
        "2026-04-30",
        "EUR",
        "UPLOAD_API",
    )
    assert row["taille"] > 0


def test_an_unreadable_date_is_told(supplier: Supplier) -> None:
    answer = supplier.search(periodeDateDepotDu="30/04/2026")
    assert answer["codeRetour"] == 20000
    assert "periodeDateDepotDu" in answer["libelle"]


def test_without_paging_ten_rows_come_and_no_warning(supplier: Supplier) -> None:
    supplier.deposit(a_flow(*(AnInvoice(f"F{n:02}") for n in range(23))))
    answer = supplier.search()
    assert len(answer["listeFactures"]) == 10
    assert answer["parametresRetour"] == {
        "nbResultatsParPage": 10,
        "pageCourante": 1,
        "pages": 3,
        "total": 23,
    }


def test_the_pages_together_hold_every_invoice_once(supplier: Supplier) -> None:
    expected = [f"F{n:02}" for n in range(23)]
    supplier.deposit(a_flow(*(AnInvoice(number) for number in expected)))
    for sort in ("dateDepot", "Statut", "numeroFacture"):
        seen: list[str] = []
        for page in range(1, 7):
            paging = {
                "nbResultatsParPage": 4,
                "pageResultatDemandee": page,
                "triColonne": sort,
                "triSens": "Ascendant",
            }
            seen += numbers(supplier.search(rechercheFactureParFournisseur=paging))
        assert seen == expected
    beyond = {"nbResultatsParPage": 4, "pageResultatDemandee": 7}
    assert numbers(supplier.search(rechercheFactureParFournisseur=beyond)) == []


def test_a_supplier_sees_its_own_invoices_only(simulator: Simulator, supplier: Supplier) -> None:
    supplier.deposit(a_flow(AnInvoice("A")))
    with Supplier(simulator, "35600000000048") as other:
        assert found(other) == ""
        simulator.admin.change_supplier(other.siret, mandates=[supplier.siret])
        assert found(other) == "A"


def test_a_status_set_by_a_person_stays_and_can_be_searched(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(routing_delay=60)
    supplier.deposit(a_flow(AnInvoice("A"), AnInvoice("B")))
    invoice = simulator.admin.invoices()[0]["id"]
    simulator.admin.set_status(invoice, "REJETEE", "Engagement erroné")
    simulator.admin.advance(61)
    (row,) = supplier.search(statutCourant=["REJETEE"])["listeFactures"]
    assert (row["numeroFacture"], row["commentaireEtatCourant"]) == ("A", "Engagement erroné")


def structure_id(supplier: Supplier, siret: str) -> int:
    body = {"structure": {"identifiantStructure": siret, "typeIdentifiantStructure": "SIRET"}}
    (row,) = supplier.post("structures/v1/rechercher", body).json()["listeStructures"]
    return int(row["idStructureCPP"])


def test_the_directory_tells_what_a_recipient_requires(supplier: Supplier) -> None:
    expected = {
        "12345678200051": (False, False, False),
        "12345678200028": (False, True, False),
        "12345678200036": (True, False, False),
        "12345678200044": (False, False, True),
    }
    for siret, flags in expected.items():
        body = {"idStructureCPP": structure_id(supplier, siret), "codeLangue": "FR"}
        found = supplier.post("structures/v1/consulter", body).json()["parametres"]
        assert flags == (
            found["numeroEJDoitEtreRenseigne"],
            found["codeServiceDoitEtreRenseigne"],
            found["gestionNumeroEJOuCodeService"],
        )


def test_inactive_structures_are_told_apart(supplier: Supplier) -> None:
    body = {"structure": {"statutStructure": "INACTIF"}}
    (row,) = supplier.post("structures/v1/rechercher", body).json()["listeStructures"]
    assert (row["identifiantStructure"], row["statut"]) == ("12345678200069", "INACTIVE")


def test_services_are_listed_and_described(supplier: Supplier) -> None:
    structure = structure_id(supplier, ANYBODY)
    answer = supplier.post("structures/v1/rechercher/services", {"idStructure": structure}).json()
    services = {row["codeService"]: row for row in answer["listeServices"]}
    assert services["SERVICE_INACTIF"]["estActif"] is False
    assert answer["parametresRetour"]["total"] == len(services) == 3
    body = {"idStructure": structure, "idService": services["SERVICE_EJ_OBL"]["idService"]}
    found = supplier.post("structures/v1/consulter/service", body).json()
    assert found["informationsGenerales"]["codeService"] == "SERVICE_EJ_OBL"
    assert found["parametres"]["numeroEngagement"] is True


def test_unknown_structures_and_services_are_business_refusals(supplier: Supplier) -> None:
    structure = structure_id(supplier, ANYBODY)
    for path, body in (
        ("structures/v1/consulter", {"idStructureCPP": 1}),
        ("structures/v1/rechercher/services", {"idStructure": 1}),
        ("structures/v1/consulter/service", {"idStructure": structure, "idService": 1}),
    ):
        assert supplier.post(path, body).json()["codeRetour"] > 20000


def test_an_account_knows_its_own_structures_and_the_end_of_its_password(
    simulator: Simulator, supplier: Supplier
) -> None:
    path = "transverses/v1/recuperer/structures/actives/fournisseur"
    (row,) = supplier.post(path).json()["listeStructures"]
    assert row["identifiant"] == supplier.siret
    body = {"idStructureCPP": row["idStructureCPP"]}
    found = supplier.post("structures/v1/consulter", body).json()["informationGenerales"]
    assert found["structurePriveePublique"] == "PRIVEE"
    assert found["dateExpirationMotPasseCompteTech"]
    with Supplier(simulator, "35600000000048") as other:
        assert other.post("structures/v1/consulter", body).json()["codeRetour"] > 20000
