"""An invoice is submitted once; it is recorded only when Chorus Pro has named it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from choruspro import portal
from choruspro.broken import BROKEN_CHANGES, refusal
from choruspro.desk import a_desk
from choruspro.portal import Conduct, answers
from wochorus.choruspro import (
    BusinessRefusal,
    InvoiceSubmission,
    SubmissionCadre,
    SubmissionMode,
    SubmissionReceipt,
    SubmittedAttachment,
    SubmittedCadre,
    SubmittedLine,
    SubmittedMain,
    SubmittedRecipient,
    SubmittedReferences,
    SubmittedSupplier,
    SubmittedTotals,
    SubmittedVat,
    Timeouts,
    TooManyCalls,
    UncertainSubmission,
)
from wochorus.core.errors import Ambiguous, InvalidInput, Permanent

SIRET = "12345678200051"
RECEIPT: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "GCU_MSG_01_000",
    "identifiantFactureCPP": 4242,
    "identifiantStructure": "00000000000018",
    "numeroFacture": "F-2026-1",
    "statutFacture": "DEPOSEE",
    "dateDepot": "2026-11-24",
    "empreinteCertificatDepot": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
}
RECORDED = answers(200, RECEIPT)
HURRIED = Timeouts(connect=5, write=5, token=5, read=5, deposit=0.3)


def a_line(**changes: Any) -> SubmittedLine:
    usual: dict[str, Any] = {
        "number": 1,
        "name": "Conseil",
        "quantity": Decimal(3),
        "unit": "jour",
        "unit_price": Decimal("33.35"),
        "vat_code": "TVA20",
    }
    return SubmittedLine(**(usual | changes))


def a_submission(**changes: Any) -> InvoiceSubmission:
    usual: dict[str, Any] = {
        "mode": SubmissionMode.PDF,
        "invoice_number": "F-2026-1",
        "issue_date": date(2026, 11, 23),
        "recipient": SubmittedRecipient(siret=SIRET, code_service="FIN"),
        "supplier": SubmittedSupplier(chorus_id=3),
        "cadre": SubmittedCadre(code=SubmissionCadre.SUPPLIER),
        "references": SubmittedReferences(
            currency="EUR",
            kind="FACTURE",
            vat_regime="TVA_SUR_DEBIT",
            engagement="ENG-1",
            payment_means="VIREMENT",
        ),
        "totals": SubmittedTotals(
            without_tax=Decimal("100.05"),
            vat=Decimal("20.01"),
            with_tax=Decimal("120.06"),
            due=Decimal(0),
        ),
        "main_attachments": (SubmittedMain(file_id=5, name="facture.pdf"),),
    }
    return InvoiceSubmission(**(usual | changes))


def test_an_invoice_beside_its_pdf_is_submitted_in_the_portals_words() -> None:
    with a_desk(RECORDED) as desk:
        receipt = desk.client.submit_invoice(a_submission())
        [request] = desk.api.seen
    assert (request.method, request.path) == ("POST", "/cpro/factures/v1/soumettre")
    assert request.headers["connection"] == "close"
    assert request.json == {
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": "F-2026-1",
        "dateFacture": "2026-11-23",
        "destinataire": {"codeDestinataire": SIRET, "codeServiceExecutant": "FIN"},
        "fournisseur": {"idFournisseur": 3},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_DEBIT",
            "numeroBonCommande": "ENG-1",
            "modePaiement": "VIREMENT",
        },
        "montantTotal": {
            "montantHtTotal": 100.05,
            "montantTVA": 20.01,
            "montantTtcTotal": 120.06,
            "montantAPayer": 0,
        },
        "pieceJointePrincipale": [
            {
                "pieceJointePrincipaleId": 5,
                "pieceJointePrincipaleDesignation": "facture.pdf",
            }
        ],
    }
    assert isinstance(receipt, SubmissionReceipt)
    assert (receipt.chorus_id, receipt.invoice_number) == (4242, "F-2026-1")
    assert (receipt.status, receipt.deposit_date) == ("DEPOSEE", date(2026, 11, 24))
    assert receipt.structure == "00000000000018"
    assert receipt.fingerprint.startswith("47DEQ")


def test_a_typed_invoice_carries_every_group_and_may_leave_its_number_to_chorus() -> None:
    invoice = a_submission(
        mode=SubmissionMode.TYPED,
        invoice_number="",
        main_attachments=(),
        supplier=SubmittedSupplier(chorus_id=3, service_id=4, bank_account_id=8),
        cadre=SubmittedCadre(
            code=SubmissionCadre.COCONTRACTOR, validator="00000000000026", validator_service="V"
        ),
        references=SubmittedReferences(
            exemption_reason="293B", marche="M-1", preceding_invoice="F-2025-9"
        ),
        lines=(a_line(reference="R", discount=Decimal("1.5")), a_line(number=2)),
        vat=(
            SubmittedVat(vat_code="TVA20", base=Decimal("100.05"), amount=Decimal("20.01")),
            SubmittedVat(vat_rate=Decimal(0), base=Decimal("0.000001"), amount=Decimal(0)),
        ),
        totals=SubmittedTotals(
            without_tax=Decimal("100.05"),
            vat=Decimal("20.01"),
            with_tax=Decimal("120.06"),
            discount=Decimal("0.06"),
            discount_reason="Fidélité",
            due=Decimal(120),
        ),
        attachments=(SubmittedAttachment(file_id=7, name="bl.pdf", type_code="01", link_id=2),),
        comment="Merci",
    )
    with a_desk(answers(200, RECEIPT | {"numeroFacture": "20260000000000000001"})) as desk:
        receipt = desk.client.submit_invoice(invoice)
        [request] = desk.api.seen
    assert receipt.invoice_number == "20260000000000000001"
    sent = request.json
    assert sent["modeDepot"] == "SAISIE_API"
    assert "numeroFactureSaisi" not in sent
    assert "pieceJointePrincipale" not in sent
    assert sent["commentaire"] == "Merci"
    assert sent["fournisseur"] == {
        "idFournisseur": 3,
        "idServiceFournisseur": 4,
        "codeCoordonneesBancairesFournisseur": 8,
    }
    assert sent["cadreDeFacturation"] == {
        "codeCadreFacturation": "A12_FACTURE_COTRAITANT",
        "codeStructureValideur": "00000000000026",
        "codeServiceValideur": "V",
    }
    assert sent["references"] == {
        "motifExonerationTva": "293B",
        "numeroMarche": "M-1",
        "numeroFactureOrigine": "F-2025-9",
    }
    assert sent["lignePoste"][0] == {
        "lignePosteNumero": 1,
        "lignePosteReference": "R",
        "lignePosteDenomination": "Conseil",
        "lignePosteQuantite": 3,
        "lignePosteUnite": "jour",
        "lignePosteMontantUnitaireHT": 33.35,
        "lignePosteMontantRemiseHT": 1.5,
        "lignePosteTauxTva": "TVA20",
    }
    assert [line["lignePosteNumero"] for line in sent["lignePoste"]] == [1, 2]
    assert sent["ligneTva"] == [
        {
            "ligneTvaTaux": "TVA20",
            "ligneTvaMontantBaseHtParTaux": 100.05,
            "ligneTvaMontantTvaParTaux": 20.01,
        },
        {
            "ligneTvaTauxManuel": 0,
            "ligneTvaMontantBaseHtParTaux": 0.000001,
            "ligneTvaMontantTvaParTaux": 0,
        },
    ]
    assert sent["montantTotal"]["montantRemiseGlobaleTTC"] == 0.06
    assert sent["montantTotal"]["motifRemiseGlobaleTTC"] == "Fidélité"
    assert sent["pieceJointeComplementaire"] == [
        {
            "pieceJointeComplementaireId": 7,
            "pieceJointeComplementaireDesignation": "bl.pdf",
            "pieceJointeComplementaireType": "01",
            "pieceJointeComplementaireIdLiaison": 2,
        }
    ]


@pytest.mark.parametrize(
    ("cadre", "code"),
    [
        (SubmissionCadre.SUPPLIER, "A1_FACTURE_FOURNISSEUR"),
        (SubmissionCadre.SUPPLIER_ALREADY_PAID, "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"),
        (SubmissionCadre.SUBCONTRACTOR, "A9_FACTURE_SOUSTRAITANT"),
        (SubmissionCadre.COCONTRACTOR, "A12_FACTURE_COTRAITANT"),
    ],
)
def test_the_four_frames_have_the_portals_codes(cadre: SubmissionCadre, code: str) -> None:
    request = a_submission(cadre=SubmittedCadre(code=cadre)).as_request()
    assert request["cadreDeFacturation"] == {"codeCadreFacturation": code}


def test_a_signed_pdf_has_its_mode() -> None:
    request = a_submission(mode=SubmissionMode.SIGNED_PDF).as_request()
    assert request["modeDepot"] == "DEPOT_PDF_SIGNE_API"


UNRELIABLE: dict[str, Conduct] = {
    "success without identifier": answers(200, RECEIPT | {"identifiantFactureCPP": None}),
    "success with identifier 0": answers(200, RECEIPT | {"identifiantFactureCPP": 0}),
    "success with an absurd identifier": answers(200, RECEIPT | {"identifiantFactureCPP": "x"}),
    "success without number": answers(200, RECEIPT | {"numeroFacture": None}),
    "success with a blank number": answers(200, RECEIPT | {"numeroFacture": "  "}),
    "bare success": answers(200, {"codeRetour": 0, "libelle": "GCU_MSG_01_000"}),
    "refusal that names an invoice": answers(200, RECEIPT | {"codeRetour": 20013}),
    "400 that names an invoice": answers(400, RECEIPT | {"codeRetour": 20013}),
}


@pytest.mark.parametrize(
    "conduct",
    (BROKEN_CHANGES | UNRELIABLE).values(),
    ids=(BROKEN_CHANGES | UNRELIABLE),
)
def test_a_submission_without_a_clear_answer_is_ambiguous_and_sent_once(conduct: Conduct) -> None:
    with a_desk(RECORDED) as desk:
        desk.api.play(conduct)
        with pytest.raises(UncertainSubmission) as caught:
            desk.client.submit_invoice(a_submission())
        assert len(desk.api.seen) == 1
    assert isinstance(caught.value, Ambiguous)
    assert caught.value.where == "F-2026-1"
    assert "Ne la soumettez pas de nouveau" in caught.value.remedy
    assert "par son numéro" in caught.value.remedy
    assert str(caught.value.evidence) in caught.value.what
    assert desk.time.slept == []


def test_the_doubt_about_an_unnumbered_invoice_tells_how_to_find_it() -> None:
    invoice = a_submission(mode=SubmissionMode.TYPED, invoice_number="", lines=(a_line(),))
    with a_desk(answers(502)) as desk, pytest.raises(UncertainSubmission) as caught:
        desk.client.submit_invoice(invoice)
    assert caught.value.where == "facture sans numéro"
    assert "par sa date et son montant" in caught.value.remedy


def test_a_submission_that_is_not_answered_in_time_is_ambiguous() -> None:
    with a_desk(portal.stalls_after_body, timeouts=HURRIED) as desk:
        with pytest.raises(UncertainSubmission, match="délai dépassé"):
            desk.client.submit_invoice(a_submission())
        assert len(desk.api.seen) == 1


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("identifier", [None, 0, ""])
def test_a_refusal_that_only_repeats_the_number_is_a_refusal(status: int, identifier: Any) -> None:
    body = refusal(
        20304,
        "GDP_MSG_11.001 - Statut",
        numeroFacture="F-2026-1",
        identifiantFactureCPP=identifier,
    )
    with a_desk(answers(status, body)) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.submit_invoice(a_submission())
    assert (caught.value.code, caught.value.label) == (20304, "GDP_MSG_11.001 - Statut")
    assert "ne permet pas cette action" in caught.value.what
    assert caught.value.where == "F-2026-1"


def test_a_quota_records_nothing() -> None:
    with a_desk(answers(429)) as desk, pytest.raises(TooManyCalls):
        desk.client.submit_invoice(a_submission())


def test_the_right_to_send_is_claimed_before_the_invoice_leaves() -> None:
    def claim() -> None:
        raise Permanent("repris par un autre programme")

    with a_desk(RECORDED) as desk:
        with pytest.raises(Permanent, match="repris"):
            desk.client.submit_invoice(a_submission(), claim=claim)
        assert desk.api.seen == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"invoice_number": "x" * 21}, "le numéro de la facture a 21 caractères, 20 au plus"),
        ({"invoice_number": ""}, "une facture déposée en PDF a un numéro"),
        ({"invoice_number": "F  1"}, "espaces isolés"),
        ({"invoice_number": " F1"}, "espaces isolés"),
        ({"invoice_number": "FÉ1"}, "lettres sans accent"),
        ({"invoice_number": "F1\n"}, "lettres sans accent"),
        ({"comment": "x" * 2001}, "le commentaire a 2001 caractères, 2000 au plus"),
        ({"main_attachments": ()}, "pour pièce principale"),
        (
            {"main_attachments": (SubmittedMain(file_id=1, name="x" * 101),)},
            "pièce principale 1, la désignation a 101 caractères",
        ),
        (
            {"recipient": SubmittedRecipient(siret="1" * 15, code_service="s" * 101)},
            "le SIRET du destinataire a 15 caractères, 14 au plus ; le code service a 101",
        ),
        ({"mode": SubmissionMode.TYPED}, "au moins une ligne"),
        ({"lines": (a_line(), a_line(vat_code=""))}, "ligne 2, le taux de TVA se donne"),
        ({"lines": (a_line(vat_rate=Decimal(20)),)}, "l'un des deux"),
        (
            {"lines": (a_line(unit_price=Decimal("0.1234567")),)},
            "ligne 1, le prix unitaire a 7 décimales, 6 au plus",
        ),
        ({"lines": (a_line(quantity=Decimal(10) ** 13),)}, "la quantité a trop de chiffres"),
        (
            {"lines": (a_line(unit_price=Decimal("9007199254740.993001")),)},
            "le prix unitaire a trop de chiffres",
        ),
    ],
)
def test_what_chorus_would_not_take_does_not_leave(changes: dict[str, Any], told: str) -> None:
    with a_desk(RECORDED) as desk:
        with pytest.raises(InvalidInput, match="ne peut pas être soumise") as caught:
            desk.client.submit_invoice(a_submission(**changes))
        assert desk.api.seen == []
    assert told in caught.value.what
    assert "Rien n'a été envoyé" in caught.value.remedy


def test_all_that_is_wrong_is_told_at_once() -> None:
    with a_desk(RECORDED) as desk, pytest.raises(InvalidInput) as caught:
        desk.client.submit_invoice(a_submission(comment="x" * 2001, invoice_number=""))
    assert caught.value.what.count(" ; ") == 1
    assert caught.value.where == "facture sans numéro"


@given(amount=st.decimals(-(10**13), 10**13, places=2) | st.decimals(-(10**8), 10**8, places=6))
def test_an_amount_leaves_exact_to_the_last_digit_or_not_at_all(amount: Decimal) -> None:
    invoice = a_submission(lines=(a_line(unit_price=amount),))
    sent = invoice.as_request()["lignePoste"][0]["lignePosteMontantUnitaireHT"]
    assert list(invoice.problems()) or Decimal(repr(sent)) == amount


@given(cents=st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_in_cents_leaves(cents: int) -> None:
    assert not list(a_submission(lines=(a_line(unit_price=Decimal(cents) / 100),)).problems())
