"""The billing run: proposed, looked at, issued as one, undone; nothing is ever billed twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.contracts import ME, a_contract, a_line, an_empty_contract
from support.records import a_company, a_customer, a_service, a_siret, a_structure
from wochorus.billing.models import DepositState, Invoice
from wochorus.billing.numbering.models import IssuedInvoice, NumberSeries
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.billing.runs.choosing import drop, exclude, include, items_of
from wochorus.billing.runs.contracts import RunFilter
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.models import BillingRunItem, ItemState, RunState
from wochorus.billing.runs.proposing import RunWish, propose
from wochorus.billing.runs.undoing import undo_run
from wochorus.contracts.index_values import DatedValue
from wochorus.contracts.indices import add_series, add_value
from wochorus.contracts.life import suspend_contract, terminate_contract
from wochorus.contracts.models import EngagementUse
from wochorus.contracts.reference_terms import ceiling_of, set_references
from wochorus.contracts.revised_prices import apply_revision
from wochorus.contracts.revision_clauses import IndexShare, set_clause
from wochorus.contracts.selling import change_line
from wochorus.contracts.services import change_contract
from wochorus.core.errors import InvalidInput
from wochorus.core.money import to_cents
from wochorus.deposits.models import Event

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.runs.issuing import RunOutcome
    from wochorus.billing.runs.models import BillingRun

pytestmark = pytest.mark.django_db
D = Decimal
END_OF_JANUARY = date(2026, 1, 31)


@pytest.fixture
def company() -> Company:
    return a_company()


def proposed(company: Company, until: date = END_OF_JANUARY, **wanted: Any) -> BillingRun:
    wish = RunWish(until, until, RunFilter(**wanted))
    return propose(company, wish, actor=ME)


def issued(company: Company, until: date = END_OF_JANUARY) -> RunOutcome:
    return issue_run(proposed(company, until), actor=ME)


def the_invoice(outcome: RunOutcome) -> Invoice:
    (only,) = outcome.issued
    return Invoice.objects.get(pk=only.invoice_id)


def test_a_month_in_arrears_becomes_an_invoice_with_all_that_the_contract_says(
    company: Company,
) -> None:
    contract = a_contract(
        company, subject="Entretien des locaux", sector="Nord", payment_term="20 jours"
    )
    set_references(contract, actor=ME, marche="M-1", engagement="ENG-1", code_service="S-1")
    invoice = the_invoice(issued(company))
    assert (invoice.number, invoice.issue_date, invoice.due_date) == (
        "FA-2026-00001",
        END_OF_JANUARY,
        date(2026, 2, 20),
    )
    assert (invoice.period_start, invoice.period_end) == (date(2026, 1, 1), END_OF_JANUARY)
    assert (invoice.marche, invoice.engagement, invoice.code_service) == ("M-1", "ENG-1", "S-1")
    assert (invoice.subject, invoice.sector) == ("Entretien des locaux (contrat C-1)", "Nord")
    assert (invoice.total_without_tax, invoice.total_tax, invoice.amount_due) == (
        D(1000),
        D(200),
        D(1200),
    )
    assert invoice.source == "contract"
    line = invoice.invoice_lines.get()
    assert (line.quantity, line.price, line.net_amount, line.note) == (D(1), D(1000), D(1000), "")
    assert (line.period_start, line.period_end) == (date(2026, 1, 1), END_OF_JANUARY)
    contract.refresh_from_db()
    assert (contract.next_start, contract.is_billed_here) == (date(2026, 2, 1), True)


def test_each_period_that_is_due_has_its_own_invoice_and_a_second_run_finds_nothing(
    company: Company,
) -> None:
    a_contract(company)
    a_contract(company, "C-2", every_months=3, timing="advance")
    outcome = issued(company, date(2026, 4, 15))
    periods = [
        (each.content.contract.number, each.content.period_start, each.number)
        for each in outcome.issued
        if each.content.contract
    ]
    assert periods == [
        ("C-1", date(2026, 1, 1), "FA-2026-00001"),
        ("C-1", date(2026, 2, 1), "FA-2026-00002"),
        ("C-1", date(2026, 3, 1), "FA-2026-00003"),
        ("C-2", date(2026, 1, 1), "FA-2026-00004"),
        ("C-2", date(2026, 4, 1), "FA-2026-00005"),
    ]
    assert not items_of(proposed(company, date(2026, 4, 15)))


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        # 17 days of 31, then 14 of 28; in a leap year 14 of 29.
        (date(2026, 1, 15), date(2026, 2, 14), "548.39", "500.00"),
        (date(2024, 1, 15), date(2024, 2, 14), "548.39", "482.76"),
    ],
)
def test_a_contract_that_begins_and_ends_within_a_month_owes_its_days_only(
    company: Company, start: date, end: date, first: str, last: str
) -> None:
    contract = a_contract(company, starts_on=start, anchor=date(start.year, 1, 1), anchor_day=1)
    terminate_contract(contract, end, actor=ME)
    outcome = issued(company, date(start.year, 2, 28))
    lines = [Invoice.objects.get(pk=each.invoice_id).invoice_lines.get() for each in outcome.issued]
    assert [str(line.net_amount) for line in lines] == [first, last]
    assert all(line.quantity * line.price == pytest.approx(line.net_amount) for line in lines)
    assert lines[0].note.startswith("Prorata : 17 jours sur 31 (du 15/01/")
    assert "prix plein 1\u202f000,00\u00a0€ par mois" in lines[0].note


def test_the_product_of_what_is_told_on_a_line_is_its_amount_to_the_cent(company: Company) -> None:
    contract = an_empty_contract(company, every_months=1, starts_on=date(2026, 1, 8))
    change_contract(contract, actor=ME, anchor=date(2026, 1, 1), anchor_day=1)
    a_line(contract, "24.6", quantity=D("86.67"), unit="HUR")
    a_line(contract, "1000", basis="year")
    a_line(contract, "33.33", quantity=D(-1), name="Remise")
    a_line(contract, "0.01", quantity=D("9999.9999"))
    lines = the_invoice(issued(company)).invoice_lines.order_by("position")
    for line in lines:
        assert to_cents(line.quantity * line.price) == line.net_amount
    assert [str(line.net_amount) for line in lines] == ["1650.64", "64.51", "-25.80", "77.42"]


def test_a_year_sold_by_the_month_tells_one_at_a_twelfth(company: Company) -> None:
    contract = an_empty_contract(company)
    a_line(contract, "1000", basis="year", unit="LS")
    line = the_invoice(issued(company)).invoice_lines.get()
    assert (line.quantity, line.unit, line.price, line.net_amount) == (
        D(1),
        "LS",
        D("83.33"),
        D("83.33"),
    )


def test_a_suspended_month_gives_no_invoice_and_the_next_one_follows(company: Company) -> None:
    contract = a_contract(company)
    suspend_contract(contract, date(2026, 1, 1), END_OF_JANUARY, actor=ME)
    run = proposed(company, date(2026, 2, 28))
    assert "rien n'est dû" in items_of(run)[0].anomalies[0]
    outcome = issue_run(run, actor=ME)
    assert [item.period_start for item in outcome.skipped] == [date(2026, 1, 1)]
    assert the_invoice(outcome).period_start == date(2026, 2, 1)


def test_a_revision_that_is_due_is_told_then_its_price_billed_with_its_coefficient(
    company: Company,
) -> None:
    contract = a_contract(company)
    series = add_series("PASSE", "Indice fictif", "quarter", is_fictitious=True)
    add_value(series, DatedValue(date(2025, 10, 1), D("113.2"), date(2025, 12, 20)))
    share = IndexShare("PASSE", D("0.85"), D("110.0"))
    set_clause(contract, D("0.15"), [share], date(2026, 2, 1), actor=ME)
    january, february = items_of(proposed(company, date(2026, 2, 28)))
    assert not any("révision" in told for told in january.anomalies)
    assert any("révision de prix est due depuis le 01/02/2026" in x for x in february.anomalies)
    issued(company)
    apply_revision(contract, date(2026, 2, 1), actor=ME)
    line = the_invoice(issued(company, date(2026, 2, 28))).invoice_lines.get()
    assert (line.price, line.net_amount) == (D("1024.70"), D("1024.70"))
    assert line.note == "Prix révisé au 01/02/2026, coefficient 1,0247"


def test_sites_are_told_on_their_lines_and_together_on_the_invoice(company: Company) -> None:
    contract = an_empty_contract(company)
    a_line(contract, name="Sols", chantier="École A")
    a_line(contract, name="Vitres", chantier="École B")
    invoice = the_invoice(issued(company))
    assert invoice.chantier == "École A, École B"
    notes = invoice.invoice_lines.order_by("position").values_list("note", flat=True)
    assert list(notes) == ["Chantier : École A", "Chantier : École B"]


def test_the_reverse_charge_carries_its_mention_and_the_subcontract(company: Company) -> None:
    contract = an_empty_contract(company, subcontract="Contrat n° 7 du 01/12/2025")
    a_line(contract, tax_rate=D(0), tax_category="AE")
    run = proposed(company)
    assert "l'autoliquidation demande les n° de TVA" in " ".join(items_of(run)[0].anomalies)
    invoice = the_invoice(issue_run(run, actor=ME))
    tax = invoice.tax_breakdown.get()
    assert (tax.category, tax.tax_amount, tax.exemption_code) == ("AE", D(0), "VATEX-EU-AE")
    assert tax.exemption_reason == "Autoliquidation (CGI, article 283, 2 nonies)"
    assert invoice.invoice_lines.get().note == "Sous-traitance : Contrat n° 7 du 01/12/2025"


def test_what_is_known_to_be_wrong_is_told_contract_by_contract(company: Company) -> None:
    structure = a_structure(a_siret(1), requires_service=True)
    a_service(structure, "CLOS", is_active=False)
    nameless = a_customer(company, siret="", code="SANS")
    served = a_customer(company, siret=a_siret(1), code="SERVI", code_service="CLOS")
    a_contract(company, "C-1", customer=nameless, returned_on=None, timing="advance")
    a_contract(company, "C-2", customer=served)
    spent = a_contract(company, "C-3", customer=served)
    set_references(
        spent,
        actor=ME,
        engagement="ENG",
        ceiling=D(1500),
        engagement_ends_on=date(2026, 2, 15),
    )
    run = proposed(company, date(2026, 2, 28))
    told = [(item.contract.number, item.anomalies) for item in items_of(run)]
    first = dict(reversed(told))
    assert any("pas de SIRET" in each for each in first["C-1"])
    assert any("n'est pas noté comme restitué" in each for each in first["C-1"])
    assert any("en avance à un client public" in each for each in first["C-1"])
    assert any("le service CLOS est inactif" in each for each in first["C-2"])
    january, february = (anomalies for number, anomalies in told if number == "C-3")
    assert not any("dépassé" in each for each in january)
    assert any("ENG est dépassé de 500,00\u00a0€ HT" in each for each in february)
    assert any("ENG finit le 15/02/2026" in each for each in february)


def test_a_period_of_long_ago_is_told(company: Company) -> None:
    a_contract(company, starts_on=date(2024, 1, 1), duration_months=1)
    (item,) = items_of(proposed(company, date(2026, 1, 31)))
    assert any("il y a plus d'un an" in told for told in item.anomalies)


def test_the_order_of_a_contract_is_spent_by_its_invoices(company: Company) -> None:
    contract = a_contract(company)
    set_references(contract, actor=ME, engagement="ENG", ceiling=D(5000))
    outcome = issued(company, date(2026, 2, 28))
    ceiling = ceiling_of(contract, date(2026, 2, 1))
    assert ceiling is not None
    assert ceiling.left == D(3000)
    undo_run(outcome.run, actor=ME)
    assert not EngagementUse.objects.exists()


def test_contracts_are_left_out_and_taken_back(company: Company) -> None:
    for number in ("C-1", "C-2"):
        a_contract(company, number)
    run = proposed(company, date(2026, 2, 28))
    assert exclude(run, ["C-1"], "litige") == 2
    assert [(item.state, item.reason) for item in items_of(run)[:1]] == [("excluded", "litige")]
    assert include(run, ["C-1"]) == 2
    exclude(run, ["C-2"])
    issue_run(run, actor=ME)
    assert {item.contract.number for item in items_of(proposed(company))} == {"C-2"}
    with pytest.raises(InvalidInput, match="C-9"):
        exclude(proposed(company), ["C-9"])


def test_filters_choose_the_contracts(company: Company) -> None:
    private = a_customer(company, siret=a_siret(2), code="PRIVE", kind="private", group="Nord")
    a_contract(company, "C-1", sector="Est", salesperson="Gérard")
    a_contract(company, "C-2", customer=private)

    def found(**wanted: Any) -> set[str]:
        return {item.contract.number for item in items_of(proposed(company, **wanted))}

    assert found(sector="est", salesperson="gérard") == {"C-1"}
    assert found(kind="private") == found(group="nord") == found(customer="prive") == {"C-2"}
    assert found(contracts=("C-1", "C-2")) == {"C-1", "C-2"}


def test_a_contract_that_changed_since_is_refused_and_the_others_are_issued(
    company: Company,
) -> None:
    changed, same = a_contract(company, "C-1"), a_contract(company, "C-2")
    run = proposed(company)
    change_line(changed.lines.get(), date(2026, 1, 1), actor=ME, price=D(1100))
    outcome = issue_run(run, actor=ME)
    assert [each.content.contract for each in outcome.issued] == [same]
    assert "a changé depuis" in outcome.refused[0].reason
    changed.refresh_from_db()
    assert changed.next_start == date(2026, 1, 1)


def test_two_runs_on_the_same_contracts_bill_each_period_once(company: Company) -> None:
    a_contract(company)
    first, second = proposed(company), proposed(company)
    issue_run(first, actor=ME)
    outcome = issue_run(second, actor=ME)
    assert not outcome.issued
    assert "déjà facturée" in outcome.refused[0].reason
    with pytest.raises(InvalidInput, match="ne peut plus être émise"):
        issue_run(first, actor=ME)
    assert Invoice.objects.count() == 1


def test_a_total_below_zero_is_refused_at_once(company: Company) -> None:
    contract = a_contract(company)
    a_line(contract, "1500", quantity=D(-1), name="Remise")
    run = proposed(company)
    item = items_of(run)[0]
    assert item.state == ItemState.REFUSED
    assert "total est négatif" in item.reason
    with pytest.raises(InvalidInput, match="Rien n'est à émettre"):
        issue_run(run, actor=ME)


def test_a_run_is_undone_whole_and_its_numbers_come_back(company: Company) -> None:
    contract = a_contract(company)
    before = issued(company)
    outcome = issued(company, date(2026, 3, 31))
    assert undo_run(outcome.run, actor=ME) == 2
    contract.refresh_from_db()
    series = NumberSeries.objects.get()
    assert contract.next_start == date(2026, 2, 1)
    assert (series.next_rank, series.last_day) == (2, END_OF_JANUARY)
    assert list(Invoice.objects.values_list("number", flat=True)) == ["FA-2026-00001"]
    assert {item.state for item in outcome.run.items.all()} == {ItemState.UNDONE}
    assert contract.is_billed_here
    undo_run(before.run, actor=ME)
    contract.refresh_from_db()
    assert (contract.next_start, contract.is_billed_here) == (date(2026, 1, 1), False)
    assert not IssuedInvoice.objects.exists()
    assert the_invoice(issued(company)).number == "FA-2026-00001"


def test_a_run_whose_invoices_live_is_not_undone(company: Company) -> None:
    a_contract(company)
    first = issued(company)
    invoice = the_invoice(first)
    second = issued(company, date(2026, 2, 28))
    with pytest.raises(InvalidInput, match="ne sont plus les derniers"):
        undo_run(first.run, actor=ME)
    undo_run(second.run, actor=ME)
    Invoice.objects.filter(pk=invoice.pk).update(deposit_state=DepositState.RESERVED)
    with pytest.raises(InvalidInput, match="En cours de dépôt"):
        undo_run(first.run, actor=ME)
    Invoice.objects.filter(pk=invoice.pk).update(deposit_state=DepositState.TO_DEPOSIT)
    received = Received(END_OF_JANUARY, D(1200))
    record_payment(company, received, {invoice.pk: D(1200)}, actor=ME)
    with pytest.raises(InvalidInput, match="est payée"):
        undo_run(first.run, actor=ME)
    assert Invoice.objects.count() == 1


def test_a_run_of_which_an_anomaly_was_mended_is_kept_and_says_why(company: Company) -> None:
    a_contract(company)
    outcome = issued(company)
    Event.objects.create(
        company=company, invoice=the_invoice(outcome), kind="remedied", actor=ME, message="service"
    )
    with pytest.raises(InvalidInput, match="ou une anomalie corrigée"):
        undo_run(outcome.run, actor=ME)
    assert the_invoice(outcome).number == "FA-2026-00001"


def test_a_dropped_run_is_never_issued(company: Company) -> None:
    a_contract(company)
    run = proposed(company)
    assert drop(run, actor=ME).state == RunState.DROPPED
    with pytest.raises(InvalidInput, match="abandonnée"):
        issue_run(run, actor=ME)
    assert BillingRunItem.objects.get().state == ItemState.PROPOSED


def test_the_files_of_a_contract_follow_all_its_invoices_or_the_first_one(
    company: Company,
) -> None:
    contract = a_contract(company)
    for name, follows in (("bon.pdf", "all"), ("contrat.pdf", "first"), ("interne.pdf", "none")):
        contract.files.create(
            name=name,
            kind="BON_COMMANDE",
            follows=follows,
            sha256=name.ljust(64, "0"),
            size=10,
            media_type="application/pdf",
        )
    outcome = issued(company, date(2026, 2, 28))
    names = [
        list(Invoice.objects.get(pk=each.invoice_id).documents.values_list("file_name", "kind"))
        for each in outcome.issued
    ]
    assert names == [
        [("bon.pdf", "BON_COMMANDE"), ("contrat.pdf", "BON_COMMANDE")],
        [("bon.pdf", "BON_COMMANDE")],
    ]


def test_two_companies_have_their_own_series(company: Company) -> None:
    other = a_company("autre", a_siret(7))
    a_contract(company)
    a_contract(other, customer=a_customer(other))
    assert the_invoice(issued(company)).number == the_invoice(issued(other)).number
