"""Issuing: what an invoice says once it has its number, and what keeps it from having one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.journals import a_csv, a_row
from support.contracts import ME
from support.records import a_company, a_customer, a_siret
from support.sales import DAY, a_content, a_sale, an_issued
from wochorus.billing.importer import import_journal
from wochorus.billing.issuing.content import Exemption, InvoiceContent, amounts_of
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.line_rows import Line
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.core.money import to_cents
from wochorus.customers.models import Customer
from wochorus.customers.terms import parse_term
from wochorus.einvoice import model
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("customer", "term", "due", "told"),
    [
        ({}, "", date(2026, 12, 24), "30 jours"),
        ({"legal_category": "7364"}, "", date(2027, 1, 13), "50 jours"),
        ({"legal_category": "7364"}, "20 jours", date(2026, 12, 14), "20 jours"),
        # No contract lengthens what the law leaves to a public payer.
        ({}, "45 jours fin de mois", date(2026, 12, 24), "30 jours"),
        ({"kind": "private"}, "45 jours fin de mois", date(2027, 1, 31), "45 jours fin de mois"),
        ({"kind": "private", "term_days": 10}, "", date(2026, 12, 4), "10 jours"),
        ({"kind": "private"}, "", date(2026, 12, 24), "30 jours"),
    ],
)
def test_the_due_date_follows_the_contract_the_customer_and_the_law(
    customer: dict[str, Any], term: str, due: date, told: str
) -> None:
    company = a_company()
    known = a_customer(company, **customer)
    invoice = an_issued(company, customer=known, term=parse_term(term) if term else None)
    assert (invoice.due_date, invoice.payment_terms) == (due, told)


@pytest.mark.django_db
def test_what_is_not_told_comes_from_the_customer_and_the_company() -> None:
    company = a_company()
    customer = a_customer(company, code_service="S-1", payment_means="49", sector="Nord")
    invoice = an_issued(company, customer=customer)
    assert (invoice.code_service, invoice.payment_means, invoice.sector) == ("S-1", "49", "Nord")
    assert (invoice.cadre, invoice.source, invoice.kind) == ("A1", "free", "380")


@pytest.mark.django_db
def test_an_invoice_that_a_deposit_covers_is_of_frame_a2() -> None:
    company = a_company()
    paid = an_issued(company, prepaid=D(120))
    assert (paid.cadre, paid.amount_due, paid.prepaid) == ("A2", D(0), D(120))
    part = an_issued(company, prepaid=D("20.5"))
    assert (part.cadre, part.amount_due) == ("A1", D("99.5"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"prepaid": D(121)}, "ne pas dépasser le total TTC"),
        ({"prepaid": D(-1)}, "doit être positif"),
        ({"cadre": "A2"}, "acompte égal au total TTC"),
        ({"cadre": "A4"}, "cadre de facturation A4"),
        (
            {"period_start": date(2026, 2, 1), "period_end": date(2026, 1, 1)},
            "finit avant de commencer",
        ),
        ({"lines": ()}, "aucune ligne"),
        ({"lines": (a_sale(quantity="-1"),)}, "total est négatif"),
        ({"lines": (a_sale(price="9999999999999", quantity="9999"),)}, "dépasse"),
        ({"lines": (a_sale(rate="0"),)}, "à 0 %, dites pourquoi"),
        ({"lines": (a_sale(rate="0")._replace(tax_category="E"),)}, "texte qui en dispense"),
    ],
)
def test_an_invoice_that_could_not_stand_takes_no_number(fields: dict[str, Any], why: str) -> None:
    company = a_company()
    content = replace(a_content(company), **fields)
    with pytest.raises(InvalidInput, match=why) as refused:
        issue_invoices(company, [a_content(company), content], DAY, actor=ME)
    assert "aucun numéro n'est pris" in refused.value.remedy
    assert not Invoice.objects.exists()
    assert an_issued(company).number == "FA-2026-00001"


@pytest.mark.django_db
def test_a_customer_of_another_company_is_refused() -> None:
    company, other = a_company(), a_company("autre", a_siret(3))
    with pytest.raises(InvalidInput, match="autre société"):
        an_issued(company, customer=a_customer(other))


@pytest.mark.django_db
def test_different_mentions_of_a_category_are_all_told() -> None:
    company = a_company()
    exempt = a_sale(rate="0")._replace(tax_category="E")
    told = (Exemption("E", "Exonération, article 261-4-4° du CGI", "VATEX-EU-132"),)
    invoice = an_issued(company, exempt, exemptions=told)
    tax = invoice.tax_breakdown.get()
    assert (tax.exemption_reason, tax.exemption_code) == told[0][1:]


@pytest.mark.django_db
def test_an_issued_invoice_is_never_changed_by_a_journal(tmp_path: Path) -> None:
    company = a_company()
    invoice = an_issued(company)
    row = a_row(number=invoice.number, code=invoice.customer.code)
    report = import_journal(company, a_csv(tmp_path / "journal.csv", [row]))
    invoice.refresh_from_db()
    assert invoice.subject == ""
    assert any("a été émise ici et ne change plus" in error.message for error in report.errors)


LINES = st.tuples(
    st.integers(-99_999, 999_999).map(lambda n: D(n) / 10_000),
    st.integers(0, 99_999_999).map(lambda n: D(n) / 1_000_000),
    st.sampled_from([D(20), D(10), D("5.5"), D("2.1")]),
)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_the_sums_are_those_of_the_e_invoice_engine(
    sold: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    lines = tuple(
        Line(
            *(str(n), "x", "", quantity, "C62", price, to_cents(quantity * price), "S", rate),
            *(None, None, "", ""),
        )
        for n, (quantity, price, rate) in enumerate(sold, start=1)
    )
    amounts = amounts_of(InvoiceContent(Customer(), lines))
    engine = complete(
        model.Invoice(
            number="1",
            issue_date=DAY,
            seller=model.Seller(name="a", address=model.Address(country="FR")),
            buyer=model.Buyer(name="b", address=model.Address(country="FR")),
            lines=tuple(
                model.InvoiceLine(
                    identifier=line.identifier,
                    quantity=line.quantity,
                    price=model.Price(net=line.price),
                    item=model.Item(name="x"),
                    tax_rate=line.tax_rate,
                )
                for line in lines
            ),
        )
    )
    assert engine.totals is not None
    assert (amounts.without_tax, amounts.tax, amounts.with_tax) == (
        engine.totals.without_tax,
        engine.totals.tax,
        engine.totals.with_tax,
    )
    assert {(tax.rate, tax.taxable_amount, tax.tax_amount) for tax in amounts.taxes} == {
        (tax.rate, tax.taxable_amount, tax.tax_amount) for tax in engine.tax_breakdown
    }
