"""Means of payment typed by others."""

from __future__ import annotations

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import CreditTransfer, PaymentInstructions


def means(code: str, content: str = "") -> str:
    return (
        f"<cac:PaymentMeans><cbc:PaymentMeansCode>{code}</cbc:PaymentMeansCode>{content}"
        "</cac:PaymentMeans>"
    )


def account(number: str) -> str:
    return f"<cac:PayeeFinancialAccount><cbc:ID>{number}</cbc:ID></cac:PayeeFinancialAccount>"


def test_several_means_of_one_kind_are_one_payment_with_several_accounts() -> None:
    payment = invoice_in(means("30", account("FR1")) + means("30", account("FR2"))).payment
    assert payment == PaymentInstructions(
        means_code="30",
        credit_transfers=(CreditTransfer(account="FR1"), CreditTransfer(account="FR2")),
    )


def test_a_further_means_of_another_kind_is_told() -> None:
    reading = read(means("30", account("FR1")) + means("48"))
    assert reading.invoice is not None
    assert reading.invoice.payment is not None
    assert reading.invoice.payment.means_code == "30"
    (told,) = reading.findings
    assert told.path == "/Invoice/cac:PaymentMeans[2]/cbc:PaymentMeansCode"


def test_a_bank_named_as_an_institution_is_read() -> None:
    bank = (
        "<cac:PayeeFinancialAccount><cbc:ID>FR1</cbc:ID><cac:FinancialInstitutionBranch>"
        "<cac:FinancialInstitution><cbc:ID>AGRIFRPP</cbc:ID></cac:FinancialInstitution>"
        "</cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>"
    )
    payment = invoice_in(means("30", bank)).payment
    assert payment is not None
    assert payment.credit_transfers[0].service_provider == "AGRIFRPP"


def test_the_network_of_a_card_is_told_unless_it_is_a_placeholder() -> None:
    card = (
        "<cac:CardAccount><cbc:PrimaryAccountNumberID>4242</cbc:PrimaryAccountNumberID>"
        "<cbc:NetworkID>{}</cbc:NetworkID></cac:CardAccount>"
    )
    assert invoice_in(means("48", card.format("NA"))).payment is not None
    assert "VISA" in read(means("48", card.format("VISA"))).findings[0].message


def test_a_payment_without_its_kind_is_told_and_left_out() -> None:
    reading = read(f"<cac:PaymentMeans>{account('FR1')}</cac:PaymentMeans>")
    assert reading.invoice is not None
    assert reading.invoice.payment is None
    assert [finding.term for finding in reading.findings] == ["BT-81"]


def test_only_the_first_terms_are_read_and_the_others_told() -> None:
    terms = "<cac:PaymentTerms><cbc:Note>{}</cbc:Note></cac:PaymentTerms>"
    reading = read(terms.format("30 jours") + terms.format("60 jours"))
    assert reading.invoice is not None
    assert reading.invoice.payment_terms == "30 jours"
    assert "60 jours" in reading.findings[0].message
