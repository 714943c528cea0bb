"""Answers of another shape: what can be read is read, what cannot never passes for something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from choruspro.desk import a_desk
from choruspro.portal import answers
from wochorus.choruspro import ChorusClient, ReferenceList, StructureSearch, UnexpectedAnswer
from wochorus.choruspro.messages.invoices import InvoiceRow

if TYPE_CHECKING:
    from collections.abc import Callable

INVOICE = {"identifiantFactureCPP": 1, "numeroFacture": "F1"}
SERVICE = {"idService": 4, "codeService": "S"}
LINE = {"lignePosteNumero": 1}
STATUS = {"histoStatutId": 3, "histoStatutCode": "DEPOSEE"}

LISTS: dict[str, tuple[Any, Callable[[Any], dict[str, Any]], dict[str, Any]]] = {
    "invoices": (
        ChorusClient.search_invoices,
        lambda found: {"listeFactures": found},
        INVOICE,
    ),
    "structures": (
        lambda client: client.search_structures(StructureSearch()),
        lambda found: {"listeStructures": found},
        {"idStructureCPP": 3},
    ),
    "engagements": (
        lambda client: client.search_engagements(1, "1300012345"),
        lambda found: {"listeEngagementJuridique": found},
        {"numeroEngagementJuridique": "1300012345"},
    ),
    "currencies": (
        lambda client: client.reference_list(ReferenceList.CURRENCIES),
        lambda found: {"listeDevises": found},
        {"codeDevise": "EUR", "libelleDevise": "Euro"},
    ),
    "attached services": (
        lambda client: client.account_attachments()[0].services,
        lambda found: {
            "listeStructureRattachement": [{"idStructure": 1, "listeServicesRattache": found}]
        },
        SERVICE,
    ),
    "lines": (
        lambda client: client.invoice_sheet(1).lines,
        lambda found: {"facture": {**INVOICE, "lignesDePoste": {"lignePoste": found}}},
        LINE,
    ),
    "statuses": (
        lambda client: client.invoice_history(1).statuses,
        lambda found: {"idFacture": 1, "historiquesDesStatuts": {"histoStatut": found}},
        STATUS,
    ),
}
each_list = pytest.mark.parametrize("name", LISTS)


def answering(name: str, found: object) -> Any:
    reading, framed, _ = LISTS[name]
    with a_desk(answers(200, {"codeRetour": 0, "libelle": ""} | framed(found))) as desk:
        return reading(desk.client)


@each_list
def test_one_object_in_the_place_of_a_list_is_its_only_row(name: str) -> None:
    [row] = answering(name, LISTS[name][2])
    assert row == answering(name, [LISTS[name][2]])[0]


@each_list
@pytest.mark.parametrize("found", [{"element": []}, {"total": 0}, {}])
def test_another_object_in_the_place_of_a_list_is_not_a_row(name: str, found: object) -> None:
    with pytest.raises(UnexpectedAnswer, match="forme attendue"):
        answering(name, found)


@pytest.mark.parametrize("strange", [["F1"], {"valeur": "F1"}, [], {}])
def test_a_list_or_an_object_is_no_text(strange: object) -> None:
    row = InvoiceRow.read(INVOICE | {"numeroFacture": strange, "montantHT": strange})
    assert (row.invoice_number, row.amount_without_tax) == ("", None)
    assert row.raw["numeroFacture"] == strange


@pytest.mark.parametrize("state", [None, "", "  ", ["IN_INTEGRE"]])
def test_a_report_without_a_state_is_no_report(state: object) -> None:
    body = {"codeRetour": 0, "libelle": "", "etatCourantDepotFlux": state}
    with a_desk(answers(200, body)) as desk, pytest.raises(UnexpectedAnswer) as caught:
        desk.client.flow_report("CPP0011113000000000044750")
    assert caught.value.where == "CPP0011113000000000044750"
