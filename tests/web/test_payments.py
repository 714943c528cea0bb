"""Payments on screen: typed, imported after a look, matched, set off, paid back, cancelled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.bank_statements import a_statement, an_entry, details
from support.page_words import words
from support.records import a_company, a_customer, a_siret, an_invoice
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.models import Payment
from wochorus.billing.payments.recording import Received, allocate, record_payment

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

ROOT = "/societe/propre/reglements/"
D = Decimal


@pytest.fixture
def invoice(company: Company) -> Invoice:
    """Record an invoice of 120 € to a town hall."""
    town = a_customer(company, code="NUITS", name="Mairie de Nuits")
    return an_invoice(company, "FA-2026-1", customer=town)


def received(company: Company, amount: str = "120", text: str = "", **fields: Any) -> Payment:
    told = Received(date(2026, 11, 20), D(amount), text=text, **fields)
    return record_payment(company, told, {}, actor="test")


def told(answer: Any) -> str:
    return words(answer.content)


def typed(invoice: Invoice, **fields: str) -> dict[str, str]:
    known = {"montant": "120,00", "date": "2026-11-20", "mode": "30", "factures": str(invoice.pk)}
    return known | fields


def test_an_invoice_is_offered_by_the_name_of_who_owes_it(clerk: Client, invoice: Invoice) -> None:
    offered = told(clerk.get(f"{ROOT}choix/", {"q": "nuits"}))
    assert f"{invoice.number} Mairie de Nuits, reste 120,00 €" in offered


def test_the_amount_is_what_is_owed(clerk: Client, invoice: Invoice) -> None:
    answer = clerk.get(f"{ROOT}saisir/", {"pour": invoice.number})
    assert 'value="120,00"' in answer.content.decode()
    assert "Règlement de Mairie de Nuits" in told(answer)


def test_a_payment_that_is_typed_pays_its_invoice(clerk: Client, invoice: Invoice) -> None:
    address = f"{ROOT}saisir/?pour={invoice.number}"
    answer = clerk.post(address, typed(invoice), follow=True)
    assert "1 facture(s) payée(s)" in told(answer)
    invoice.refresh_from_db()
    assert invoice.paid == D(120)


def test_what_is_paid_beyond_waits(clerk: Client, invoice: Invoice) -> None:
    address = f"{ROOT}saisir/?pour={invoice.number}"
    answer = clerk.post(address, typed(invoice, montant="150"), follow=True)
    assert "30,00 € restent à affecter" in told(answer)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("montant", "cent", "n'est pas un montant"),
        ("montant", "-5", "doit être positif"),
        ("montant", "", "Donnez le montant"),
        ("date", "2031-01-01", "ne peut pas être le jour d'un règlement"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    clerk: Client, invoice: Invoice, field: str, text: str, sentence: str
) -> None:
    address = f"{ROOT}saisir/?pour={invoice.number}"
    answer = clerk.post(address, typed(invoice, **{field: text}))
    assert answer.status_code == 422
    error = answer.content.decode().split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert sentence in words(error.encode())
    assert not Payment.objects.exists()


def test_a_payer_who_is_not_known_is_recorded_and_waits(clerk: Client, company: Company) -> None:
    clerk.post(f"{ROOT}saisir/?pour=-", {"montant": "50", "date": "2026-11-20", "mode": "20"})
    assert "1 règlement reste à affecter" in told(clerk.get(ROOT))
    assert Payment.objects.get(company=company).customer is None


def test_those_that_wait_come_first(clerk: Client, company: Company, invoice: Invoice) -> None:
    recent = received(company, "120", "récent")
    record_payment(company, Received(date(2026, 1, 5), D(7)), {}, actor="test")
    allocate(recent, {invoice.pk: D(120)}, actor="test")
    shown = told(clerk.get(ROOT))
    assert shown.index("05/01/2026") < shown.index("20/11/2026")


def test_a_proposal_is_accepted(clerk: Client, company: Company, invoice: Invoice) -> None:
    payment = received(company, "120", "VIR FA-2026-1")
    page = clerk.get(f"{ROOT}{payment.pk}/")
    assert "FA-2026-1 de Mairie de Nuits (120,00 €)" in told(page)
    seen = f"{invoice.pk}:120.00"
    clerk.post(f"{ROOT}{payment.pk}/accepter/", {"vu": seen})
    invoice.refresh_from_db()
    assert invoice.paid == D(120)


def test_a_proposal_that_changed_is_not_accepted(
    clerk: Client, company: Company, invoice: Invoice
) -> None:
    payment = received(company, "120", "VIR FA-2026-1")
    clerk.post(f"{ROOT}{payment.pk}/accepter/", {"vu": f"{invoice.pk}:10.00"})
    invoice.refresh_from_db()
    assert invoice.paid == 0


def test_a_payment_is_matched_by_hand_then_taken_back(
    clerk: Client, company: Company, invoice: Invoice
) -> None:
    payment = received(company)
    clerk.post(f"{ROOT}{payment.pk}/affecter/", {"facture": "FA-2026-1", "montant": "20"})
    invoice.refresh_from_db()
    assert invoice.paid == D(20)
    clerk.post(f"{ROOT}{payment.pk}/retirer/", {"facture": str(invoice.pk)})
    invoice.refresh_from_db()
    assert invoice.paid == 0


def test_a_share_beyond_the_payment_is_refused_beside_the_amount(
    clerk: Client, company: Company, invoice: Invoice
) -> None:
    payment = received(company, "50")
    answer = clerk.post(
        f"{ROOT}{payment.pk}/affecter/", {"facture": invoice.number, "montant": "80"}
    )
    assert answer.status_code == 422
    assert "dépassent ce qui reste" in answer.content.decode().split('id="id_montant_error"')[1]


def test_a_payment_is_cancelled_with_its_reason(clerk: Client, company: Company) -> None:
    payment = received(company)
    answer = clerk.post(f"{ROOT}{payment.pk}/annuler/", {"motif": ""})
    assert "L'annulation demande un motif" in told(answer)
    clerk.post(f"{ROOT}{payment.pk}/annuler/", {"motif": "saisi deux fois"})
    payment.refresh_from_db()
    assert payment.cancelled_why == "saisi deux fois"


def send_file(client: Client, content: bytes, name: str = "releve.xml") -> Any:
    upload = SimpleUploadedFile(name, content)
    return client.post(f"{ROOT}importer/", {"fichier": upload}, follow=True)


def test_a_statement_is_looked_at_before_it_is_recorded(clerk: Client, invoice: Invoice) -> None:
    content = a_statement(an_entry("120.00", details(f"VIR {invoice.number}")))
    answer = send_file(clerk, content)
    assert "1 règlement à enregistrer" in told(answer)
    assert not Payment.objects.exists()
    clerk.post(answer.redirect_chain[-1][0])
    invoice.refresh_from_db()
    assert invoice.paid == D(120)


def test_a_table_that_cannot_be_read_is_refused_beside_the_file(
    clerk: Client, company: Company
) -> None:
    answer = send_file(clerk, b"Date;Montant\nhier;12\n", "reglements.csv")
    assert answer.status_code == 422
    assert "ne se lisent pas" in told(answer)
    assert not Payment.objects.filter(company=company).exists()


def test_a_file_of_another_kind_is_refused(clerk: Client) -> None:
    assert "Un relevé finit par .xml" in told(send_file(clerk, b"%PDF-1.7", "facture.pdf"))


def test_a_kept_file_is_shown_to_nobody_else(
    clerk: Client, administrator: Client, invoice: Invoice
) -> None:
    answer = send_file(clerk, a_statement(an_entry("120.00", details(invoice.number))))
    address = answer.redirect_chain[-1][0]
    assert "n'est plus là" in told(administrator.get(address, follow=True))


@pytest.fixture
def note(company: Company, invoice: Invoice) -> Invoice:
    """Record a credit note of 120 € of the same customer."""
    return an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE, customer=invoice.customer)


def test_a_credit_note_is_set_against_an_invoice(
    clerk: Client, invoice: Invoice, note: Invoice
) -> None:
    assert "AV-1" in told(clerk.get(f"{ROOT}avoirs/"))
    fields = {"imputer": "1", "facture": invoice.number, "montant": "20"}
    clerk.post(f"{ROOT}avoirs/{note.pk}/", fields)
    invoice.refresh_from_db()
    note.refresh_from_db()
    assert (invoice.paid, note.paid) == (D(20), D(20))


def test_a_credit_note_is_paid_back(clerk: Client, note: Invoice) -> None:
    fields = {"rembourser": "1", "rendu-montant": "120", "rendu-date": "2026-11-20"}
    clerk.post(f"{ROOT}avoirs/{note.pk}/", fields | {"rendu-mode": "30"})
    assert Payment.objects.get().is_refund


def test_no_more_is_paid_back_than_is_left(clerk: Client, note: Invoice) -> None:
    fields = {"rembourser": "1", "rendu-montant": "500", "rendu-date": "2026-11-20"}
    answer = clerk.post(f"{ROOT}avoirs/{note.pk}/", fields | {"rendu-mode": "30"})
    assert answer.status_code == 422
    assert "Il ne reste que 120,00 € à rendre" in told(answer)


def test_the_list_is_a_file_too(clerk: Client, company: Company) -> None:
    received(company, "1234.5", "=SOMME(A1)")
    answer = clerk.get(f"{ROOT}export.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "1234,50" in content
    assert "'=SOMME(A1)" in content


def test_a_reader_records_nothing(reader: Client, company: Company) -> None:
    payment = received(company)
    assert reader.get(f"{ROOT}{payment.pk}/").status_code == 200
    assert reader.post(f"{ROOT}{payment.pk}/annuler/", {"motif": "x"}).status_code == 403
    assert reader.get(f"{ROOT}saisir/").status_code == 403


def test_the_payment_of_another_company_does_not_exist(clerk: Client) -> None:
    payment = received(a_company("voisine", a_siret(9)))
    assert clerk.get(f"{ROOT}{payment.pk}/").status_code == 404
