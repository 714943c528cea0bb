"""What may not be adopted: a row of the portal that is, or may be, another invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.answers import FLOW_NUMBER, Answers, a_row
from support.deposits import reserved_flow
from support.records import SUPPLIER, UNDEMANDING, a_company, an_invoice
from wochorus.accounts.models import Company
from wochorus.billing.models import DepositState, Invoice
from wochorus.core.errors import InvalidInput
from wochorus.deposits.adoption import adopt, adopt_from_portal
from wochorus.deposits.environments import deposit_on
from wochorus.deposits.models import Event, Flow, FlowLine

if TYPE_CHECKING:
    from wochorus.choruspro import InvoiceRow, InvoiceSearch

pytestmark = pytest.mark.django_db

SIBLING, THIRD = f"{SUPPLIER[:9]}00082", f"{SUPPLIER[:9]}00090"


def shown(invoice: Invoice, **changes: Any) -> InvoiceRow:
    return a_row(invoice, **{"codeDestinataire": UNDEMANDING, **changes})


def assert_refused(invoice: Invoice, row: InvoiceRow, why: str) -> None:
    flows, lines = Flow.objects.count(), FlowLine.objects.count()
    with pytest.raises(InvalidInput, match=why):
        adopt(invoice, row)
    invoice.refresh_from_db()
    assert invoice.deposit_state in (DepositState.TO_DEPOSIT, DepositState.RESERVED)
    assert (Flow.objects.count(), FlowLine.objects.count()) == (flows, lines)


def test_an_invoice_held_by_a_deposit_is_not_adopted() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    reserved_flow(invoice.company, "lot", [invoice.pk])
    invoice.refresh_from_db()
    assert_refused(invoice, shown(invoice), "en cours de dépôt")


def test_a_deposit_that_the_journal_does_not_show_yet_stops_the_adoption() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    reserved_flow(invoice.company, "lot", [invoice.pk])
    Invoice.objects.update(deposit_state=DepositState.TO_DEPOSIT)
    assert_refused(invoice, shown(invoice), "vient d'être prise par un dépôt")


def test_a_number_that_two_of_ours_may_be_is_not_adopted_unless_written_alike() -> None:
    company = a_company()
    upper, lower = an_invoice(company, "FA-1"), an_invoice(company, "fa-1")
    assert_refused(upper, shown(upper, numeroFacture="Fa-1"), "peut être celui de la fa-1")
    adopt(upper, shown(upper))
    assert_refused(lower, shown(lower, numeroFacture="FA-1"), "peut être celui de la FA-1")


def test_an_invoice_of_another_of_our_companies_is_not_adopted() -> None:
    first = an_invoice(a_company(), "FA-1")
    a_company("soeur", SIBLING)
    assert_refused(first, shown(first, codeFournisseur=SIBLING), "une autre de vos sociétés")


def test_an_invoice_of_the_portal_is_adopted_by_one_of_ours_only() -> None:
    first = an_invoice(a_company(), "FA-1")
    second = an_invoice(a_company("soeur", SIBLING), "FA-1")
    row = shown(first, codeFournisseur=THIRD)
    adopt(first, row)
    assert_refused(second, row, "déjà notée comme la FA-1")


def test_what_a_portal_showed_is_not_adopted_once_the_company_has_left_it() -> None:
    invoice = an_invoice(a_company(environment="simulator"), "FA-1")

    class Leaving(Answers):
        def search_invoices(self, search: InvoiceSearch) -> list[InvoiceRow]:
            deposit_on(Company.objects.get(), "production")
            return super().search_invoices(search)

    asked = Invoice.objects.get(pk=invoice.pk)
    with pytest.raises(InvalidInput, match="changé d'environnement"):
        adopt_from_portal(asked, Leaving([shown(invoice)]).client)
    assert not Flow.objects.exists()


def test_a_flow_of_another_company_is_not_taken() -> None:
    first = an_invoice(a_company(), "FA-1")
    second = an_invoice(a_company("soeur", SIBLING), "FA-2")
    flow = adopt(first, shown(first))
    assert flow.flow_number == FLOW_NUMBER
    assert_refused(second, shown(second), "qui est d'une autre société")


def test_what_the_portal_says_oddly_is_kept_all_the_same() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    row = shown(
        invoice,
        numeroFluxDepot="n° illisible\x00",
        statut="STATUT\x00NEUF" + "X" * 99,
        commentaireEtatCourant="motif\x00 \ud800",
        dateDepot="hier",
    )
    flow = adopt(invoice, row)
    assert (flow.flow_number, invoice.deposited_at) == ("", None)
    assert invoice.chorus_status.startswith("STATUTNEUF")
    assert Event.objects.get(kind="adopted").payload["row"]["numeroFluxDepot"] == "n° illisible"
