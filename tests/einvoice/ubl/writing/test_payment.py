"""How the document is to be paid, and when."""

from __future__ import annotations

from support.einvoices import an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions

TWO_ACCOUNTS = PaymentInstructions(
    means_code="30",
    means_text='Virement "SEPA"',
    remittance_information="FA-42",
    credit_transfers=(
        CreditTransfer(account="FR1", account_name="Proprelux", service_provider="AGRIFRPP"),
        CreditTransfer(account="FR2"),
    ),
)


def test_each_account_is_a_means_of_its_own_and_the_text_stands_once() -> None:
    root = written(an_invoice(payment=TWO_ACCOUNTS))
    assert texts(root, "cac:PaymentMeans/cbc:PaymentMeansCode") == ["30", "30"]
    assert texts(root, "cac:PaymentMeans/cbc:PaymentMeansCode/@name") == ['Virement "SEPA"']
    assert texts(root, "cac:PaymentMeans/cbc:PaymentID") == ["FA-42", "FA-42"]
    assert texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == ["FR1", "FR2"]
    branch = "cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"
    assert texts(root, branch) == ["AGRIFRPP"]


def test_a_card_has_a_network_because_the_schema_wants_one() -> None:
    payment = PaymentInstructions(
        means_code="48", card=PaymentCard(number="4242", holder="A. Martin")
    )
    root = written(an_invoice(payment=payment))
    assert texts(root, "cac:PaymentMeans/cac:CardAccount/*") == ["4242", "NA", "A. Martin"]


def test_a_direct_debit_names_its_mandate_and_the_account_debited() -> None:
    debit = DirectDebit(mandate="RUM-1", creditor="FR12ZZZ1", debited_account="FR76")
    payment = PaymentInstructions(means_code="59", direct_debit=debit)
    (means,) = written(an_invoice(payment=payment)).findall("{*}PaymentMeans")
    assert names(means) == ["PaymentMeansCode", "PaymentMandate"]
    assert texts(means, "cac:PaymentMandate//*[not(*)]") == ["RUM-1", "FR76"]


def test_terms_of_payment_stand_without_means_too() -> None:
    root = written(an_invoice(payment=None, payment_terms="30 jours"))
    assert texts(root, "cac:PaymentTerms/cbc:Note") == ["30 jours"]
    assert root.findall("{*}PaymentMeans") == []
