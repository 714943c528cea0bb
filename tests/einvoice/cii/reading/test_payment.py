"""Means and terms of payment of foreign files."""

from __future__ import annotations

from datetime import date

from support.cii_documents import invoice_in, read, told
from wochorus.einvoice.model import CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions


def means(content: str) -> str:
    return (
        "<ram:SpecifiedTradeSettlementPaymentMeans>"
        f"{content}</ram:SpecifiedTradeSettlementPaymentMeans>"
    )


def account(number: str, bank: str = "") -> str:
    institution = (
        f"<ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>{bank}</ram:BICID>"
        "</ram:PayeeSpecifiedCreditorFinancialInstitution>"
    )
    return (
        "<ram:PayeePartyCreditorFinancialAccount>"
        f"<ram:IBANID>{number}</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
        f"{institution if bank else ''}"
    )


CODE = "<ram:TypeCode>30</ram:TypeCode>"


def test_several_means_of_one_code_are_several_accounts() -> None:
    label = "<ram:Information>Virement</ram:Information>"
    invoice = invoice_in(
        settlement=means(CODE + label + account("FR1", "BANKFRPP")) + means(CODE + account("FR2"))
    )
    assert invoice.payment == PaymentInstructions(
        means_code="30",
        means_text="Virement",
        credit_transfers=(
            CreditTransfer(account="FR1", service_provider="BANKFRPP"),
            CreditTransfer(account="FR2"),
        ),
    )


def test_a_second_code_is_told_and_its_account_kept() -> None:
    other = "<ram:TypeCode>58</ram:TypeCode>"
    reading = read(settlement=means(CODE + account("FR1")) + means(other + account("FR2")))
    assert reading.invoice is not None
    payment = reading.invoice.payment
    assert payment is not None
    assert payment.means_code == "30"
    assert [transfer.account for transfer in payment.credit_transfers] == ["FR1", "FR2"]
    assert told(reading) == [
        ("WO-LECTURE-REPETE", "SpecifiedTradeSettlementPaymentMeans[2]/TypeCode")
    ]


def test_a_card_and_a_direct_debit() -> None:
    invoice = invoice_in(
        settlement="<ram:CreditorReferenceID>FR12ZZZ1</ram:CreditorReferenceID>"
        "<ram:PaymentReference>FA-42</ram:PaymentReference>"
        + means(
            """<ram:TypeCode>59</ram:TypeCode><ram:ApplicableTradeSettlementFinancialCard>
            <ram:ID>4242</ram:ID><ram:CardholderName>Martin</ram:CardholderName>
            </ram:ApplicableTradeSettlementFinancialCard><ram:PayerPartyDebtorFinancialAccount>
            <ram:IBANID>FR3</ram:IBANID></ram:PayerPartyDebtorFinancialAccount>"""
        )
        + """<ram:SpecifiedTradePaymentTerms><ram:DirectDebitMandateID>M-1
            </ram:DirectDebitMandateID></ram:SpecifiedTradePaymentTerms>"""
    )
    assert invoice.payment == PaymentInstructions(
        means_code="59",
        remittance_information="FA-42",
        card=PaymentCard(number="4242", holder="Martin"),
        direct_debit=DirectDebit(mandate="M-1", creditor="FR12ZZZ1", debited_account="FR3"),
    )


def test_an_account_of_no_iban_is_read_and_one_without_number_told() -> None:
    own = """<ram:PayeePartyCreditorFinancialAccount><ram:ProprietaryID>12345</ram:ProprietaryID>
        </ram:PayeePartyCreditorFinancialAccount>"""
    nothing = """<ram:PayeePartyCreditorFinancialAccount><ram:AccountName>X</ram:AccountName>
        </ram:PayeePartyCreditorFinancialAccount>"""
    reading = read(settlement=means(CODE + own) + means(CODE + nothing))
    assert reading.invoice is not None
    payment = reading.invoice.payment
    assert payment is not None
    assert payment.credit_transfers == (CreditTransfer(account="12345"),)
    assert told(reading) == [("WO-LECTURE-MANQUE", "PayeePartyCreditorFinancialAccount/IBANID")]


def test_a_reference_without_means_is_kept_and_the_means_told_as_undefined() -> None:
    reading = read(settlement="<ram:PaymentReference>FA-42</ram:PaymentReference>")
    assert reading.invoice is not None
    assert reading.invoice.payment == PaymentInstructions(
        means_code="1", remittance_information="FA-42"
    )
    assert told(reading) == [("WO-LECTURE-DEFAUT", "ApplicableHeaderTradeSettlement/TypeCode")]


def test_of_several_terms_the_first_are_read_and_the_rest_told() -> None:
    terms = """<ram:SpecifiedTradePaymentTerms><ram:Description>{}</ram:Description>
        <ram:DueDateDateTime><udt:DateTimeString format="102">{}</udt:DateTimeString>
        </ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"""
    reading = read(
        settlement=terms.format("Acompte", "20261110") + terms.format("Solde", "20261130")
    )
    assert reading.invoice is not None
    assert reading.invoice.payment_terms == "Acompte"
    assert reading.invoice.due_date == date(2026, 11, 10)
    (finding,) = reading.findings
    assert finding.rule == "WO-LECTURE-REPETE"
    assert "« Solde »" in finding.message
