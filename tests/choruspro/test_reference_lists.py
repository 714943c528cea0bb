from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from choruspro import portal
from choruspro.desk import a_desk
from choruspro.portal import answers
from wochorus.choruspro import (
    BusinessRefusal,
    IncompleteSearch,
    ReferenceList,
    UnexpectedAnswer,
)
from wochorus.core.errors import InvalidInput

L = ReferenceList
LISTS: list[tuple[ReferenceList, str | int, str, dict[str, Any], str, dict[str, Any], str]] = [
    (L.CURRENCIES, "", "devises", {"codeLangue": "FR"},
     "listeDevises", {"codeDevise": "EUR", "libelleDevise": "Euro"}, "EUR"),
    (L.COUNTRIES, "", "pays", {"codeLangue": "FR"},
     "listePays", {"codePays": "FR", "libellePays": "France"}, "FR"),
    (L.VAT_RATES, "", "tauxtva", {"codeLangue": "FR"},
     "listeTauxTva", {"codeTauxTva": "TVA5", "valeurTauxTva": 5.5}, "TVA5"),
    (L.EXEMPTION_REASONS, "", "motifs/exonerationtva", {"codeLangue": "FR"},
     "listeMotifsExonerationTva", {"codeMotifExonerationTva": "M1"}, "M1"),
    (L.DEPOSIT_MODES, "", "modedepot", {},
     "listeModeDepot", {"modeDepot": "UPLOAD_API"}, "UPLOAD_API"),
    (L.PAYMENT_MEANS, "", "modereglements", {},
     "listeModePaiement", {"modePaiement": "VIREMENT"}, "VIREMENT"),
    (L.CADRES, "FACTURE", "cadrefacturation", {"typeDemandePaiement": "FACTURE"},
     "listeCadreFacturation", {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
     "A1_FACTURE_FOURNISSEUR"),
    (L.CADRES, "", "cadrefacturation", {},
     "listeCadreFacturation", {"codeCadreFacturation": "A9"}, "A9"),
    (L.REQUEST_KINDS, "", "typedp", {},
     "listeTypeDemandePaiement", {"typeDemandePaiement": "FACTURE"}, "FACTURE"),
    (L.REQUEST_STATUSES, "FACTURE", "etat/typedp", {"typeDemandePaiement": "FACTURE"},
     "listeEtatDemandePaiement", {"etatDemandePaiement": "DEPOSEE"}, "DEPOSEE"),
    (L.NEXT_STATUSES, "MANDATEE", "etats/traitement", {"statutCourant": "MANDATEE"},
     "listeStatutsPossiblesPourTraitement", {"statutPossiblePourTraitement": "REJETEE"},
     "REJETEE"),
    (L.ATTACHMENT_KINDS, "FACTURE", "typespj", {"codeLangue": "FR", "typeObjet": "FACTURE"},
     "listeTypePieceJointe", {"codeTypePieceJointe": "02", "typeObjet": "FACTURE"}, "02"),
    (L.IDENTIFIER_TYPES, "", "typeidentifiant/structure", {},
     "listeTypeIdentifiant", {"typeIdentifiantStructure": "SIRET"}, "SIRET"),
    (L.WORKS_INVOICE_KINDS, "", "typefacturetravaux", {},
     "listeTypeFactureTravaux", {"typeFactureTravaux": "ETAT_ACOMPTE"}, "ETAT_ACOMPTE"),
    (L.FLOW_FORMATS, "", "formatflux", {},
     "listeFormatFlux", {"formatFlux": "IN_DP_E2_FACTURX"}, "IN_DP_E2_FACTURX"),
    (L.SYNTAXES, "IN_DP_E2_FACTURX", "syntaxeflux", {"formatFlux": "IN_DP_E2_FACTURX"},
     "listeSyntaxeFlux", {"syntaxeFlux": "IN_DP_E2_CII_FACTURX"}, "IN_DP_E2_CII_FACTURX"),
    (L.BANK_ACCOUNTS, 5, "coordbanc/valides", {"idStructure": 5},
     "listeCoordonneeBancaire", {"idCoordonneeBancaire": 12, "nomCoordonneeBancaire": "RIB"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("which", "criterion", "path", "request_", "name", "entry", "code"), LISTS)
def test_each_list_is_asked_and_read_as_chorus_names_it(
    which: ReferenceList,
    criterion: str | int,
    path: str,
    request_: dict[str, Any],
    name: str,
    entry: dict[str, Any],
    code: str,
) -> None:
    answer = {"codeRetour": 0, "libelle": "TRA_MSG_00.000", name: [entry], "autre": "x"}
    with a_desk(answers(200, answer)) as desk:
        [found] = desk.client.reference_list(which, criterion)
        [request] = desk.api.seen
    assert request.path == f"/cpro/transverses/v1/recuperer/{path}"
    assert request.json == request_
    assert found.code == code
    assert found.raw == entry | ({"valeurTauxTva": "5.5"} if code == "TVA5" else {})


def test_every_list_is_tested() -> None:
    assert {line[0] for line in LISTS} == set(ReferenceList)


def test_what_stands_beside_the_code_is_read() -> None:
    rate = {"codeTauxTva": "TVA20", "libelleTauxTva": "Taux normal", "valeurTauxTva": 20}
    with a_desk(answers(200, {"codeRetour": 0, "listeTauxTva": rate})) as desk:
        [found] = desk.client.reference_list(ReferenceList.VAT_RATES)
    assert (found.label, found.value) == ("Taux normal", Decimal(20))
    account = {"idCoordonneeBancaire": 12, "nomCoordonneeBancaire": "Compte courant"}
    with a_desk(answers(200, {"codeRetour": 0, "listeCoordonneeBancaire": [account]})) as desk:
        [found] = desk.client.reference_list(ReferenceList.BANK_ACCOUNTS, 5)
    assert (found.chorus_id, found.label) == (12, "Compte courant")


@pytest.mark.parametrize(
    "entries",
    [
        ["IN_DP_E1_UBL_INVOICE", "IN_DP_E1_CII_16B"],
        [{"codeSyntaxe": "IN_DP_E1_UBL_INVOICE"}, {"codeSyntaxe": "IN_DP_E1_CII_16B"}],
    ],
)
def test_syntaxes_are_read_under_names_that_nobody_has_published(entries: list[Any]) -> None:
    with a_desk(answers(200, {"codeRetour": 0, "listeDesSyntaxes": entries})) as desk:
        found = desk.client.reference_list(ReferenceList.SYNTAXES, "IN_DP_E1_STRUCT")
    assert [entry.code for entry in found] == ["IN_DP_E1_UBL_INVOICE", "IN_DP_E1_CII_16B"]


def test_a_list_cut_short_is_told_wherever_its_total_stands() -> None:
    cut = {"codeRetour": 0, "listePays": [{"codePays": "FR"}], "total": 250, "pages": 25}
    with a_desk(answers(200, cut)) as desk:
        with pytest.raises(IncompleteSearch, match="1 sur 250"):
            desk.client.reference_list(ReferenceList.COUNTRIES)
        assert len(desk.api.seen) == 1


@pytest.mark.parametrize(
    ("which", "criterion"),
    [
        (ReferenceList.NEXT_STATUSES, ""),
        (ReferenceList.BANK_ACCOUNTS, ""),
        (ReferenceList.CURRENCIES, "EUR"),
    ],
)
def test_a_criterion_that_is_missing_or_out_of_place_is_told_before_any_call(
    which: ReferenceList, criterion: str
) -> None:
    with a_desk() as desk:
        with pytest.raises(InvalidInput):
            desk.client.reference_list(which, criterion)
        assert desk.api.seen == desk.tokens.seen == []


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_and_silence_is_no_list(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20001, "libelle": "TRA_MSG_03.001"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal):
        desk.client.reference_list(ReferenceList.CADRES, "INCONNU")
    for silence in ({"codeRetour": 0}, {"codeRetour": 0, "un": [], "deux": []}):
        with a_desk(answers(200, silence)) as desk, pytest.raises(UnexpectedAnswer):
            desk.client.reference_list(ReferenceList.CURRENCIES)


def test_a_lost_list_is_asked_again() -> None:
    answer = answers(200, {"codeRetour": 0, "listeDevises": [{"codeDevise": "EUR"}]})
    with a_desk(answer) as desk:
        desk.api.play(portal.cuts_after_body, answers(502))
        assert [entry.code for entry in desk.client.reference_list(ReferenceList.CURRENCIES)] == [
            "EUR"
        ]
