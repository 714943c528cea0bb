"""Means and terms of payment."""

from __future__ import annotations

from datetime import date

import pytest

from support.cii_documents import xml
from support.einvoices import an_invoice
from wochorus.einvoice.cii.writing.payment import (
    creditor_reference,
    payment_means,
    payment_reference,
    payment_terms,
)
from wochorus.einvoice.model import CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions

IBAN = "FR7630006000011234567890189"


def test_a_transfer_says_account_holder_and_bank() -> None:
    payment = PaymentInstructions(
        means_code="30",
        means_text="Virement",
        remittance_information="FA-42",
        credit_transfers=(
            CreditTransfer(account=IBAN, account_name="Proprelux", service_provider="AGRIFRPP"),
        ),
    )
    assert payment_means(payment) == xml(f"""
        <ram:SpecifiedTradeSettlementPaymentMeans>
            <ram:TypeCode>30</ram:TypeCode>
            <ram:Information>Virement</ram:Information>
            <ram:PayeePartyCreditorFinancialAccount>
                <ram:IBANID>{IBAN}</ram:IBANID>
                <ram:AccountName>Proprelux</ram:AccountName>
            </ram:PayeePartyCreditorFinancialAccount>
            <ram:PayeeSpecifiedCreditorFinancialInstitution>
                <ram:BICID>AGRIFRPP</ram:BICID>
            </ram:PayeeSpecifiedCreditorFinancialInstitution>
        </ram:SpecifiedTradeSettlementPaymentMeans>
    """)
    assert payment_reference(payment) == "<ram:PaymentReference>FA-42</ram:PaymentReference>"


def test_each_account_has_a_means_of_its_own_and_the_label_stands_once() -> None:
    payment = PaymentInstructions(
        means_code="30",
        means_text="Virement",
        credit_transfers=(CreditTransfer(account=IBAN), CreditTransfer(account="12345")),
    )
    assert payment_means(payment) == xml(f"""
        <ram:SpecifiedTradeSettlementPaymentMeans>
            <ram:TypeCode>30</ram:TypeCode>
            <ram:Information>Virement</ram:Information>
            <ram:PayeePartyCreditorFinancialAccount>
                <ram:IBANID>{IBAN}</ram:IBANID>
            </ram:PayeePartyCreditorFinancialAccount>
        </ram:SpecifiedTradeSettlementPaymentMeans>
        <ram:SpecifiedTradeSettlementPaymentMeans>
            <ram:TypeCode>30</ram:TypeCode>
            <ram:PayeePartyCreditorFinancialAccount>
                <ram:ProprietaryID>12345</ram:ProprietaryID>
            </ram:PayeePartyCreditorFinancialAccount>
        </ram:SpecifiedTradeSettlementPaymentMeans>
    """)


@pytest.mark.parametrize(
    ("account", "element"),
    [
        (IBAN, "IBANID"),
        ("FR76 3000 6000 0112 3456 7890 189", "IBANID"),
        ("BE68539007547034", "IBANID"),
        ("DE1234", "ProprietaryID"),
        ("0012345678", "ProprietaryID"),
    ],
)
def test_an_account_is_an_iban_when_it_looks_like_one(account: str, element: str) -> None:
    payment = PaymentInstructions(
        means_code="30", credit_transfers=(CreditTransfer(account=account),)
    )
    assert f"<ram:{element}>{account}</ram:{element}>" in payment_means(payment)


def test_a_card_shows_its_last_digits_and_its_holder() -> None:
    payment = PaymentInstructions(
        means_code="48", card=PaymentCard(number="4242", holder="C. Martin")
    )
    assert payment_means(payment) == xml("""
        <ram:SpecifiedTradeSettlementPaymentMeans>
            <ram:TypeCode>48</ram:TypeCode>
            <ram:ApplicableTradeSettlementFinancialCard>
                <ram:ID>4242</ram:ID>
                <ram:CardholderName>C. Martin</ram:CardholderName>
            </ram:ApplicableTradeSettlementFinancialCard>
        </ram:SpecifiedTradeSettlementPaymentMeans>
    """)


def test_a_direct_debit_is_spread_over_three_places() -> None:
    invoice = an_invoice(
        due_date=None,
        payment_terms=None,
        payment=PaymentInstructions(
            means_code="59",
            direct_debit=DirectDebit(
                mandate="MANDAT-1", creditor="FR12ZZZ123456", debited_account=IBAN
            ),
        ),
    )
    assert creditor_reference(invoice.payment) == (
        "<ram:CreditorReferenceID>FR12ZZZ123456</ram:CreditorReferenceID>"
    )
    assert payment_means(invoice.payment) == xml(f"""
        <ram:SpecifiedTradeSettlementPaymentMeans>
            <ram:TypeCode>59</ram:TypeCode>
            <ram:PayerPartyDebtorFinancialAccount>
                <ram:IBANID>{IBAN}</ram:IBANID>
            </ram:PayerPartyDebtorFinancialAccount>
        </ram:SpecifiedTradeSettlementPaymentMeans>
    """)
    assert payment_terms(invoice) == xml("""
        <ram:SpecifiedTradePaymentTerms>
            <ram:DirectDebitMandateID>MANDAT-1</ram:DirectDebitMandateID>
        </ram:SpecifiedTradePaymentTerms>
    """)


def test_terms_come_before_the_due_date() -> None:
    invoice = an_invoice(payment_terms="30 jours", due_date=date(2026, 11, 30))
    assert payment_terms(invoice) == xml("""
        <ram:SpecifiedTradePaymentTerms>
            <ram:Description>30 jours</ram:Description>
            <ram:DueDateDateTime>
                <udt:DateTimeString format="102">20261130</udt:DateTimeString>
            </ram:DueDateDateTime>
        </ram:SpecifiedTradePaymentTerms>
    """)


def test_without_payment_nothing_is_written_of_it() -> None:
    invoice = an_invoice(payment=None, payment_terms=None, due_date=None)
    assert creditor_reference(None) == payment_reference(None) == payment_means(None) == ""
    assert payment_terms(invoice) == ""
