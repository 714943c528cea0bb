from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from support.records import a_company, a_customer, an_invoice
from wochorus.billing.journal import JournalFilter, invoices_matching, journal_page
from wochorus.billing.models import DepositState, InvoiceKind, InvoiceSource
from wochorus.customers.models import BuyerKind
from wochorus.customers.payment_means import PaymentMeans

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Cast:
    """A company and its journal."""

    company: Company

    def numbers(self, **wanted: Any) -> str:
        rows = journal_page(self.company, JournalFilter(**wanted)).rows
        return " ".join(row.number for row in rows)


@pytest.fixture
def cast() -> Cast:
    company = a_company()
    town = a_customer(company, code="VILLE", name="Ville d'Œstrac", town="Œstrac", group="Sud")
    firm = a_customer(
        company, "99999999900011", code="FIRME", name="Société Été", kind=BuyerKind.PRIVATE
    )
    an_invoice(company, "F-1", customer=town, issue_date=date(2026, 1, 5), engagement="ENG-77")
    an_invoice(
        company,
        "F-2",
        customer=firm,
        issue_date=date(2026, 1, 5),
        source=InvoiceSource.FREE,
        subject="Vitrerie du château",
        payment_means="20",
    )
    an_invoice(
        company,
        "F-10",
        customer=town,
        issue_date=date(2026, 2, 1),
        deposit_state=DepositState.DEPOSITED,
        flow_number="CPP001",
        sector="Nord",
        chantier="École Jean-Moulin",
    )
    an_invoice(
        company,
        "AV-10",
        customer=town,
        kind=InvoiceKind.CREDIT_NOTE,
        issue_date=date(2026, 3, 1),
        deposit_state=DepositState.REFUSED,
    )
    an_invoice(a_company("autre", "12345678200028"), "F-3")
    return Cast(company)


def test_the_journal_goes_by_date_and_number(cast: Cast) -> None:
    assert cast.numbers() == "F-1 F-2 F-10 AV-10"


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"date_from": date(2026, 2, 1)}, "F-10 AV-10"),
        ({"date_to": date(2026, 1, 5)}, "F-1 F-2"),
        ({"buyer_kind": BuyerKind.PRIVATE}, "F-2"),
        ({"buyer_kind": BuyerKind.PUBLIC}, "F-1 F-10 AV-10"),
        ({"customer": "ville"}, "F-1 F-10 AV-10"),
        ({"customer": "societe ete"}, "F-2"),
        ({"customer": "99999999900011"}, "F-2"),
        ({"numbers": ("F-2", "AV-10", "absente")}, "F-2 AV-10"),
        ({"number_from": "F-2", "number_to": "F-10"}, "F-2 F-10"),
        ({"number_from": "F-2"}, "F-2 F-10 AV-10"),
        ({"number_to": "F-1"}, "F-1"),
        ({"search": "CHATEAU vitrerie"}, "F-2"),
        ({"search": "oestrac eng-77"}, "F-1"),
        ({"search": "ecole"}, "F-10"),
        ({"search": "100%"}, ""),
        ({"kinds": (InvoiceKind.CREDIT_NOTE,)}, "AV-10"),
        ({"sources": (InvoiceSource.FREE,)}, "F-2"),
        ({"sector": "nord"}, "F-10"),
        ({"chantier": "École jean-moulin"}, "F-10"),
        ({"group": "sud"}, "F-1 F-10 AV-10"),
        ({"payment_means": (PaymentMeans.CHEQUE,)}, "F-2"),
        ({"deposited": True}, "F-10"),
        ({"deposited": False}, "F-1 F-2 AV-10"),
        ({"states": (DepositState.REFUSED, DepositState.DEPOSITED)}, "F-10 AV-10"),
        ({"customer": "ville", "deposited": False, "search": "f-1"}, "F-1"),
    ],
)
def test_each_filter_keeps_what_it_says(cast: Cast, wanted: dict[str, Any], numbers: str) -> None:
    assert cast.numbers(**wanted) == numbers
    found = invoices_matching(cast.company, JournalFilter(**wanted))
    assert sorted(found.values_list("number", flat=True)) == sorted(numbers.split())


def test_pages_follow_each_other_without_loss_nor_double(cast: Cast) -> None:
    seen = []
    page = journal_page(cast.company, limit=1)
    while page.rows:
        assert (page.shown, page.matching, page.total) == (1, 4, 4)
        seen += [row.number for row in page.rows]
        page = journal_page(cast.company, limit=1, after=page.next_place)
    assert seen == ["F-1", "F-2", "F-10", "AV-10"]


def test_a_page_tells_what_is_shown_out_of_all(cast: Cast) -> None:
    page = journal_page(cast.company, JournalFilter(deposited=True))
    assert (page.shown, page.matching, page.total) == (1, 1, 4)
    row = page.rows[0]
    assert (row.flow_number, row.state_label, row.kind_label) == ("CPP001", "Déposée", "Facture")
    assert (row.customer_name, row.group, row.chantier) == (
        "Ville d'Œstrac",
        "Sud",
        "École Jean-Moulin",
    )


def test_references_are_told_in_one_phrase(cast: Cast) -> None:
    assert journal_page(cast.company).rows[0].references == "Engagement ENG-77"


def test_customers_rows_and_count_come_in_one_query_each(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        journal_page(cast.company, JournalFilter(search="ville"))
