"""The journal compared with a real portal: drafts, manual entries and lost flows are found."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.answers import Answers, a_row
from support.going_back import forget_all_deposits
from support.manual_entries import type_on_the_portal
from support.portal import IMPATIENT, assert_journal_agrees_with_the_flows, no_pause
from support.records import SERVICE_CODE, SERVICE_REQUIRED, a_company, a_customer, an_invoice
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import IncompleteSearch
from wochorus.core.errors import InvalidInput, Transient
from wochorus.customers.models import BuyerKind
from wochorus.deposits.adoption import adopt_from_portal, release
from wochorus.deposits.comparing.portal_side import Period
from wochorus.deposits.comparing.reading import compare_with_portal
from wochorus.deposits.comparing.verdicts import What
from wochorus.deposits.models import (
    Comparison,
    ComparisonRow,
    Event,
    Flow,
    PortalReading,
    ReadingKind,
    Side,
)
from wochorus.deposits.patience import PORTAL_PATIENCE, Patience
from wochorus.deposits.states import DepositMode, FlowState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal
    from wochorus.choruspro import InvoiceSearch

THIS_MONTH = timezone.localdate().replace(day=1)


def compared(portal: Portal, patience: Patience = IMPATIENT, **period: date) -> Comparison:
    usual = Period.usual(timezone.localdate())
    asked = Period(period.get("first", usual.first), period.get("last", usual.last))
    with chorus_client(portal.company, sleep=no_pause) as client:
        return compare_with_portal(portal.company, client, asked, patience)


def told(comparison: Comparison) -> dict[str, str]:
    rows = ComparisonRow.objects.filter(comparison=comparison).order_by("number")
    return {row.number: row.what for row in rows}


def the_row(comparison: Comparison) -> ComparisonRow:
    return ComparisonRow.objects.get(comparison=comparison)


def adopt(portal: Portal, number: str) -> Flow:
    with chorus_client(portal.company, sleep=no_pause) as client:
        return adopt_from_portal(Invoice.objects.get(number=number), client)


def test_what_was_deposited_and_integrated_is_the_same_on_both_sides(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 3)
    portal.detailed("FA-LIGNES", code_service="")
    service = a_customer(portal.company, SERVICE_REQUIRED, code_service=SERVICE_CODE)
    an_invoice(portal.company, "FA-SERVICE", tmp_path, customer=service, marche="M-1")
    portal.deposit()
    portal.follow()
    comparison = compared(portal)
    assert (comparison.here, comparison.there, comparison.same) == (5, 5, 5)
    assert told(comparison) == {}
    reading = PortalReading.objects.get(kind=ReadingKind.COMPARISON)
    assert reading.read_at
    assert reading.asked_at
    assert reading.trouble == ""


def test_an_invoice_not_deposited_yet_is_only_here_and_a_private_one_is_nowhere(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    private = a_customer(portal.company, code="PRIVE", kind=BuyerKind.PRIVATE)
    an_invoice(portal.company, "FA-PRIVEE", customer=private)
    an_invoice(portal.company, "AV-INTERNE", deposit_state=DepositState.INTERNAL)
    an_invoice(portal.company, "FA-VIEILLE", issue_date=THIS_MONTH - timedelta(days=99))
    comparison = compared(portal)
    assert told(comparison) == {"FA-0001": What.TO_DEPOSIT}
    assert (comparison.here, comparison.there, comparison.same) == (1, 0, 0)


def test_a_manual_entry_is_found_and_once_in_the_journal_it_is_adopted(
    portal: Portal, tmp_path: Path
) -> None:
    chorus_id = type_on_the_portal(portal, "MAIN-1", THIS_MONTH)
    comparison = compared(portal)
    row = the_row(comparison)
    assert (row.side, row.what) == (Side.THERE, What.UNKNOWN_HERE)
    assert row.chorus_id == chorus_id
    assert row.amount == Decimal(120)
    assert row.raw["modeDepot"] == "SAISIE_API"
    an_invoice(portal.company, "MAIN-1", tmp_path)
    assert told(compared(portal)) == {"MAIN-1": What.LOST}
    flow = adopt(portal, "MAIN-1")
    assert flow.is_adopted
    assert flow.flow_number == ""
    assert told(compared(portal)) == {}
    portal.deposit()
    assert portal.held() == {"MAIN-1": 1}
    assert portal.deposits_received() == 0


def test_a_draft_of_the_portal_is_told_and_cannot_be_adopted(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.set_status(type_on_the_portal(portal, "BROU-1", THIS_MONTH), "BROUILLON")
    row = the_row(compared(portal))
    assert (row.side, row.what) == (Side.THERE, What.DRAFT)
    an_invoice(portal.company, "BROU-1", tmp_path)
    row = the_row(compared(portal))
    assert (row.side, row.what) == (Side.DIFFERENT, What.DRAFT)
    with pytest.raises(InvalidInput, match="brouillon"):
        adopt(portal, "BROU-1")


def test_a_flow_that_an_older_backup_ignores_is_found_adopted_and_never_sent_again(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 3)
    portal.deposit()
    portal.follow()
    [number] = [flow["number"] for flow in portal.admin.flows()]
    forget_all_deposits()
    an_invoice(portal.company, "FA-0009", tmp_path)
    comparison = compared(portal)
    lost = dict.fromkeys(["FA-0001", "FA-0002", "FA-0003"], What.LOST)
    assert told(comparison) == {**lost, "FA-0009": What.TO_DEPOSIT}
    flows = {adopt(portal, each).pk for each in lost}
    assert len(flows) == 1, "one flow of the portal, one flow here"
    flow = Flow.objects.get()
    assert (flow.flow_number, flow.is_adopted, flow.state) == (number, True, FlowState.INTEGRATED)
    assert_journal_agrees_with_the_flows()
    portal.deposit()
    portal.follow()
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 4
    assert portal.deposits_received() == 2
    assert told(compared(portal)) == {}
    events = Event.objects.filter(kind="adopted").order_by("pk")
    assert [event.invoice.number for event in events if event.invoice] == sorted(lost)
    assert {event.kind_label for event in events} == {"facture reprise de Chorus Pro"}


def test_an_invoice_released_by_mistake_goes_back_to_its_own_flow(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit()
    portal.follow()
    flow = Flow.objects.get()
    flow.lines.filter(invoice__number="FA-0001").update(state="released")
    Invoice.objects.filter(number="FA-0001").update(
        deposit_state=DepositState.TO_DEPOSIT, flow_number="", chorus_id=None, deposited_at=None
    )
    assert told(compared(portal)) == {"FA-0001": What.LOST}
    assert adopt(portal, "FA-0001").pk == flow.pk
    assert flow.lines.count() == 2
    assert told(compared(portal)) == {}
    assert_journal_agrees_with_the_flows()


@pytest.mark.parametrize("state", [FlowState.REJECTED, FlowState.INCIDENT])
def test_a_flow_believed_dead_lives_in_part_once_one_of_its_invoices_is_adopted(
    portal: Portal, tmp_path: Path, state: FlowState
) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    Flow.objects.update(state=state)
    Flow.objects.get().lines.update(state="refused")
    Invoice.objects.update(deposit_state=DepositState.REFUSED, flow_number="", chorus_id=None)
    assert told(compared(portal)) == {"FA-0001": What.REFUSED_YET_THERE}
    assert adopt(portal, "FA-0001").state == FlowState.PARTLY_INTEGRATED
    assert told(compared(portal)) == {}


def test_another_invoice_under_our_number_is_told_and_not_adopted(
    portal: Portal, tmp_path: Path
) -> None:
    type_on_the_portal(portal, "FA-1", THIS_MONTH, with_tax=Decimal(60))
    an_invoice(portal.company, "FA-1", tmp_path)
    row = the_row(compared(portal))
    assert (row.side, row.what) == (Side.DIFFERENT, What.NUMBER_TAKEN)
    assert row.differences["TTC"] == ["120,00", "60,00"]
    with pytest.raises(InvalidInput, match="le TTC est 60,00"):
        adopt(portal, "FA-1")
    assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}
    assert not Flow.objects.exists()


def test_amounts_changed_here_after_the_deposit_are_told(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit()
    portal.follow()
    Invoice.objects.filter(number="FA-0002").update(total_with_tax=Decimal("120.01"))
    row = the_row(compared(portal))
    assert (row.number, row.what) == ("FA-0002", What.DATA_DIFFER)
    assert row.differences == {"TTC": ["120,01", "120,00"]}


def test_a_date_moved_out_of_the_period_does_not_make_two_findings(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit()
    portal.follow()
    Invoice.objects.filter(number="FA-0001").update(issue_date=THIS_MONTH - timedelta(days=99))
    assert told(compared(portal)) == {"FA-0001": What.DATA_DIFFER}
    old = compared(
        portal, first=THIS_MONTH - timedelta(days=120), last=THIS_MONTH - timedelta(days=60)
    )
    assert told(old) == {"FA-0001": What.DATA_DIFFER}, "asked for by its number"
    assert the_row(old).differences["date"][1] == f"{THIS_MONTH:%d/%m/%Y}"


def test_a_status_that_moved_on_is_news(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    portal.admin.set_status(portal.admin.invoices()[0]["id"], "MANDATEE")
    row = the_row(compared(portal))
    assert (row.what, row.status) == (What.NEWS, "MANDATEE")


def test_an_index_that_lags_is_not_believed_at_once(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("late_index", seconds=3600)
    portal.deposit()
    assert told(compared(portal, PORTAL_PATIENCE)) == {"FA-0001": What.ON_ITS_WAY}
    assert told(compared(portal)) == {"FA-0001": What.NOT_SHOWN}
    portal.admin.advance(3601)
    portal.follow()
    assert told(compared(portal)) == {}


def test_a_portal_of_small_pages_is_read_to_the_last(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 12)
    portal.deposit()
    portal.follow()
    portal.admin.settings(page_size_maximum=5)
    comparison = compared(portal)
    assert (comparison.same, told(comparison)) == (12, {})


def test_a_flow_still_followed_gives_no_adoption(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    Flow.objects.update(state=FlowState.DEPOSITED)
    Flow.objects.get().lines.update(state="released")
    Invoice.objects.update(deposit_state=DepositState.TO_DEPOSIT, flow_number="", chorus_id=None)
    with pytest.raises(InvalidInput, match="encore suivi"):
        adopt(portal, "FA-0001")
    assert portal.states() == {"FA-0001": DepositState.TO_DEPOSIT}


def test_an_adoption_is_undone_and_its_flow_can_take_another(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    forget_all_deposits()
    adopt(portal, "FA-0001")
    invoice = Invoice.objects.get()
    release(invoice)
    assert invoice.deposit_state == DepositState.TO_DEPOSIT
    assert invoice.chorus_id is None
    assert_journal_agrees_with_the_flows()
    with pytest.raises(InvalidInput, match="n'a pas été reprise"):
        release(invoice)
    adopt(portal, "FA-0001")
    assert Flow.objects.get().lines.count() == 1
    assert told(compared(portal)) == {}
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        *("adopted", "adoption_undone", "adopted")
    ]


def test_an_invoice_that_left_from_here_is_not_released_so(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    with pytest.raises(InvalidInput, match="n'a pas été reprise"):
        release(Invoice.objects.get())
    assert portal.states() == {"FA-0001": DepositState.DEPOSITED}


def test_nothing_is_stored_of_a_portal_that_does_not_answer(portal: Portal) -> None:
    portal.admin.fault("maintenance", count=99)
    with pytest.raises(Transient):
        compared(portal)
    assert not Comparison.objects.exists()
    reading = PortalReading.objects.get(kind=ReadingKind.COMPARISON)
    assert reading.read_at is None
    assert reading.trouble


def test_a_comparison_older_than_its_time_is_forgotten(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    old = compared(portal)
    Comparison.objects.update(made_at=timezone.now() - timedelta(days=401))
    compared(portal)
    assert not Comparison.objects.filter(pk=old.pk).exists()
    assert Comparison.objects.count() == 1


class Capped(Answers):
    """A portal that gives no list of more than two rows."""

    def search_invoices(self, search: InvoiceSearch) -> list[Any]:
        self.asked.append(search)
        if search.issued_from is None or search.issued_to is None:
            return []
        found = [
            row
            for row in self.rows
            if row.issue_date and search.issued_from <= row.issue_date <= search.issued_to
        ]
        if len(found) > 2:
            raise IncompleteSearch("2 sur plus", remedy="Précisez")
        return found


@pytest.mark.django_db
def test_a_portal_that_caps_its_lists_is_asked_for_shorter_periods() -> None:
    company = a_company()
    days = [THIS_MONTH - timedelta(days=rank) for rank in range(9)]
    numbered = [
        an_invoice(company, f"FA-{rank}", issue_date=day, deposit_state=DepositState.INTEGRATED)
        for rank, day in enumerate(days)
    ]
    portal = Capped([a_row(each) for each in numbered])
    period = Period(days[-1], THIS_MONTH)
    comparison = compare_with_portal(company, portal.client, period, IMPATIENT)
    assert (comparison.here, comparison.there) == (9, 9)
    portal.rows += [a_row(numbered[0], identifiantFactureCPP=rank) for rank in range(3)]
    with pytest.raises(IncompleteSearch):
        compare_with_portal(company, portal.client, period, IMPATIENT)
    assert "2 sur plus" in PortalReading.objects.get(kind=ReadingKind.COMPARISON).trouble


@pytest.mark.django_db
def test_a_company_without_siret_is_told() -> None:
    company = a_company(siret="")
    with pytest.raises(InvalidInput, match="pas de SIRET"):
        compare_with_portal(
            company, Answers().client, Period.usual(timezone.localdate()), IMPATIENT
        )


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 24), date(2026, 10, 1)),
        (date(2026, 1, 1), date(2025, 12, 1)),
        (date(2028, 3, 31), date(2028, 2, 1)),
    ],
)
def test_the_usual_period_is_last_month_and_this_one(today: date, first: date) -> None:
    assert Period.usual(today) == Period(first, today)


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(InvalidInput, match="après sa fin"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@pytest.mark.parametrize("year", [1, 202, 9999])
def test_a_year_that_is_a_slip_of_the_pen_is_refused(year: int) -> None:
    with pytest.raises(InvalidInput, match="La période va du"):
        Period(date(year, 1, 1), date(year, 1, 2))
    with pytest.raises(InvalidInput, match="La période va du"):
        Period.usual(date(year, 1, 1))


def test_sequential_flows_are_adopted_each_under_its_number(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit(DepositMode.SEQUENTIAL)
    portal.follow()
    forget_all_deposits()
    for number in ("FA-0001", "FA-0002"):
        adopt(portal, number)
    assert Flow.objects.count() == 2
    assert {flow.flow_number for flow in Flow.objects.all()} == {
        flow["number"] for flow in portal.admin.flows()
    }
