"""Each control, by the label that it puts in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.speaking import (
    ANYBODY,
    CLOSED,
    ENGAGEMENT_REQUIRED,
    ONE_OF_TWO,
    SERVICE_REQUIRED,
    WORKS_ONLY,
    AnInvoice,
    Attachment,
    Supplier,
)

if TYPE_CHECKING:
    from simulator.running import Simulator

FACTURE, DEBITEUR = "FichierXml.DonneesFacture.", "FichierXml.Debiteur."
NUMBER, SERVICE = f"{FACTURE}Id.value : ", f"{DEBITEUR}CodeService.value : "
RECIPIENT = f"{DEBITEUR}Identifiant.value : "
ENGAGEMENT = f"{FACTURE}Engagement.NumeroEngagement.value : "
PAYABLE = f"{FACTURE}Montants.MontantNetAPayer.value : "
GROSS = f"{FACTURE}Montants.MontantTTC.value : "

REFUSED = {
    "number of 21 characters": (AnInvoice("A" * 21), NUMBER),
    "number with a forbidden character": (AnInvoice("FA#1"), NUMBER),
    "number with an accent": (AnInvoice("É1"), NUMBER),
    "number with a double space": (AnInvoice("FA  1"), NUMBER),
    "number with a leading space": (AnInvoice(" FA1"), NUMBER),
    "unknown recipient": (AnInvoice(recipient="99999999999999"), RECIPIENT),
    "inactive recipient": (AnInvoice(recipient=CLOSED), RECIPIENT),
    "works-only recipient": (AnInvoice(recipient=WORKS_ONLY), RECIPIENT),
    "service missing": (AnInvoice(recipient=SERVICE_REQUIRED), SERVICE),
    "unknown service": (AnInvoice(service="NULLE_PART"), SERVICE),
    "inactive service": (AnInvoice(service="SERVICE_INACTIF"), SERVICE),
    "service of another structure": (
        AnInvoice(recipient=SERVICE_REQUIRED, service="SERVICE_EJ_OBL"),
        SERVICE,
    ),
    "service for public entities": (AnInvoice(service="FACTURES_PUBLIQUES"), SERVICE),
    "engagement missing": (AnInvoice(recipient=ENGAGEMENT_REQUIRED), ENGAGEMENT),
    "service asks for an engagement": (AnInvoice(service="SERVICE_EJ_OBL"), ENGAGEMENT),
    "one of the two missing": (AnInvoice(recipient=ONE_OF_TWO), SERVICE),
    "long engagement": (AnInvoice(engagement="E" * 51), ENGAGEMENT),
    "long contract": (AnInvoice(marche="M" * 51), f"{FACTURE}Engagement.NumeroMarche.value : "),
    "long service": (AnInvoice(service="S" * 101), SERVICE),
    "net not the sum of bases": (
        AnInvoice(net="1000.02", gross="1200.02", payable="1200.02"),
        f"{FACTURE}Montants.MontantHT.value : ",
    ),
    "gross not net and VAT": (AnInvoice(gross="1200.02"), GROSS),
    "more to pay than the gross": (AnInvoice(payable="1200.02"), PAYABLE),
    "less than nothing to pay": (AnInvoice(payable="-1.00"), PAYABLE),
    "already paid with something to pay": (AnInvoice(cadre="A2"), PAYABLE),
    "negative invoice": (
        AnInvoice(net="-10", gross="-12", payable="-12", vat=(("20", "-10", "-2"),)),
        GROSS,
    ),
    "works cadre": (AnInvoice(cadre="A4"), f"{FACTURE}Cadre.value : "),
    "cadre of the other circuit": (AnInvoice(cadre="B1"), f"{FACTURE}Cadre.value : "),
    "corrective type": (AnInvoice(kind="384"), f"{FACTURE}Type.value : "),
    "no payment mode": (AnInvoice(payment=None), f"{FACTURE}ModePaiement.Code.value : "),
    "currency that is none": (AnInvoice(currency="euros"), f"{FACTURE}Devise.value : "),
    "credit note of mixed signs": (
        AnInvoice(kind="381", net="0", gross="12", payable="-0.01", vat=(("20", "0", "12"),)),
        GROSS,
    ),
    "credit note of a malformed invoice": (
        AnInvoice(kind="381", origin="#"),
        f"{FACTURE}IdFactureOrigine.value : ",
    ),
    "no main document": (
        AnInvoice(attachments=(Attachment(kind="02"),)),
        "FichierXml.PJ.TypePJ.value : ",
    ),
    "two main documents": (
        AnInvoice(attachments=(Attachment("a.pdf"), Attachment("b.pdf"))),
        "FichierXml.PJ.TypePJ.value : ",
    ),
    "unknown document type": (
        AnInvoice(attachments=(Attachment(), Attachment("b.pdf", kind="09"))),
        "FichierXml.PJ.TypePJ.value : ",
    ),
    "supplier unknown to the portal": (
        AnInvoice(supplier="35600000000048"),
        "FichierXml.Fournisseur.Identifiant.value : ",
    ),
}

ACCEPTED = {
    "nothing required": AnInvoice(),
    "twenty characters of all kinds": AnInvoice("Az09 -_+/0123456789x"),
    "service given": AnInvoice(recipient=SERVICE_REQUIRED, service="SERVICE_DEST_SERV_OBL"),
    "engagement given": AnInvoice(recipient=ENGAGEMENT_REQUIRED, engagement="E" * 50),
    "engagement of the two": AnInvoice(recipient=ONE_OF_TWO, engagement="4500012345"),
    "service of the two": AnInvoice(recipient=ONE_OF_TWO, service="SERVICE_DEST_EJ_OU_SERV_OBL"),
    "service with its engagement": AnInvoice(service="SERVICE_EJ_OBL", engagement="E1"),
    "State": AnInvoice(recipient="11000201100044", service="SFACETAT"),
    "already paid": AnInvoice(cadre="A2", payable="0.00"),
    "a cent of rounding": AnInvoice(gross="1200.01", payable="1200.01"),
    "partly paid": AnInvoice(payable="200.00"),
    "credit note": AnInvoice(kind="381", origin="2403-001", payment=None),
    "negative credit note": AnInvoice(
        kind="381", net="-10", gross="-12", payable="-12", vat=(("20", "-10", "-2"),)
    ),
    "two rates": AnInvoice(
        net="150", gross="175.5", payable="175.5", vat=(("20", "100", "20"), ("11", "50", "5.50"))
    ),
    "annexes": AnInvoice(attachments=(Attachment(), Attachment("bon.xlsx", b"PK", "02"))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_invoice_is_refused_with_the_path_of_its_fault(supplier: Supplier, case: str) -> None:
    invoice, path = REFUSED[case]
    label = supplier.reasons(invoice)
    assert path in label
    assert len(label) <= 200


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_sound_invoice_is_integrated(supplier: Supplier, case: str) -> None:
    report = supplier.verdict(ACCEPTED[case])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    (row,) = supplier.search()["listeFactures"]
    assert row["numeroFacture"] == ACCEPTED[case].number


def test_all_faults_of_an_invoice_are_told_joined_and_cut(supplier: Supplier) -> None:
    label = supplier.reasons(AnInvoice("FA#1", cadre="ZZ", recipient=CLOSED))
    first, second, *_ = label.split("|")
    assert first.startswith(NUMBER)
    assert second.startswith(f"{FACTURE}Cadre.value")
    assert len(label) == 200


def test_an_inactive_supplier_is_refused(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.change_supplier(supplier.siret, active=False)
    assert "FichierXml.Fournisseur.Identifiant.value" in supplier.reasons(AnInvoice())


def test_an_account_deposits_for_another_supplier_only_with_a_mandate(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.register_supplier("35600000000048", "AUTRE")
    other = AnInvoice(supplier="35600000000048")
    label = supplier.reasons(other)
    assert label.startswith("La structure 35600000000048 n'utilise pas")
    simulator.admin.change_supplier(supplier.siret, mandates=["35600000000048"])
    assert supplier.verdict(other)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_private_recipient_is_not_a_recipient(supplier: Supplier) -> None:
    assert RECIPIENT in supplier.reasons(AnInvoice(recipient=supplier.siret))


def test_a_number_serves_once_per_supplier_and_year(supplier: Supplier) -> None:
    assert supplier.verdict(AnInvoice("A"))["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert NUMBER in supplier.reasons(AnInvoice("A", date="2026-12-31", recipient=ANYBODY))
    again = supplier.verdict(AnInvoice("A", date="2025-12-31"))
    assert again["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_two_establishments_of_one_company_share_their_numbers(
    simulator: Simulator, supplier: Supplier
) -> None:
    sister = supplier.siret[:9] + "00082"
    simulator.admin.register_supplier(sister, "MÊME SIREN")
    simulator.admin.change_supplier(supplier.siret, mandates=[sister])
    assert supplier.verdict(AnInvoice("A"))["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert NUMBER in supplier.reasons(AnInvoice("A", supplier=sister))


def test_a_number_used_twice_in_one_flow_is_recorded_once(
    simulator: Simulator, supplier: Supplier
) -> None:
    report = supplier.verdict(AnInvoice("A"), AnInvoice("A"))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    assert [row["number"] for row in simulator.admin.invoices()] == ["A"]


def test_the_tolerance_of_totals_is_a_setting(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(totals_tolerance="0")
    assert GROSS in supplier.reasons(AnInvoice(gross="1200.01", payable="1200.01"))


def test_a_credit_note_with_a_payment_mode_is_refused_when_set_so(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(credit_note_payment_refused=True)
    assert "ModePaiement" in supplier.reasons(AnInvoice(kind="381"))
