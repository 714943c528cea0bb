"""An invoice that its buyer rejected: cancelled in our books and issued anew, all or nothing."""

from __future__ import annotations

import csv
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.utils import timezone

from support.records import (
    SERVICE_REQUIRED,
    SUPPLIER,
    a_company,
    a_customer,
    a_detailed_invoice,
    an_invoice,
)
from wochorus.billing.documents import attach_annex, documents_of
from wochorus.billing.export import export_journal
from wochorus.billing.journal import journal_page
from wochorus.billing.journal_filter import JournalFilter, invoices_matching
from wochorus.billing.models import DepositState, Invoice, InvoiceKind, Reissue, TaxBreakdown
from wochorus.billing.reissue import Corrections, ReissueWish, reissue_invoice, undo_reissue
from wochorus.billing.reissue_numbers import NewNumbers, new_numbers
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def a_rejected_invoice(company: Company, number: str = "FA-1", **fields: Any) -> Invoice:
    on_chorus = {
        "deposit_state": DepositState.INTEGRATED,
        "flow_number": "CPP0011113000000000000001",
        "chorus_id": 4242,
        "chorus_status": "REJETEE",
        "chorus_comment": "Engagement inconnu",
        "deposited_at": timezone.now(),
        "paid": Decimal(5),
    }
    return a_detailed_invoice(company, number, lines=3, **{**on_chorus, **fields})


def reissue(invoice: Invoice, **wished: Any) -> Reissue:
    numbers = wished.pop("numbers", None) or new_numbers(invoice)
    day = wished.pop("day", timezone.localdate())
    return reissue_invoice(invoice, ReissueWish(numbers, day, **wished), actor="claire")


def amounts_of(invoice: Invoice) -> tuple[Decimal, ...]:
    return (
        invoice.total_without_tax,
        invoice.total_tax,
        invoice.total_with_tax,
        invoice.prepaid,
        invoice.amount_due,
    )


def lines_of(invoice: Invoice) -> list[tuple[Any, ...]]:
    return list(
        invoice.invoice_lines.order_by("position").values_list(
            "position", "identifier", "name", "quantity", "unit", "price", "net_amount", "tax_rate"
        )
    )


def taxes_of(invoice: Invoice) -> list[tuple[Any, ...]]:
    return list(
        invoice.tax_breakdown.order_by("rate").values_list(
            "category", "rate", "taxable_amount", "tax_amount"
        )
    )


def test_the_two_new_documents_bear_the_amounts_of_the_first_to_the_cent(company: Company) -> None:
    original = a_rejected_invoice(
        company,
        total_without_tax=Decimal("283.33"),
        total_tax=Decimal("51.67"),
        total_with_tax=Decimal("335.00"),
        prepaid=Decimal("10.01"),
        amount_due=Decimal("324.99"),
    )
    TaxBreakdown.objects.create(
        invoice=original, rate=10, taxable_amount=Decimal("50.00"), tax_amount=Decimal("5.01")
    )
    done = reissue(original)
    assert (done.credit_note.kind, done.replacement.kind) == (
        InvoiceKind.CREDIT_NOTE,
        InvoiceKind.INVOICE,
    )
    for new in (done.credit_note, done.replacement):
        new.refresh_from_db()
        assert amounts_of(new) == amounts_of(original)
        assert lines_of(new) == lines_of(original)
        assert taxes_of(new) == taxes_of(original)
    assert len(lines_of(original)) == 3
    assert len(taxes_of(original)) == 2


def test_the_credit_note_cites_the_first_and_never_leaves(company: Company) -> None:
    done = reissue(a_rejected_invoice(company))
    note = done.credit_note
    assert (note.number, note.preceding_invoice) == ("FA-1-AV", "FA-1")
    assert note.preceding_invoice_date == done.original.issue_date
    assert note.deposit_state == DepositState.INTERNAL
    to_deposit = invoices_matching(company, JournalFilter(deposited=False))
    assert [each.number for each in to_deposit] == ["FA-1-R1"]


def test_the_new_invoice_is_free_and_keeps_nothing_of_the_first_deposit(company: Company) -> None:
    done = reissue(a_rejected_invoice(company))
    new = Invoice.objects.get(number="FA-1-R1")
    assert new == done.replacement
    assert new.deposit_state == DepositState.TO_DEPOSIT
    assert (new.flow_number, new.chorus_id, new.chorus_status, new.chorus_comment) == (
        "",
        None,
        "",
        "",
    )
    assert new.preceding_invoice == ""
    assert new.deposited_at is None
    assert new.paid == done.credit_note.paid == Decimal(0)
    assert (new.engagement, new.subject) == (done.original.engagement, done.original.subject)
    original = Invoice.objects.get(number="FA-1")
    assert (original.deposit_state, original.chorus_status) == (DepositState.INTEGRATED, "REJETEE")


def test_a_credit_note_is_cancelled_by_an_internal_invoice_and_still_cites_its_own(
    company: Company,
) -> None:
    note = a_rejected_invoice(
        company, "AV-7", kind=InvoiceKind.CREDIT_NOTE, preceding_invoice="FA-6"
    )
    done = reissue(note)
    assert done.credit_note.kind == InvoiceKind.INVOICE
    assert done.replacement.kind == InvoiceKind.CREDIT_NOTE
    assert done.replacement.preceding_invoice == "FA-6"


def test_the_attachments_follow_and_the_page_with_the_old_number_does_not(
    company: Company, tmp_path: Path
) -> None:
    original = an_invoice(company, "FA-1", tmp_path)
    (tmp_path / "bon.txt").write_text("bon de livraison")
    attach_annex(original, tmp_path / "bon.txt")
    done = reissue(original)
    assert [named.file_name for named in documents_of(done.replacement)] == ["bon.txt"]
    assert documents_of(done.credit_note) == []
    assert {named.file_name for named in documents_of(original)} == {"FA-1.pdf", "bon.txt"}


def test_what_is_corrected_is_in_the_new_invoice_alone(company: Company) -> None:
    original = a_rejected_invoice(company, code_service="ANCIEN", marche="M-1")
    corrections = Corrections(
        engagement="BC-9", code_service="NOUVEAU", subject="Objet", marche="M-2"
    )
    done = reissue(original, corrections=corrections, reason="Engagement inconnu")
    new = done.replacement
    assert (new.engagement, new.code_service, new.subject, new.marche) == (
        "BC-9",
        "NOUVEAU",
        "Objet",
        "M-2",
    )
    assert done.credit_note.engagement == original.engagement
    assert done.reason == "Engagement inconnu"


def test_the_service_of_the_former_recipient_does_not_follow_to_another(company: Company) -> None:
    original = a_rejected_invoice(company, code_service="ANCIEN")
    other = a_customer(company, SERVICE_REQUIRED)
    done = reissue(original, corrections=Corrections(customer=other))
    assert (done.replacement.customer, done.replacement.code_service) == (other, "")
    assert done.credit_note.customer == original.customer


def test_the_term_of_payment_keeps_its_length(company: Company) -> None:
    original = a_rejected_invoice(company)
    assert original.due_date is not None
    day = original.issue_date + timedelta(days=40)
    done = reissue(original, day=day)
    assert done.replacement.due_date == original.due_date + timedelta(days=40)
    assert done.replacement.issue_date == done.credit_note.issue_date == day


def test_the_export_says_what_ties_the_three(company: Company, tmp_path: Path) -> None:
    reissue(a_rejected_invoice(company))
    export_journal(company, JournalFilter(), tmp_path / "journal.csv")
    with (tmp_path / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["N° facture"]: (row["État"], row["Réémission"]) for row in rows} == {
        "FA-1": ("Intégrée", "annulée par FA-1-AV, remplacée par FA-1-R1"),
        "FA-1-AV": ("Interne", "annule FA-1, interne"),
        "FA-1-R1": ("À déposer", "remplace FA-1"),
    }


def test_a_date_before_the_first_invoice_is_refused(company: Company) -> None:
    original = a_rejected_invoice(company)
    with pytest.raises(InvalidInput, match="avant"):
        reissue(original, day=original.issue_date - timedelta(days=1))
    assert Invoice.objects.count() == 1


def test_an_invoice_is_reissued_once(company: Company) -> None:
    original = a_rejected_invoice(company)
    done = reissue(original)
    with pytest.raises(InvalidInput, match="déjà remplacée par FA-1-R1"):
        reissue(original, numbers=NewNumbers("FA-2", "AV-2"))
    with pytest.raises(InvalidInput, match="annulation interne"):
        reissue(done.credit_note)
    assert Invoice.objects.count() == 3


def test_what_replaced_may_be_replaced_in_turn_and_takes_the_next_number(company: Company) -> None:
    first = reissue(a_rejected_invoice(company)).replacement
    second = reissue(first)
    assert second.replacement.number == "FA-1-R2"
    assert second.credit_note.number == "FA-1-R1-AV"


@pytest.mark.parametrize(
    ("numbers", "taken"),
    [
        (NewNumbers("FA-0", "AV-1"), "FA-0"),
        (NewNumbers("fa-0", "AV-1"), "fa-0"),
        (NewNumbers("FA-9", "FA-0"), "FA-0"),
        (NewNumbers("FA-SOEUR", "AV-1"), "FA-SOEUR"),
    ],
    ids=["invoice", "in another case", "credit note", "of a sister company"],
)
def test_a_number_is_never_used_twice(company: Company, numbers: NewNumbers, taken: str) -> None:
    last_year = timezone.localdate() - timedelta(days=400)
    an_invoice(company, "FA-0", issue_date=last_year)
    an_invoice(a_company("soeur", SUPPLIER[:9] + "00082"), "FA-SOEUR")
    original = a_rejected_invoice(company)
    with pytest.raises(InvalidInput, match=taken):
        reissue(original, numbers=numbers)
    assert not Reissue.objects.exists()


def test_the_two_new_numbers_differ(company: Company) -> None:
    with pytest.raises(InvalidInput, match="même numéro"):
        reissue(a_rejected_invoice(company), numbers=NewNumbers("FA-9", "fa-9"))


@pytest.mark.parametrize("number", ["x" * 21, "FA é", "FA  1", "FA#1"])
def test_a_number_that_chorus_would_refuse_is_told(company: Company, number: str) -> None:
    with pytest.raises(InvalidInput, match="ne peut pas servir"):
        new_numbers(a_rejected_invoice(company), number)


def test_a_number_too_long_to_be_extended_must_be_given(company: Company) -> None:
    original = a_rejected_invoice(company, "F" * 18)
    with pytest.raises(InvalidInput, match="Aucun numéro"):
        new_numbers(original)
    assert new_numbers(original, "FA-2").replacement == "FA-2"


def test_a_suggested_number_that_is_taken_gives_way_to_the_next(company: Company) -> None:
    original = a_rejected_invoice(company)
    an_invoice(company, "FA-1-R1")
    an_invoice(company, "FA-1-AV")
    assert new_numbers(original) == NewNumbers("FA-1-R2", "FA-1-AV1")


def test_a_reissue_is_undone_whole(company: Company) -> None:
    original = a_rejected_invoice(company)
    reissue(original)
    undo_reissue(original)
    assert list(Invoice.objects.values_list("number", flat=True)) == ["FA-1"]
    assert not Reissue.objects.exists()
    assert lines_of(original)
    assert reissue(original).replacement.number == "FA-1-R1"


def test_what_was_deposited_since_is_not_undone(company: Company) -> None:
    original = a_rejected_invoice(company)
    done = reissue(original)
    Invoice.objects.filter(pk=done.replacement.pk).update(deposit_state=DepositState.RESERVED)
    with pytest.raises(InvalidInput, match="en cours de dépôt"):
        undo_reissue(original)
    assert Invoice.objects.count() == 3


def test_there_is_nothing_to_undo_where_nothing_was_done(company: Company) -> None:
    with pytest.raises(InvalidInput, match="n'a pas été réémise"):
        undo_reissue(a_rejected_invoice(company))


@pytest.mark.django_db(transaction=True)
def test_of_two_reissues_at_the_same_moment_one_is_done(company: Company) -> None:
    original = a_rejected_invoice(company)
    ready = threading.Barrier(2)

    def attempt(rank: int) -> str:
        try:
            ready.wait(10)
            numbers = NewNumbers(f"FA-1-R{rank}", f"FA-1-AV{rank}")
            return reissue(original, numbers=numbers).replacement.number
        except InvalidInput as refusal:
            return refusal.what
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(attempt, (1, 2)))
    done = Reissue.objects.get()
    assert done.replacement.number in told
    assert f"La facture FA-1 est déjà remplacée par {done.replacement.number}" in told
    assert Invoice.objects.count() == 3


def test_what_is_owed_is_owed_once_under_the_new_number(company: Company) -> None:
    done = reissue(a_rejected_invoice(company))
    left = {row.number: row.left for row in journal_page(company).rows}
    assert left.pop(done.replacement.number) == done.replacement.amount_due
    assert set(left.values()) == {Decimal(0)}
    assert len(left) == 2
