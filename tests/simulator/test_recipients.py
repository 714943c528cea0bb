"""The recipient's and the validator's side of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import deposited, done, downloaded, history, refused, sheet
from simulator.speaking import (
    A_PDF,
    ANYBODY,
    CLEANING_COMPANY,
    ONE_OF_TWO,
    AnInvoice,
    Supplier,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Simulator

SEARCH, SHEET = "factures/v1/rechercher/recipiendaire", "factures/v1/consulter/recipiendaire"
TREAT, VALIDATE = "factures/v1/traiter/recue", "factures/v1/traiter/factureAValider"
TO_VALIDATE = "factures/v1/rechercher/valideur"
DAY = 86_400


@pytest.fixture
def town(simulator: Simulator) -> Iterator[Supplier]:
    """The town hall that receives invoices, with its own account."""
    with Supplier(simulator, ANYBODY) as found:
        yield found


def found_by(account: Supplier, **filters: Any) -> list[str]:
    rows = done(account, SEARCH, filters)["listeFactures"]
    return sorted(row["numeroFacture"] for row in rows)


def test_a_public_structure_gets_an_account_as_suppliers_do(simulator: Simulator) -> None:
    keys = simulator.admin.ask("POST", "recipients", json={"siret": ANYBODY})
    assert keys["technical_login"].startswith("TECH_")
    assert keys == simulator.admin.ask("POST", "recipients", json={"siret": ANYBODY})
    assert simulator.admin.ask("GET", "recipients") == {"recipients": [keys]}
    for siret in (CLEANING_COMPANY, "99999999999999"):
        words = simulator.admin.refusal("POST", "recipients", json={"siret": siret})
        assert siret in words


def test_a_recipient_finds_what_it_received_and_nothing_else(
    supplier: Supplier, town: Supplier
) -> None:
    deposited(supplier, AnInvoice("A"), AnInvoice("B", recipient=ONE_OF_TWO, engagement="E1"))
    answer = done(town, SEARCH)
    (row,) = answer["listeFactures"]
    assert row["numeroFacture"] == "A"
    assert row["codeFournisseur"] == CLEANING_COMPANY
    assert row["codeDestinataire"] == ANYBODY
    assert (row["statut"], row["factureTelechargeeParDestinataire"]) == (
        "MISE_A_DISPOSITION",
        False,
    )
    assert (answer["total"], answer["pages"], answer["pageCourante"]) == (1, 1, 1)
    assert found_by(supplier) == []


def test_a_recipient_does_not_know_an_invoice_on_its_way(
    simulator: Simulator, supplier: Supplier, town: Supplier
) -> None:
    simulator.admin.settings(routing_delay=100)
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    assert found_by(town) == []
    assert refused(town, SHEET, {"identifiantFactureCPP": invoice_id})[0] == 20000
    simulator.admin.advance(100)
    assert found_by(town) == ["A"]


def test_the_filters_of_the_recipient_add_up(
    simulator: Simulator, supplier: Supplier, town: Supplier
) -> None:
    first, *_ = deposited(
        supplier,
        AnInvoice("A", engagement="E1", marche="M1"),
        AnInvoice(
            "B",
            date="2026-05-31",
            net="10.00",
            gross="12.00",
            payable="12.00",
            vat=(("20.00", "10.00", "2.00"),),
        ),
        AnInvoice("C", kind="381", payment=None, origin="2404-000"),
    )
    simulator.admin.set_status(first, "SUSPENDUE", "il manque le bon")
    (row, *_) = done(town, SEARCH, {"numeroFacture": "A"})["listeFactures"]
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["A", "B", "C"]),
        ({"statutCourant": ["SUSPENDUE"]}, ["A"]),
        (
            {"statutCourant": ["SUSPENDUE", "MISE_A_DISPOSITION"], "listeTypeFacture": ["AVOIR"]},
            ["C"],
        ),
        ({"numeroBonCommande": "E1", "numeroMarche": "M1"}, ["A"]),
        ({"montantTTCMin": 12.0, "montantTTCMax": 12.0}, ["B"]),
        ({"montantApayerMin": 13}, ["A", "C"]),
        ({"montantHTMax": 10}, ["B"]),
        ({"periodeDateFactureDu": "2026-05-01", "periodeDateFactureAu": "2026-05-31"}, ["B"]),
        ({"periodeDateDepotDu": "2031-01-01"}, []),
        ({"periodeDateHeureEtatCourantDu": row["dateHeureEtatCourant"]}, ["A"]),
        ({"listeFournisseurs": [{"idFournisseur": 1}]}, []),
        ({"idDestinataire": row["idDestinataire"]}, ["A", "B", "C"]),
        ({"typeDemandePaiement": "FACTURE_TRAVAUX"}, []),
        ({"typeDemandePaiement": "FACTURE"}, ["A", "B", "C"]),
        ({"factureTelechargeeParDestinataire": True}, []),
        ({"cadreFacturation": "A1_FACTURE_FOURNISSEUR"}, ["A", "B", "C"]),
    ]
    for filters, expected in cases:
        assert found_by(town, **filters) == expected, filters
    assert "Date illisible" in refused(town, SEARCH, {"periodeDateDepotDu": "hier"})[1]


def test_a_recipient_forgets_to_page_as_suppliers_do(supplier: Supplier, town: Supplier) -> None:
    deposited(supplier, *(AnInvoice(f"N{n:02d}") for n in range(12)))
    assert len(done(town, SEARCH)["listeFactures"]) == 10
    second = done(town, SEARCH, {"paramRecherche": {"pageResultatDemandee": 2}})
    assert (len(second["listeFactures"]), second["total"], second["pages"]) == (2, 12, 2)


def test_a_recipient_consults_an_invoice(supplier: Supplier, town: Supplier) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    body = {"identifiantFactureCPP": invoice_id, "codeLangue": "FR"}
    assert done(town, SHEET, body)["facture"] == sheet(supplier, invoice_id)


def treated(town: Supplier, invoice_id: int, status: str, **details: str) -> Any:
    body = {"idFacture": invoice_id, "nouveauStatut": status} | details
    return done(town, TREAT, body)


def test_a_recipient_gives_its_statuses_in_any_order(supplier: Supplier, town: Supplier) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    order = ["MISE_EN_PAIEMENT", "SERVICE_FAIT", "COMPTABILISEE", "MISE_A_DISPOSITION_COMPTABLE"]
    for status in order:
        assert treated(town, invoice_id, status)["nouveauStatut"] == status
    treated(town, invoice_id, "MANDATEE", numeroDPMandat="M-77")
    assert sheet(supplier, invoice_id)["references"]["numeroDpMandat"] == "M-77"
    lines = history(supplier, invoice_id)["historiquesDesStatuts"]["histoStatut"]
    given = [line["histoStatutCode"] for line in lines]
    assert given[:5] == ["MANDATEE", *reversed(order)]
    assert lines[0]["histoStatutUtilisateurNom"] == "DESTINATAIRE SANS OBLIGATION"


def test_the_supplier_reads_the_reason_of_a_suspension(supplier: Supplier, town: Supplier) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    cases = {
        "JUSTIF_ABS": "Pièce justificative absente",
        "JUSTIF_ABS : le bon signé": "Pièce justificative absente - le bon signé",
        "Il manque le bon": "Il manque le bon",
    }
    for reason, words in cases.items():
        treated(town, invoice_id, "SUSPENDUE", motif=reason)
        (row,) = supplier.search()["listeFactures"]
        assert row["commentaireEtatCourant"] == words
    done(
        supplier,
        "factures/v1/completer",
        {"identifiantFactureCPP": invoice_id, "commentaire": "le voici"},
    )
    assert found_by(town, statutCourant=["COMPLETEE"]) == ["A"]
    treated(town, invoice_id, "SERVICE_FAIT")


def test_recycling_is_given_only_while_it_exists(
    simulator: Simulator, supplier: Supplier, town: Supplier
) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    body = {"idFacture": invoice_id, "nouveauStatut": "A_RECYCLER", "motif": "SE_ERR"}
    assert "n'existe plus" in refused(town, TREAT, body)[1]
    simulator.admin.settings(recycling_withdrawn=False)
    done(town, TREAT, body)
    fault = simulator.admin.fault("recycling_withdrawn")
    assert "n'existe plus" in refused(town, TREAT, body)[1]
    simulator.admin.ask("DELETE", f"faults/{fault}")
    done(town, TREAT, body)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nouveauStatut": "DEPOSEE"}, "destinataire"),
        ({"nouveauStatut": "REJETEE"}, "motif"),
        ({"nouveauStatut": "SUSPENDUE", "motif": "  "}, "motif"),
        ({"nouveauStatut": "SUSPENDUE", "motif": "EJ_ERR"}, "ne va pas"),
        ({"nouveauStatut": "REJETEE", "motif": "x" * 256}, "255"),
        ({"nouveauStatut": "MANDATEE", "numeroDPMandat": "9" * 51}, "50"),
    ],
)
def test_a_treatment_that_cannot_be_is_refused_and_changes_nothing(
    simulator: Simulator,
    supplier: Supplier,
    town: Supplier,
    changes: dict[str, str],
    words: str,
) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    code, label = refused(town, TREAT, {"idFacture": invoice_id} | changes)
    assert 20003 <= code <= 20006
    assert words in label
    assert simulator.admin.invoices()[0]["status"] == "MISE_A_DISPOSITION"


def test_nobody_treats_the_invoices_of_others(
    simulator: Simulator, supplier: Supplier, town: Supplier
) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    with Supplier(simulator, ONE_OF_TWO) as other:
        for account in (other, supplier):
            body = {"idFacture": invoice_id, "nouveauStatut": "REJETEE", "motif": "non"}
            assert refused(account, TREAT, body)[0] == 20001
            assert refused(account, SHEET, {"identifiantFactureCPP": invoice_id})[0] == 20001
    unknown = {"idFacture": 1, "nouveauStatut": "SERVICE_FAIT"}
    assert refused(town, TREAT, unknown)[0] == 20000


@pytest.fixture
def to_validate(simulator: Simulator, supplier: Supplier) -> int:
    """A subcontractor's invoice that waits for its validator."""
    simulator.admin.order_life(
        {"status": "A_VALIDER_1"},
        {"wait_for": "VALIDEE_1"},
        {"after": "1 j", "status": "MISE_A_DISPOSITION"},
    )
    (invoice_id,) = deposited(supplier, AnInvoice("A", cadre="A9"))
    return invoice_id


def test_a_validator_approves_and_the_invoice_goes_on(
    simulator: Simulator, town: Supplier, to_validate: int
) -> None:
    (row,) = done(town, TO_VALIDATE, {"statutCourant": ["A_VALIDER_1"]})["listeFactures"]
    assert (row["idFacture"], row["identifiantValideur"]) == (to_validate, ANYBODY)
    assert done(town, "factures/v1/consulter/valideur", {"identifiantFactureCPP": to_validate})
    answer = done(town, VALIDATE, {"idFacture": to_validate, "action": "VALIDATION"})
    assert answer["statutFacture"] == "VALIDEE_1"
    simulator.admin.advance(DAY)
    assert simulator.admin.invoices()[0]["status"] == "MISE_A_DISPOSITION"
    town.token = ""
    again = {"idFacture": to_validate, "action": "VALIDATION"}
    assert "GDP_MSG_11.001" in refused(town, VALIDATE, again)[1]


def test_a_validator_refuses_for_a_reason(
    supplier: Supplier, town: Supplier, to_validate: int
) -> None:
    body = {"idFacture": to_validate, "action": "REFUS"}
    assert "motif" in refused(town, VALIDATE, body)[1]
    done(town, VALIDATE, body | {"motifRefus": "Hors contrat", "complementInfo": "lot 3"})
    (row,) = supplier.search()["listeFactures"]
    assert (row["statut"], row["commentaireEtatCourant"]) == ("REFUSEE_1", "Hors contrat - lot 3")
    assert found_by(town) == []


def test_only_its_validator_sees_an_invoice_to_validate(
    simulator: Simulator, supplier: Supplier, to_validate: int
) -> None:
    assert done(supplier, TO_VALIDATE)["listeFactures"] == []
    assert refused(supplier, VALIDATE, {"idFacture": to_validate, "action": "VALIDATION"})[0] == (
        20001
    )
    codes = done(supplier, "factures/v1/recuperer/statutsFactureVisibles/valideur")
    assert {"codeStatutFacture": "A_VALIDER_1"} in codes["listeStatutFacture"]
    (plain,) = deposited(supplier, AnInvoice("B"))
    with Supplier(simulator, ANYBODY) as town:
        assert refused(town, VALIDATE, {"idFacture": plain, "action": "VALIDATION"})[0] == 20001


def test_a_recipient_downloads_what_it_received_and_reads_its_history(
    supplier: Supplier, town: Supplier
) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    assert downloaded(town, invoice_id) == downloaded(supplier, invoice_id) == A_PDF
    assert found_by(town, factureTelechargeeParDestinataire=True) == ["A"]
    assert found_by(town, factureTelechargeeParDestinataire=False) == []
    actions = history(town, invoice_id)["historiquesDesActionsUtilisateurs"]["histoAction"]
    assert [line["histoActionUtilisateurNom"] for line in actions] == [
        "PROPRE ET NET SAS",
        "DESTINATAIRE SANS OBLIGATION",
    ]


def test_nobody_downloads_the_invoices_of_others(simulator: Simulator, supplier: Supplier) -> None:
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    with Supplier(simulator, ONE_OF_TWO) as other:
        body = {"listeFacture": [{"idFacture": invoice_id}], "format": "PDF"}
        assert refused(other, "factures/v1/telecharger/groupe", body)[0] == 20001
        assert refused(other, "factures/v1/consulter/historique", {"idFacture": invoice_id})[0] == (
            20001
        )
