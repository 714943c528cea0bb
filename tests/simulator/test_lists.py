"""The reference lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import SHARED, done

if TYPE_CHECKING:
    from simulator.running import Simulator
    from simulator.speaking import Supplier


def listed(supplier: Supplier, name: str, **body: Any) -> list[dict[str, Any]]:
    found = done(supplier, f"{SHARED}/recuperer/{name}", body)
    (rows,) = [value for value in found.values() if isinstance(value, list)]
    return list(rows)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("devises", {"codeLangue": "FR"}, {"codeDevise": "EUR", "libelleDevise": "Euro"}),
        ("pays", {}, {"codePays": "RE", "libellePays": "La Réunion"}),
        (
            "tauxtva",
            {"codeLangue": "EN"},
            {
                "codeTauxTva": "TVA20",
                "libelleTauxTva": "Taux normal 20,00 %",
                "valeurTauxTva": 20.0,
            },
        ),
        ("modedepot", {}, {"modeDepot": "SAISIE_API"}),
        ("modereglements", {}, {"modePaiement": "VIREMENT"}),
        ("cadrefacturation", {}, {"codeCadreFacturation": "A3_MEMOIRE_JUSTICE"}),
        ("typedp", {}, {"typeDemandePaiement": "FACTURE"}),
        ("etat/typedp", {}, {"etatDemandePaiement": "MISE_EN_PAIEMENT"}),
        (
            "etats/traitement",
            {"statutCourant": "MISE_A_DISPOSITION"},
            {"statutPossiblePourTraitement": "REJETEE"},
        ),
        ("typeidentifiant/structure", {}, {"typeIdentifiantStructure": "SIRET"}),
        ("formatflux", {}, {"formatFlux": "IN_DP_E2_MIXTE"}),
        ("syntaxeflux", {}, {"syntaxeFlux": "IN_DP_E2_CII_FACTURX"}),
        ("typefacturetravaux", {}, {"typeFactureTravaux": "ETAT_ACOMPTE"}),
        (
            "motifs/refus/Facture/AValider",
            {"codeCadreFacturationAValider": "A9_FACTURE_SOUSTRAITANT"},
            {"idMotif": 3, "codeMotif": "MONTANT_ERR", "libelleMotif": "Montant erroné"},
        ),
        (
            "typespj",
            {"typeObjet": "FACTURE"},
            {
                "idTypePieceJointe": 2,
                "codeTypePieceJointe": "02",
                "libelleTypePieceJointe": "Pièce jointe complémentaire",
                "typeObjet": "FACTURE",
            },
        ),
    ],
)
def test_a_list_has_its_values(
    supplier: Supplier, name: str, body: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert expected in listed(supplier, name, **body)


def test_an_ordinary_invoice_has_four_cadres(supplier: Supplier) -> None:
    rows = listed(supplier, "cadrefacturation", typeDemandePaiement="FACTURE")
    codes = [row["codeCadreFacturation"].partition("_")[0] for row in rows]
    assert codes == ["A1", "A2", "A9", "A12"]
    every = listed(supplier, "cadrefacturation")
    assert len(every) == 25
    kinds = [row["typeDemandePaiement"] for row in listed(supplier, "typedp")]
    by_kind = {
        row["codeCadreFacturation"]
        for kind in kinds
        for row in listed(supplier, "cadrefacturation", typeDemandePaiement=kind)
    }
    assert by_kind == {row["codeCadreFacturation"] for row in every}


def test_a_format_tells_the_syntaxes_that_can_be_deposited(supplier: Supplier) -> None:
    structured = listed(supplier, "syntaxeflux", formatFlux="IN_DP_E1_STRUCT")
    assert {row["syntaxeFlux"] for row in structured} == {
        "IN_DP_E1_UBL_INVOICE",
        "IN_DP_E1_CII_16B",
    }
    (only,) = listed(supplier, "syntaxeflux", formatFlux="IN_DP_E2_FACTURX")
    assert only == {"syntaxeFlux": "IN_DP_E2_CII_FACTURX"}
    for row in listed(supplier, "syntaxeflux"):
        answer = supplier.deposit(b"x", "flux.xml", row["syntaxeFlux"])
        assert answer["codeRetour"] == 0


def test_what_a_recipient_may_do_follows_the_end_of_recycling(
    simulator: Simulator, supplier: Supplier
) -> None:
    recycling = {"statutPossiblePourTraitement": "A_RECYCLER"}
    assert recycling not in listed(supplier, "etats/traitement", statutCourant="X")
    simulator.admin.settings(recycling_withdrawn=False)
    assert recycling in listed(supplier, "etats/traitement", statutCourant="X")
    assert recycling not in listed(supplier, "etats/traitement", statutCourant="A_RECYCLER")


def test_an_exemption_of_the_list_may_be_submitted(supplier: Supplier) -> None:
    rows = listed(supplier, "motifs/exonerationtva")
    assert all(row["libelleMotifExonerationTva"] for row in rows)
    assert len({row["codeMotifExonerationTva"] for row in rows}) == len(rows)
