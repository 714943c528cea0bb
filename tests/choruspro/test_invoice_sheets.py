"""The sheet of an invoice is read whole: its lines, its VAT and its attachments to the last."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from choruspro.desk import a_desk
from choruspro.inner_shelf import InnerShelf
from choruspro.portal import Conduct, answers, computes
from wochorus.choruspro import (
    BusinessRefusal,
    IncompleteSearch,
    InvoiceSheet,
    UnexpectedAnswer,
)

if TYPE_CHECKING:
    from choruspro.portal import Request

SHEET: dict[str, Any] = {
    "identifiantFactureCPP": 4242,
    "numeroFacture": "F-2026-1",
    "statutFacture": "STATUT_DE_DEMAIN",
    "modeDepot": "UPLOAD_API",
    "commentaire": None,
    "cadreDeFacturation": {
        "codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
        "codeValideur1": "00000000000018",
        "raisonSocialeValideur1": "Titulaire SA",
        "dateValidation1": "2026-11-20",
    },
    "destinataire": {
        "idDestinataire": 9,
        "codeDestinataire": "12345678200051",
        "libelleDestinataire": "Ville",
        "codeServiceExecutant": "FIN",
    },
    "fournisseur": {"idFournisseur": 3, "codeFournisseur": "00000000000018", "affactureur": {}},
    "references": {
        "dateFacture": "2026-11-02",
        "dateCreationFacture": "2026-11-03 10:04",
        "dateDepot": "2026-11-03",
        "codeDeviseFacture": "EUR",
        "typeFacture": "FACTURE",
        "numeroBonCommande": "ENG-1",
        "numeroDpMandat": "M1",
    },
    "montantTotal": {
        "montantHtTotal": 100.1,
        "montantTVA": 20.02,
        "montantTtcAvantRemiseGlobalTTC": 120.12,
        "montantTtcTotal": 120.12,
        "montantAPayer": 120.12,
    },
    "pieceJointePrincipale": {"idPieceJointePrincipale": 5, "idLiaisonPieceJointePrincipale": 6},
    "piecePrecedente": None,
    "champDeDemain": {"a": 1},
}


def a_portal(lines: int = 1, vat: int = 1, files: int = 1) -> Conduct:
    shelves = {
        "lignesDePoste": InnerShelf(
            [{"lignePosteNumero": number} for number in range(lines)],
            "pLignesPoste",
            "pageResultatDemandeeLignesPoste",
            "lignePoste",
            "LignesPoste",
        ),
        "recapitulatifDeTva": InnerShelf(
            [{"ligneTvaTauxManuel": rate} for rate in range(vat)],
            "pLigneRecapTva",
            "pageResultatDemandeeListeRecapitulatifTVA",
            "ligneTva",
            "LignesRecapitulativesTVA",
        ),
        "listeDesPiecesJointes": InnerShelf(
            [{"pieceJointeId": number} for number in range(files)],
            "pListePiecesJointes",
            "pageResultatDemandeeListePieceJointe",
            "pieceJointe",
            "ListePiecesJointe",
        ),
    }

    def reply(request: Request) -> dict[str, Any]:
        lists = {name: shelf.holder(request) for name, shelf in shelves.items()}
        return {"codeRetour": 0, "libelle": "TRA_MSG_00.000", "facture": SHEET | lists}

    return computes(reply)


def gives(**fields: Any) -> Conduct:
    return answers(200, {"codeRetour": 0, "facture": SHEET | fields})


def test_a_sheet_is_asked_in_the_portals_words_and_read_in_full() -> None:
    with a_desk(a_portal()) as desk:
        sheet = desk.client.invoice_sheet(4242)
        [request] = desk.api.seen
    assert request.path == "/cpro/factures/v1/consulter/fournisseur"
    assert request.json == {
        "identifiantFactureCPP": 4242,
        "codeLangue": "FR",
        "pLignesPoste": {
            "nbResultatsParPageLignesPoste": 100,
            "pageResultatDemandeeLignesPoste": 1,
        },
        "pLigneRecapTva": {"pageResultatDemandeeListeRecapitulatifTVA": 1},
        "pListePiecesJointes": {
            "nbResultatsParPageListePieceJointe": 100,
            "pageResultatDemandeeListePieceJointe": 1,
        },
    }
    assert isinstance(sheet, InvoiceSheet)
    assert (sheet.chorus_id, sheet.invoice_number) == (4242, "F-2026-1")
    assert (sheet.status, sheet.comment) == ("STATUT_DE_DEMAIN", "")
    assert sheet.cadre.first_validator_name == "Titulaire SA"
    assert sheet.cadre.first_validated_on == date(2026, 11, 20)
    assert (sheet.recipient.siret, sheet.recipient.code_service) == ("12345678200051", "FIN")
    assert sheet.supplier.chorus_id == 3
    assert sheet.references.created_at == datetime(2026, 11, 3, 9, 4, tzinfo=UTC)
    assert (sheet.references.engagement, sheet.references.payment_order) == ("ENG-1", "M1")
    assert sheet.totals.without_tax == Decimal("100.1")
    assert sheet.totals.due == sheet.totals.before_discount == Decimal("120.12")
    assert sheet.totals.discount is None
    assert sheet.main_attachment.file_id == 5
    assert sheet.raw["champDeDemain"] == {"a": 1}


def test_the_three_lists_are_read_to_their_ends_each_by_its_own_pages() -> None:
    with a_desk(a_portal(lines=25, vat=11, files=30)) as desk:
        sheet = desk.client.invoice_sheet(4242)
        asked = [
            (
                request.json["pLignesPoste"]["pageResultatDemandeeLignesPoste"],
                request.json["pLigneRecapTva"]["pageResultatDemandeeListeRecapitulatifTVA"],
                request.json["pListePiecesJointes"]["pageResultatDemandeeListePieceJointe"],
            )
            for request in desk.api.seen
        ]
    assert [line.number for line in sheet.lines] == list(range(25))
    assert [rate.typed_rate for rate in sheet.vat] == list(range(11))
    assert [file.file_id for file in sheet.attachments] == list(range(30))
    pages_of_files = [(1, 1, 2), (1, 1, 3), (1, 1, 4)]  # the third is full
    assert asked == [(1, 1, 1), (2, 1, 1), (3, 1, 1), (1, 2, 1), *pages_of_files]


def test_a_portal_that_gives_the_same_page_again_is_found_out() -> None:
    holder = {"lignePoste": [{"lignePosteNumero": 1}], "totalLignesPoste": 3}
    with (
        a_desk(gives(lignesDePoste=holder)) as desk,
        pytest.raises(IncompleteSearch, match="lignes de la facture est incomplète : 1 sur 3"),
    ):
        desk.client.invoice_sheet(4242)


def test_two_rows_that_are_alike_are_two_rows() -> None:
    row = {"ligneTvaTauxManuel": 20, "ligneTvaMontantBaseHtParTaux": 1.5}
    holder = {"ligneTva": [row, row], "totalLignesRecapitulativesTVA": 2}
    with a_desk(gives(recapitulatifDeTva=holder)) as desk:
        assert len(desk.client.invoice_sheet(4242).vat) == 2


@pytest.mark.parametrize(
    ("holder", "numbers"),
    [
        (None, []),
        ({}, []),
        ({"lignePoste": None, "totalLignesPoste": 0}, []),
        ({"lignePoste": {"lignePosteNumero": 1}, "totalLignesPoste": 1}, [1]),
        ({"lignePoste": {"lignePosteNumero": 1}}, [1]),
        ([{"lignePosteNumero": "1"}, {"lignePosteNumero": 2}], [1, 2]),
        ({"lignePoste": [{"lignePosteNumero": 1}], "totalLignesPoste": None}, [1]),
    ],
)
def test_a_list_may_be_one_object_nothing_or_bare(holder: object, numbers: list[int]) -> None:
    with a_desk(gives(lignesDePoste=holder)) as desk:
        sheet = desk.client.invoice_sheet(4242)
    assert [line.number for line in sheet.lines] == numbers


def test_groups_that_are_absent_or_null_are_empty() -> None:
    bare = answers(200, {"codeRetour": 0, "facture": {"numeroFacture": "F", "destinataire": None}})
    with a_desk(bare) as desk:
        sheet = desk.client.invoice_sheet(1)
    assert (sheet.recipient.siret, sheet.totals.due, sheet.lines) == ("", None, [])


@pytest.mark.parametrize("facture", [None, {}, "texte", [], [1]])
def test_a_success_without_an_invoice_is_told(facture: object) -> None:
    answer = answers(200, {"codeRetour": 0, "facture": facture})
    with a_desk(answer) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.invoice_sheet(1)


@pytest.mark.parametrize("rows", ["texte", [1], {"lignePoste": "texte"}])
def test_rows_of_another_shape_are_told(rows: object) -> None:
    with a_desk(gives(lignesDePoste=rows)) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.invoice_sheet(1)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_whatever_its_status(status: int) -> None:
    body = {"codeRetour": 20000, "libelle": "GDP_MSG_11.008 - inconnue"}
    with a_desk(answers(status, body)) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.invoice_sheet(1)
    assert (caught.value.code, len(desk.api.seen)) == (20000, 1)
    assert "cette facture n'existe pas" in caught.value.what
