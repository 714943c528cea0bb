"""Reading the statuses of a company, round after round, against a portal that is played."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.utils import timezone

from support.lives import (
    StatusPortal,
    a_history,
    an_integrated_invoice,
    chorus_id_of,
    status_row,
)
from support.records import a_company, a_customer, a_structure
from wochorus.accounts.models import Company
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import (
    BusinessRefusal,
    Evidence,
    IncompleteSearch,
    InvoiceHistory,
    NoAnswer,
    TooManyCalls,
    Unreachable,
)
from wochorus.core.errors import Permanent
from wochorus.deposits.background.company_steps import STEPS
from wochorus.deposits.background.statuses import STATUS_INTERVAL, companies_to_read
from wochorus.deposits.events import record_invoice_event
from wochorus.deposits.heartbeats import heartbeat, readings_of
from wochorus.deposits.models import (
    Event,
    FollowEnd,
    InvoiceLife,
    LifeEntry,
    LifeEntryKind,
    PortalReading,
    ReadingKind,
)
from wochorus.deposits.statuses.reading import (
    MOST_FAILURES_IN_A_ROW,
    StatusRound,
    lives_to_read,
    read_statuses,
)
from wochorus.deposits.statuses.telling import standing_of
from wochorus.deposits.statuses.timeline import HERE, THERE, timeline_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
YESTERDAY = timezone.localdate() - timedelta(days=1)
DAY = f"{YESTERDAY:%Y-%m-%d}"


def moment(time_of_day: str) -> str:
    """Write a moment of yesterday, as the search does."""
    return datetime.fromisoformat(f"{DAY}T{time_of_day}").replace(tzinfo=PARIS).isoformat()


MORNING, LATER = moment("09:05:12.345"), moment("10:30:00")
MORNING_MINUTE, LATER_MINUTE = f"{DAY} 09:05", f"{DAY} 10:30"


@pytest.fixture
def company() -> Company:
    return a_company()


def read(portal: StatusPortal, **how: object) -> StatusRound:
    return read_statuses(Company.objects.get(), portal.client, **how)  # type: ignore[arg-type] # by name


def statuses() -> dict[str, str]:
    return dict(Invoice.objects.order_by("number").values_list("number", "chorus_status"))


def status_events() -> list[str]:
    events = Event.objects.filter(kind="status").order_by("pk")
    return [event.payload["status"] for event in events]


def test_a_suspension_is_read_with_its_reason_its_author_and_its_moment(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "SUSPENDUE", MORNING)])
    lines = (
        ("DEPOSEE", f"{DAY} 08:00", ""),
        ("SUSPENDUE", MORNING_MINUTE, "bon de livraison absent"),
    )
    action = {"histoActionId": 4, "histoActionCode": "TELECHARGEMENT_FACTURE"}
    event = {"evenementId": 2, "evenementLibelle": "Pièce ajoutée", "evenementQui": "Mairie"}
    portal.tell(
        invoice,
        a_history(
            *lines,
            historiquesDesActionsUtilisateurs={"histoAction": [action]},
            historiquesDesEvenementsComplementaires={"evenement": [event]},
        ),
    )
    outcome = read(portal)
    invoice.refresh_from_db()
    assert invoice.chorus_status == "SUSPENDUE"
    assert invoice.chorus_status_at == datetime.fromisoformat(MORNING)
    assert invoice.chorus_comment == "bon de livraison absent"
    assert [change.news.status for change in outcome.changes] == ["SUSPENDUE"]
    assert status_events() == ["SUSPENDUE"]
    life = InvoiceLife.objects.get()
    assert (life.status, life.who) == ("SUSPENDUE", "Anne BERNARD")
    kept = LifeEntry.objects.order_by("kind", "key")
    assert [(each.kind, each.code) for each in kept] == [
        (LifeEntryKind.ACTION, "TELECHARGEMENT_FACTURE"),
        (LifeEntryKind.EVENT, "Pièce ajoutée"),
        (LifeEntryKind.STATUS, "DEPOSEE"),
        (LifeEntryKind.STATUS, "SUSPENDUE"),
    ]
    assert kept.get(code="SUSPENDUE").raw["histoStatutCommentaire"] == "bon de livraison absent"
    sentence = standing_of(invoice).sentence
    assert sentence.startswith("Suspendue : il manque une pièce justificative (depuis le ")
    assert f"{YESTERDAY:%d/%m/%Y} 09:05, par Anne BERNARD)." in sentence
    assert "Motif : bon de livraison absent." in sentence
    assert "À vous d'agir." in sentence


def test_reading_the_same_thing_twice_changes_nothing(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "REJETEE", MORNING)])
    portal.tell(invoice, a_history(("REJETEE", MORNING_MINUTE, "faux")))
    read(portal)
    before = (list(InvoiceLife.objects.values()), list(LifeEntry.objects.values()))
    shown = Invoice.objects.values().get()
    again = read(portal)
    assert not again.changes
    assert (list(InvoiceLife.objects.values()), list(LifeEntry.objects.values())) == before
    assert Invoice.objects.values().get() == shown
    assert status_events() == ["REJETEE"]
    assert portal.read == [chorus_id_of(invoice)]


def test_the_window_follows_the_moments_of_the_portal(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal()
    read(portal)
    first = portal.searched[0].changed_from
    assert invoice.deposited_at is not None
    assert first is not None
    assert first < invoice.deposited_at - timedelta(days=1)
    portal.rows = [status_row(invoice, "SUSPENDUE", "2031-01-02T03:04:05Z")]
    read(portal)
    read(portal, overlap=timedelta(minutes=7))
    shown = datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert portal.searched[2].changed_from == shown - timedelta(minutes=7)
    portal.rows = []
    read(portal)
    assert PortalReading.objects.get().read_to == shown


def test_a_moment_of_the_next_century_does_not_carry_the_cursor_away(company: Company) -> None:
    company.environment = "production"
    company.save()
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "SUSPENDUE", "2126-01-01T00:00:00Z")])
    read(portal)
    assert statuses() == {"FA-1": "SUSPENDUE"}
    assert PortalReading.objects.get().read_to is None


def test_a_change_that_the_index_shows_late_is_recorded(company: Company) -> None:
    late, early = an_integrated_invoice(company, "FA-1"), an_integrated_invoice(company, "FA-2")
    portal = StatusPortal([status_row(early, "SUSPENDUE", LATER)])
    read(portal)
    start = portal.searched[-1].changed_from
    portal.rows = [status_row(late, "REJETEE", moment("09:31:00"))]
    read(portal)
    start = portal.searched[-1].changed_from
    assert start is not None
    assert start <= datetime.fromisoformat(moment("09:31:00"))
    assert statuses() == {"FA-1": "REJETEE", "FA-2": "SUSPENDUE"}


def test_an_old_row_of_a_late_index_does_not_come_back_over_the_new_status(
    company: Company,
) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "REJETEE", LATER)])
    portal.tell(invoice, a_history(("REJETEE", LATER_MINUTE, "faux")))
    read(portal)
    portal.rows = [status_row(invoice, "SUSPENDUE", MORNING)]
    read(portal)
    assert statuses() == {"FA-1": "REJETEE"}
    assert status_events() == ["REJETEE"]


def test_a_refused_duplicate_is_not_said_to_go_again_under_its_number(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    invoice.deposit_state = DepositState.REFUSED
    invoice.refusal = "FichierXml.Debiteur.CodeService.value : le service est inconnu"
    assert "sous le même numéro" in standing_of(invoice).remedy
    invoice.refusal = "FichierXml.DonneesFacture.Id.value : la facture a déjà été déposée (doublon)"
    assert "sous le même numéro" not in standing_of(invoice).remedy
    assert "nouveau numéro" in standing_of(invoice).remedy


def test_an_unknown_status_is_stored_raw_and_said_to_be_unknown(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    read(StatusPortal([status_row(invoice, "STATUT_DE_2031" + "X" * 99, MORNING)]))
    invoice.refresh_from_db()
    assert invoice.chorus_status.startswith("STATUT_DE_2031X")
    standing = standing_of(invoice)
    assert not standing.is_known
    assert "inconnu" in standing.sentence
    assert InvoiceLife.objects.get().end == FollowEnd.NONE


def test_statuses_may_come_in_any_order_and_a_final_one_reopens(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal()
    ends = []
    for minute, status in enumerate(("MISE_EN_PAIEMENT", "SERVICE_FAIT", "REJETEE", "DEPOSEE")):
        portal.rows = [status_row(invoice, status, moment(f"09:{minute:02}:00"))]
        read(portal)
        ends.append(InvoiceLife.objects.get().end)
    assert status_events() == ["MISE_EN_PAIEMENT", "SERVICE_FAIT", "REJETEE", "DEPOSEE"]
    assert ends == [FollowEnd.FINAL, FollowEnd.NONE, FollowEnd.FINAL, FollowEnd.NONE]


def test_a_status_without_a_moment_is_settled_by_the_history(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "SUSPENDUE", MORNING)])
    read(portal)
    portal.rows = [status_row(invoice, "COMPLETEE")]
    portal.tell(
        invoice,
        a_history(("SUSPENDUE", MORNING_MINUTE, ""), ("COMPLETEE", MORNING_MINUTE, "")),
    )
    read(portal)
    assert statuses() == {"FA-1": "COMPLETEE"}


def test_a_status_that_no_history_settles_is_not_lost(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "SUSPENDUE", MORNING)])
    refusal = BusinessRefusal("Chorus Pro refuse", code=20001, label="non habilité")
    portal.tell(invoice, refusal)
    read(portal)
    portal.rows = [status_row(invoice, "COMPLETEE")]
    outcome = read(portal)
    assert statuses() == {"FA-1": "COMPLETEE"}
    assert outcome.troubles == [("FA-1", "Chorus Pro refuse")]


def test_a_row_without_id_is_known_by_its_number_its_year_and_its_supplier(
    company: Company,
) -> None:
    this_year = an_integrated_invoice(company, "FA-1")
    before = this_year.issue_date.replace(year=this_year.issue_date.year - 1)
    last_year = an_integrated_invoice(company, "FA-1", issue_date=before)
    rows = [
        status_row(last_year, "REJETEE", MORNING, identifiantFactureCPP=None),
        status_row(
            this_year,
            "SUSPENDUE",
            MORNING,
            identifiantFactureCPP=None,
            codeFournisseur="99999999900011",
        ),
    ]
    outcome = read(StatusPortal(rows))
    last_year.refresh_from_db()
    this_year.refresh_from_db()
    assert (last_year.chorus_status, this_year.chorus_status) == ("REJETEE", "")
    assert outcome.others == 1


def test_an_invoice_settled_by_hand_finds_its_id_by_its_number(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1", has_id=False)
    read(StatusPortal([status_row(invoice, "MANDATEE", MORNING, numeroFacture="fa-1")]))
    invoice.refresh_from_db()
    assert (invoice.chorus_id, invoice.chorus_status) == (chorus_id_of(invoice), "MANDATEE")


def test_the_life_of_a_deposit_that_was_given_up_does_not_show_in_the_journal(
    company: Company,
) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "REJETEE", MORNING)])
    read(portal)
    Invoice.objects.filter(pk=invoice.pk).update(chorus_id=5, chorus_status="DEPOSEE")
    portal.rows = [status_row(invoice, "SUSPENDUE", LATER)]
    read(portal)
    assert statuses() == {"FA-1": "DEPOSEE"}
    assert set(InvoiceLife.objects.values_list("chorus_id", "status")) == {
        (chorus_id_of(invoice), "SUSPENDUE"),
        (5, "DEPOSEE"),
    }


@pytest.mark.parametrize("reports", [True, False])
def test_a_body_that_never_tells_the_payment_is_said_so(company: Company, reports: bool) -> None:
    a_structure(reports_payment=reports)
    invoice = an_integrated_invoice(company, "FA-1")
    read(StatusPortal([status_row(invoice, "MANDATEE", MORNING)]))
    invoice.refresh_from_db()
    told = "n'annonce pas le paiement" in standing_of(invoice).sentence
    assert told is not reports
    life = InvoiceLife.objects.get()
    assert life.end == ("" if reports else FollowEnd.NO_PAYMENT_NEWS)


def test_one_ended_is_asked_no_more_and_a_watched_one_is_asked_again_after_a_week(
    company: Company,
) -> None:
    paid, watched = an_integrated_invoice(company, "FA-1"), an_integrated_invoice(company, "FA-2")
    portal = StatusPortal([status_row(paid, "MISE_EN_PAIEMENT", MORNING)])
    portal.tell(paid, a_history(("MISE_EN_PAIEMENT", MORNING_MINUTE, "")))
    read(portal)
    assert sorted(portal.read) == [chorus_id_of(paid), chorus_id_of(watched)]
    now = timezone.now()
    assert list(lives_to_read(company, now)) == []
    in_a_week = lives_to_read(company, now + timedelta(days=8))
    assert [life.invoice for life in in_a_week] == [watched]


def test_an_invoice_without_news_for_half_a_year_is_said_to_be_silent_once(
    company: Company,
) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal(
        [status_row(invoice, "SERVICE_FAIT", (timezone.now() - timedelta(days=181)).isoformat())]
    )
    read(portal)
    read(portal)
    assert InvoiceLife.objects.get().end == FollowEnd.SILENT
    invoice.refresh_from_db()
    assert "180 jours" in standing_of(invoice).sentence
    portal.rows = [status_row(invoice, "MANDATEE", MORNING)]
    read(portal)
    assert InvoiceLife.objects.get().end == FollowEnd.NONE


def test_a_trouble_with_one_invoice_stops_no_other(company: Company) -> None:
    ill, sound = an_integrated_invoice(company, "FA-1"), an_integrated_invoice(company, "FA-2")
    portal = StatusPortal([status_row(each, "REJETEE", MORNING) for each in (ill, sound)])
    portal.tell(ill, IncompleteSearch("Les pages ne font pas le compte"))
    portal.tell(sound, a_history(("REJETEE", MORNING_MINUTE, "faux")))
    outcome = read(portal)
    assert statuses() == {"FA-1": "REJETEE", "FA-2": "REJETEE"}
    assert [number for number, _ in outcome.troubles] == ["FA-1"]
    assert (outcome.histories, outcome.left) == (1, 1)
    assert PortalReading.objects.get().trouble == ""


def silence() -> NoAnswer:
    return NoAnswer("Chorus Pro n'a pas répondu", evidence=Evidence(503, "", ""))


@pytest.mark.parametrize(
    "failure", [silence(), Unreachable("Pas de réseau"), TooManyCalls("Trop vite", retry_after=3.0)]
)
def test_a_portal_that_does_not_answer_stops_the_round_and_the_next_goes_on(
    company: Company, failure: NoAnswer | Unreachable | TooManyCalls
) -> None:
    invoices = [an_integrated_invoice(company, f"FA-{rank}") for rank in range(6)]
    portal = StatusPortal([status_row(invoices[0], "REJETEE", MORNING)])
    for invoice in invoices:
        portal.tell(invoice, failure)
    with pytest.raises(type(failure)):
        read(portal)
    assert len(portal.read) <= 2
    assert statuses()["FA-0"] == "REJETEE"
    reading = PortalReading.objects.get()
    assert reading.trouble == failure.what
    assert failure.what in heartbeat(reading, timezone.now())
    portal.histories = {}
    assert read(portal).histories == 6
    told = heartbeat(readings_of(company)[ReadingKind.STATUSES], timezone.now())
    assert told == "dernier relevé à l'instant"


def test_a_search_that_fails_is_told_in_the_heartbeat(company: Company) -> None:
    an_integrated_invoice(company, "FA-1")
    portal = StatusPortal(search_failure=Unreachable("Pas de réseau"))
    with pytest.raises(Unreachable):
        read(portal)
    reading = PortalReading.objects.get()
    assert (reading.read_at, reading.trouble) == (None, "Pas de réseau")
    assert heartbeat(reading, timezone.now()).startswith("jamais lu ; dernier essai à l'instant")


def test_a_window_too_large_for_the_portal_is_read_in_halves(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")

    class Capped(StatusPortal):
        def search_invoices(self, search: object) -> list[object]:  # type: ignore[override] # odd on purpose
            self.searched.append(search)  # type: ignore[arg-type] # as above
            if len(self.searched) == 1:
                raise IncompleteSearch("Les pages ne font pas le compte")
            return list(self.rows)

    portal = Capped([status_row(invoice, "REJETEE", MORNING)])
    read(portal)
    whole, first, second = portal.searched
    assert (first.changed_from, second.changed_to) == (whole.changed_from, whole.changed_to)
    assert first.changed_to == second.changed_from
    assert status_events() == ["REJETEE"]


def test_histories_that_there_was_no_time_for_are_left_to_the_next_round(company: Company) -> None:
    for rank in range(3):
        an_integrated_invoice(company, f"FA-{rank}")
    portal = StatusPortal()
    outcome = read(portal, goes_on=lambda: len(portal.read) < 1)
    assert (outcome.histories, outcome.left) == (1, 2)
    assert read(portal).left == 0


def test_words_that_no_database_keeps_stop_nothing(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "REJETEE", MORNING)])
    portal.tell(invoice, a_history(("REJETEE", MORNING_MINUTE, "fa\x00ux \ud800")))
    outcome = read(portal)
    assert not outcome.troubles
    assert LifeEntry.objects.get().comment == "faux ?"


def test_lines_without_a_number_are_kept_once(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    lines = [
        {"histoStatutCode": "DEPOSEE", "histoStatutDatePassage": MORNING_MINUTE},
        {"histoStatutCode": "REJETEE", "histoStatutDatePassage": f"{DAY} 09:06"},
    ]
    history = InvoiceHistory.read({"historiquesDesStatuts": {"histoStatut": lines}})
    portal = StatusPortal([status_row(invoice, "REJETEE", MORNING)])
    portal.tell(invoice, history)
    read(portal)
    InvoiceLife.objects.update(history_read_at=None)
    read(portal)
    assert LifeEntry.objects.count() == 2


def test_the_line_of_time_mixes_our_events_and_those_of_the_portal(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    portal = StatusPortal([status_row(invoice, "REJETEE", MORNING)])
    portal.tell(invoice, a_history(("REJETEE", MORNING_MINUTE, "faux")))
    read(portal)
    told = timeline_of(invoice)
    assert {each.place for each in told} == {HERE, THERE}
    assert [each.at for each in told] == sorted(each.at for each in told if each.at)


def test_what_happened_in_one_minute_is_told_in_its_true_order(company: Company) -> None:
    invoice = an_integrated_invoice(company, "FA-1")
    life = InvoiceLife.objects.create(
        invoice=invoice, environment="simulator", chorus_id=77, seen_at=timezone.now()
    )

    def entry(code: str, at: datetime, read_at: datetime) -> None:
        made = LifeEntry.objects.create(
            life=life, kind=LifeEntryKind.ACTION, key=code, code=code, at=at
        )
        LifeEntry.objects.filter(pk=made.pk).update(read_at=read_at)

    sent, read_it, again = (record_invoice_event(invoice, kind) for kind in ("a", "b", "c"))
    between = sent.at + (read_it.at - sent.at) / 2
    much_later = again.at + timedelta(hours=1)
    entry("late", again.at.replace(second=0, microsecond=0), much_later)
    entry("read", sent.at.replace(second=0, microsecond=0), between)
    entry("before", (sent.at - timedelta(minutes=2)).replace(second=0, microsecond=0), much_later)
    entry("exact", (sent.at - timedelta(minutes=5)).replace(second=7), much_later)
    told = [each.code for each in timeline_of(invoice)]
    assert told == ["exact", "before", "a", "read", "b", "c", "late"]


def test_statuses_are_read_every_quarter_of_an_hour_once_the_first_invoice_is_that_old(
    company: Company,
) -> None:
    now = timezone.now()
    assert companies_to_read(now) == set()
    an_integrated_invoice(company, "FA-1")
    read(StatusPortal())
    PortalReading.objects.all().delete()
    assert companies_to_read(now) == set()
    assert companies_to_read(now + STATUS_INTERVAL * 2) == {company.pk}
    read(StatusPortal())
    assert companies_to_read(timezone.now() + STATUS_INTERVAL / 2) == set()
    assert companies_to_read(timezone.now() + STATUS_INTERVAL * 2) == {company.pk}


def together(*acts: Callable[[], object]) -> None:
    """Run these in threads of their own, begun at the same moment."""
    gate = threading.Barrier(len(acts))

    def act(each: Callable[[], object]) -> None:
        try:
            gate.wait()
            each()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_programs_that_read_at_once_record_each_change_once() -> None:
    company = a_company()
    invoices = [an_integrated_invoice(company, f"FA-{rank:02}") for rank in range(12)]
    portals = []
    for _ in range(3):
        portal = StatusPortal([status_row(each, "REJETEE", MORNING) for each in invoices])
        for invoice in invoices:
            portal.tell(invoice, a_history(("REJETEE", MORNING_MINUTE, "faux")))
        portals.append(portal)
    together(*(lambda portal=portal: read(portal) for portal in portals))
    assert status_events() == ["REJETEE"] * len(invoices)
    assert InvoiceLife.objects.count() == len(invoices)
    assert LifeEntry.objects.count() == len(invoices)
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_a_history_asked_before_another_program_saw_more_does_not_undo_it() -> None:
    company = a_company()
    invoice = an_integrated_invoice(company, "FA-1")
    slow, quick = StatusPortal(), StatusPortal()
    slow.rows = [status_row(invoice, "SUSPENDUE", MORNING)]
    both = (("SUSPENDUE", MORNING_MINUTE, ""), ("COMPLETEE", MORNING_MINUTE, ""))
    quick.tell(invoice, a_history(*both))
    quick.rows = [status_row(invoice, "COMPLETEE", moment("09:05:50"))]

    def sleeps() -> InvoiceHistory:
        read(quick)
        return a_history(both[0])

    slow.tell(invoice, sleeps)
    read(slow)
    assert statuses() == {"FA-1": "COMPLETEE"}
    assert status_events() == ["SUSPENDUE", "COMPLETEE"]
    assert LifeEntry.objects.count() == 2


def test_an_invoice_of_another_customer_of_the_account_is_left_alone(company: Company) -> None:
    ours = an_integrated_invoice(company, "FA-1", customer=a_customer(company))
    foreign = status_row(ours, "REJETEE", MORNING, identifiantFactureCPP=9, numeroFacture="X-1")
    outcome = read(StatusPortal([foreign]))
    assert (outcome.rows, outcome.others) == (1, 1)
    assert statuses() == {"FA-1": ""}


def test_the_workers_read_the_statuses_as_one_of_their_steps(company: Company) -> None:
    step = STEPS["read_statuses"]
    assert step.due(timezone.now()) == set()
    an_integrated_invoice(company, "FA-1")
    assert step.due(timezone.now()) == {company.pk}
    with pytest.raises(Permanent, match="identifiants"):
        step.run(company, lambda: True)


def test_too_many_failures_in_a_row_stop_the_round(company: Company) -> None:
    """A portal that refuses every history is not asked for each of them."""
    refusal = BusinessRefusal("Chorus Pro refuse", code=20001, label="non habilité")
    portal = StatusPortal()
    for rank in range(9):
        portal.tell(an_integrated_invoice(company, f"FA-{rank}"), refusal)
    outcome = StatusRound()
    with pytest.raises(BusinessRefusal):
        read(portal, outcome=outcome)
    assert len(portal.read) == MOST_FAILURES_IN_A_ROW
    assert (len(outcome.troubles), outcome.left) == (MOST_FAILURES_IN_A_ROW, 9)
    assert PortalReading.objects.get().trouble == "Chorus Pro refuse"
