"""What is taken from the journal to Chorus Pro: public invoices, the others told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.records import a_customer, an_invoice
from wochorus.customers.models import BuyerKind
from wochorus.web.models import Selection

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company


def test_private_invoices_of_the_whole_filter_are_left_aside_and_it_is_said(
    company: Company, clerk: Client
) -> None:
    public = an_invoice(company, "FA-1")
    private = a_customer(company, "", code="P1", name="Syndic", kind=BuyerKind.PRIVATE)
    for number in ("FA-2", "FA-3"):
        an_invoice(company, number, customer=private)
    answer = clerk.post(
        f"/societe/{company.code}/journal/vers/deposit/", {"tout": "1"}, follow=True
    )
    assert Selection.objects.get().invoice_ids == [public.pk]
    assert "2 factures de clients privés" in answer.content.decode()


def test_a_choice_of_private_invoices_alone_is_kept_for_the_checks_to_say_why(
    company: Company, clerk: Client
) -> None:
    private = a_customer(company, "", code="P1", name="Syndic", kind=BuyerKind.PRIVATE)
    alone = an_invoice(company, "FA-2", customer=private)
    clerk.post(f"/societe/{company.code}/journal/vers/anomalies/", {"ids": str(alone.pk)})
    assert Selection.objects.get().invoice_ids == [alone.pk]
