"""Free invoices, extra works, credit notes on screen: typed, reckoned, refused in words, issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.contracts import ME, a_contract
from support.page_words import words
from support.records import a_customer, a_detailed_invoice, an_invoice
from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.drafts.services import add_line, create_draft, move_line
from wochorus.billing.models import Invoice, InvoiceKind, InvoiceSource

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

ROOT = "/societe/propre/facturation"
LINE = {"name": "Remise en état", "quantity": "2", "price": "50", "tax_rate": "20"}


@pytest.fixture
def draft(company: Company) -> InvoiceDraft:
    """Begin a free invoice for a town hall."""
    return create_draft(a_customer(company), InvoiceSource.FREE, actor=ME)


def lined(draft: InvoiceDraft, *names: str) -> None:
    for name in names:
        add_line(draft, name=name, quantity=Decimal(1), price=Decimal(100), tax_rate=Decimal(20))


def names_of(draft: InvoiceDraft) -> list[str]:
    return list(draft.lines.order_by("position").values_list("name", flat=True))


def send(client: Client, draft: InvoiceDraft, rest: str = "", **typed: str) -> Any:
    """Send a part of the page as htmx does."""
    address = f"{ROOT}/brouillons/{draft.pk}/{rest}"
    return client.post(address, typed, headers={"HX-Request": "true"})


def add(client: Client, draft: InvoiceDraft, **typed: str) -> Any:
    fields = {f"ajout-{name}": text for name, text in (LINE | typed).items()}
    return send(client, draft, "lignes/", **fields)


def told(answer: Any) -> str:
    return words(answer.content)


def test_a_customer_is_offered_by_a_part_of_its_name(clerk: Client, company: Company) -> None:
    a_customer(company, code="NUITS", name="Mairie de Nuits")
    assert "Mairie de Nuits" in told(clerk.get(f"{ROOT}/choix/", {"q": "nuit"}))


def test_a_draft_is_begun_for_a_customer(clerk: Client, company: Company) -> None:
    a_customer(company, code="NUITS", name="Mairie de Nuits")
    typed = {"client": "NUITS", "nature": "extra_work"}
    answer = clerk.post(f"{ROOT}/brouillons/nouveau/", typed, follow=True)
    assert "Travaux complémentaires · Mairie de Nuits" in told(answer)


def test_a_draft_is_begun_for_a_contract(clerk: Client, company: Company) -> None:
    a_contract(company, "C-7")
    typed = {"client": "contrat C-7", "nature": "extra_work"}
    clerk.post(f"{ROOT}/brouillons/nouveau/", typed)
    assert InvoiceDraft.objects.get().contract is not None


def test_a_customer_that_does_not_exist_is_refused_in_words(clerk: Client) -> None:
    typed = {"client": "Personne", "nature": "free"}
    answer = clerk.post(f"{ROOT}/brouillons/nouveau/", typed)
    assert answer.status_code == 422
    assert "Aucun client n'est « Personne »" in told(answer)


def test_a_line_that_is_added_makes_the_totals(clerk: Client, draft: InvoiceDraft) -> None:
    answer = told(add(clerk, draft))
    assert "Total TTC 120,00 €" in answer
    assert names_of(draft) == ["Remise en état"]


@pytest.mark.parametrize("rate", ["0,2", "vingt", "120"])
def test_a_wrong_vat_rate_is_refused_beside_its_field(
    clerk: Client, draft: InvoiceDraft, rate: str
) -> None:
    answer = add(clerk, draft, tax_rate=rate)
    assert answer.status_code == 422
    error = answer.content.decode().split('id="ajout-tax_rate_error"')[1].split("</div>")[0]
    assert "taux en pour cent" in error
    assert not draft.lines.exists()


def test_a_line_without_vat_asks_why(clerk: Client, draft: InvoiceDraft) -> None:
    answer = add(clerk, draft, tax_rate="0")
    assert answer.status_code == 422
    assert "TVA" in answer.content.decode().split('id="ajout-tax_category_error"')[1][:200]
    assert "--" not in told(answer)


def test_a_line_that_lacks_its_price_says_so(clerk: Client, draft: InvoiceDraft) -> None:
    answer = add(clerk, draft, price="")
    assert "Donnez : prix unitaire ht." in told(answer)


def test_a_rate_that_is_no_french_one_is_told_before_the_issue(
    clerk: Client, draft: InvoiceDraft
) -> None:
    assert "19 % n'est pas un taux français" in told(add(clerk, draft, tax_rate="19"))


def test_a_changed_line_tells_its_amount_and_the_totals(clerk: Client, draft: InvoiceDraft) -> None:
    lined(draft, "Vitres")
    fields = {"name": "Vitres", "quantity": "3", "price": "100", "tax_rate": "20"}
    typed = {f"l1-{name}": text for name, text in fields.items()}
    answer = told(send(clerk, draft, "lignes/1/", **typed))
    assert "Total TTC 360,00 €" in answer


def test_lines_are_moved_and_removed(clerk: Client, draft: InvoiceDraft) -> None:
    lined(draft, "Un", "Deux", "Trois")
    send(clerk, draft, "lignes/3/monter/")
    assert names_of(draft) == ["Un", "Trois", "Deux"]
    send(clerk, draft, "lignes/1/descendre/")
    assert names_of(draft) == ["Trois", "Un", "Deux"]
    send(clerk, draft, "lignes/2/retirer/")
    assert names_of(draft) == ["Trois", "Deux"]


def test_a_line_stops_at_the_ends(draft: InvoiceDraft) -> None:
    lined(draft, "Un", "Deux")
    assert move_line(draft, 1, -1) == 1
    assert move_line(draft, 2, 1) == 2
    assert names_of(draft) == ["Un", "Deux"]


def test_what_is_typed_of_the_head_is_kept(clerk: Client, draft: InvoiceDraft) -> None:
    send(clerk, draft, subject="Remise en état", engagement="ENG-7", delivery_date="2026-11-20")
    draft.refresh_from_db()
    assert (draft.subject, draft.engagement) == ("Remise en état", "ENG-7")
    assert draft.delivery_date == date(2026, 11, 20)


def test_a_period_that_ends_before_it_begins_is_refused_beside_its_end(
    clerk: Client, draft: InvoiceDraft
) -> None:
    answer = send(clerk, draft, period_start="2026-11-20", period_end="2026-11-01")
    assert answer.status_code == 422
    error = answer.content.decode().split('id="id_period_end_error"')[1].split("</div>")[0]
    assert "finit avant de commencer" in error


def test_an_issued_draft_says_that_it_changes_no_more(clerk: Client, draft: InvoiceDraft) -> None:
    lined(draft, "Vitres")
    address = f"{ROOT}/brouillons/{draft.pk}/emettre/"
    assert "Émettre 1 facture pour 120,00 €" in told(clerk.get(address))
    answer = told(clerk.post(address, {"date": "2026-11-24", "vu": "120.00"}, follow=True))
    number = Invoice.objects.get().number
    assert f"c'est la facture {number}" in answer
    assert "ne change plus" in answer
    assert "Faire un avoir" in answer


def test_a_draft_with_a_defect_cannot_be_issued(clerk: Client, draft: InvoiceDraft) -> None:
    answer = told(clerk.get(f"{ROOT}/brouillons/{draft.pk}/emettre/"))
    assert "Elle n'a aucune ligne" in answer


def test_a_draft_is_copied_and_deleted(clerk: Client, draft: InvoiceDraft) -> None:
    lined(draft, "Vitres")
    clerk.post(f"{ROOT}/brouillons/{draft.pk}/recopier/")
    clerk.post(f"{ROOT}/brouillons/{draft.pk}/supprimer/")
    assert names_of(InvoiceDraft.objects.get()) == ["Vitres"]


def attach(client: Client, draft: InvoiceDraft, name: str) -> Any:
    typed = {"fichiers": SimpleUploadedFile(name, b"bon de commande"), "type": "BON_COMMANDE"}
    return client.post(f"{ROOT}/brouillons/{draft.pk}/pieces/", typed, follow=True)


def test_a_file_of_a_draft_follows_its_invoice(clerk: Client, draft: InvoiceDraft) -> None:
    lined(draft, "Vitres")
    assert "commande.txt joint" in told(attach(clerk, draft, "commande.txt"))
    fields = {"date": "2026-11-24", "vu": "120.00"}
    clerk.post(f"{ROOT}/brouillons/{draft.pk}/emettre/", fields)
    (document,) = Invoice.objects.get().documents.all()
    assert (document.file_name, document.kind) == ("commande.txt", "BON_COMMANDE")


def test_a_file_that_chorus_would_refuse_is_refused(clerk: Client, draft: InvoiceDraft) -> None:
    answer = told(attach(clerk, draft, "programme.exe"))
    assert "programme.exe :" in answer
    assert not draft.files.exists()


def test_a_file_is_taken_away_and_copied_with_its_draft(clerk: Client, draft: InvoiceDraft) -> None:
    attach(clerk, draft, "commande.txt")
    clerk.post(f"{ROOT}/brouillons/{draft.pk}/recopier/")
    clerk.post(f"{ROOT}/brouillons/{draft.pk}/pieces/", {"retirer": "commande.txt"})
    assert not draft.files.exists()
    copied = InvoiceDraft.objects.exclude(pk=draft.pk).get()
    assert [file.name for file in copied.files.all()] == ["commande.txt"]


def test_a_reader_sees_a_draft_and_changes_nothing(reader: Client, draft: InvoiceDraft) -> None:
    assert reader.get(f"{ROOT}/brouillons/{draft.pk}/").status_code == 200
    assert send(reader, draft, "lignes/").status_code == 403
    send(reader, draft, subject="Autre")
    draft.refresh_from_db()
    assert draft.subject == ""


def credit(client: Client, invoice: Invoice, **typed: str) -> Any:
    asked = {"quoi": "tout", "motif": "passage non fait", "date": "2026-11-24"} | typed
    return client.post(f"{ROOT}/avoirs/nouveau/{invoice.pk}/", asked, follow=True)


def test_a_credit_note_is_reckoned_then_issued_and_cites_its_invoice(
    clerk: Client, company: Company
) -> None:
    invoice = an_invoice(company, "FA-1")
    assert "Émettre un avoir de 120,00 € sur FA-1 ?" in told(credit(clerk, invoice))
    assert not Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).exists()
    credit(clerk, invoice, vu="120.00")
    note = Invoice.objects.get(kind=InvoiceKind.CREDIT_NOTE)
    assert (note.preceding_invoice, note.total_with_tax) == ("FA-1", Decimal(120))


def test_an_amount_beyond_the_invoice_is_refused_beside_it(clerk: Client, company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    answer = credit(clerk, invoice, quoi="montant", montant="500")
    assert answer.status_code == 422
    error = answer.content.decode().split('id="id_montant_error"')[1].split("</div>")[0]
    assert "dépasse ce qui reste de la facture" in error
    assert "wochorus" not in told(answer)


def test_some_quantities_of_lines_are_credited(clerk: Client, company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    line = invoice.invoice_lines.order_by("position")[0]
    typed = {"quoi": "lignes", f"ligne-{line.identifier}": "1", "vu": "12.00"}
    credit(clerk, invoice, **typed)
    assert Invoice.objects.get(kind=InvoiceKind.CREDIT_NOTE).total_with_tax == Decimal(12)


def test_a_credit_note_asks_for_its_reason(clerk: Client, company: Company) -> None:
    answer = credit(clerk, an_invoice(company, "FA-1"), motif="")
    assert "Donnez le motif" in told(answer)


def test_an_invoice_to_correct_is_chosen_by_its_number(clerk: Client, company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    answer = clerk.get(f"{ROOT}/avoirs/nouveau/", {"facture": f"FA-1 ({invoice.issue_year})"})
    assert answer["Location"].endswith(f"/avoirs/nouveau/{invoice.pk}/")
    answer = clerk.get(f"{ROOT}/avoirs/nouveau/", {"facture": "FA-9"})
    assert "Aucune facture n'a ce numéro" in told(answer)
