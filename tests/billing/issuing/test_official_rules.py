"""The official rules take what is issued here: pro rata, credit notes, frame A2."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from support.contracts import ME, a_line, an_empty_contract
from support.records import a_structure, a_whole_company
from support.sales import DAY, a_sale, an_issued
from wochorus.billing.credits.services import CreditWish, issue_credit
from wochorus.billing.models import Invoice
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.proposing import RunWish, propose
from wochorus.contracts.reference_terms import set_references
from wochorus.contracts.references import References
from wochorus.deposits.candidates import check_invoices

pytestmark = pytest.mark.django_db
D = Decimal
CITED = References(engagement="BC-2026-118")


def test_nothing_is_found_in_what_is_issued() -> None:
    company = a_whole_company()
    a_structure()
    sold = (a_sale(quantity="3", price="33.33"), a_sale("Sols", price="50", rate="10"))
    invoice = an_issued(company, *sold, references=CITED, period_start=DAY, period_end=DAY)
    an_issued(company, prepaid=D(120), references=CITED, period_start=DAY, period_end=DAY)
    for wish in (
        CreditWish(DAY, "passage non fait", amount=D("100.05")),
        CreditWish(DAY, "passage non fait", lines={"1": D(1)}),
        CreditWish(DAY, "le reste"),
    ):
        issue_credit(invoice, wish, actor=ME)
    contract = an_empty_contract(company, starts_on=date(2026, 1, 12), anchor=date(2026, 1, 1))
    set_references(contract, actor=ME, engagement="ENG-7")
    a_line(contract, "24.60", quantity=D("86.67"), unit="HUR", chantier="École")
    a_line(contract, "1000", basis="year", chantier="Mairie")
    a_line(contract, "15", quantity=D(-1), name="Remise")
    run = propose(company, RunWish(DAY, DAY), actor=ME)
    issue_run(run, actor=ME)
    report = check_invoices(company, Invoice.objects.filter(company=company), DAY)
    assert len(report.candidates) == 5 + 10
    assert [(each.candidate.number, each.finding.message) for each in report.anomalies] == []
