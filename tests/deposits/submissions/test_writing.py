"""Invoices of the journal said in the words of a submission, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.candidates import a_candidate, a_file, surroundings
from support.records import a_company, a_detailed_invoice, an_invoice
from wochorus.billing.models import Invoice, InvoiceKind, InvoiceLine, TaxBreakdown
from wochorus.choruspro import SubmissionCadre
from wochorus.deposits.checks.anomaly import Level
from wochorus.deposits.checks.files import check_main_document
from wochorus.deposits.checks.ways import (
    check_typed_lines,
    check_validator,
    check_weight_of_pdf,
)
from wochorus.deposits.submissions.checking import findings_of
from wochorus.deposits.submissions.request import PortalNumbers
from wochorus.deposits.submissions.writing import requests_of
from wochorus.deposits.syntaxes import SubmittedFormat

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.deposits.submissions.request import FrozenRequest

pytestmark = pytest.mark.django_db
PDF, TYPED = SubmittedFormat.PDF, SubmittedFormat.TYPED


@pytest.fixture
def company() -> Company:
    return a_company()


def written(invoice: Invoice, submitted: SubmittedFormat = TYPED) -> FrozenRequest:
    ((_, request),) = requests_of(invoice.company, [invoice.pk], submitted)
    return request


def codes(request: FrozenRequest) -> list[str]:
    return [finding.code for finding in findings_of(request)]


def test_a_typed_invoice_carries_its_lines_and_a_pdf_does_not(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    typed, pdf = written(invoice), written(invoice, PDF)
    assert [line.unit for line in typed.lines] == ["heure", "heure"]
    assert pdf.lines == ()
    assert codes(typed) == codes(pdf) == []
    assert (typed.kind, typed.vat_regime, typed.payment_means) == (
        "FACTURE",
        "TVA_SUR_ENCAISSEMENT",
        "VIREMENT",
    )


def test_the_regime_follows_the_company_and_the_taxes(company: Company) -> None:
    invoice = an_invoice(company, "FA-1", total_tax=0, total_with_tax=100, amount_due=100)
    company.vat_on_debits = True
    company.save()
    assert written(invoice).vat_regime == "TVA_SUR_DEBIT"
    TaxBreakdown.objects.update(rate=0, tax_amount=0, category="O")
    assert written(invoice).vat_regime == "SANS_TVA"
    TaxBreakdown.objects.update(category="E", exemption_reason="Art. 261 du CGI")
    request = written(invoice)
    assert (request.vat_regime, request.exemption) == ("EXONERATION", "Art. 261 du CGI")
    TaxBreakdown.objects.update(category="AE", exemption_reason="")
    assert written(invoice).exemption


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ("49", "PRELEVEMENT"),
        ("20", "CHEQUE"),
        ("58", "VIREMENT"),
        ("48", "AUTRE"),
        ("ZZZ", "VIREMENT"),
    ],
)
def test_means_of_payment_are_said_in_the_words_of_chorus(
    company: Company, means: str, said: str
) -> None:
    assert written(an_invoice(company, "FA-1", payment_means=means)).payment_means == said


def test_a_credit_note_names_no_payment(company: Company) -> None:
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE, preceding_invoice="FA-0")
    request = written(note)
    assert (request.kind, request.payment_means, request.preceding_invoice) == ("AVOIR", "", "FA-0")


def test_the_validator_goes_with_its_frames_alone(company: Company) -> None:
    invoice = an_invoice(company, "FA-1", cadre="A9", validator="12345678200051")
    assert written(invoice).cadre is SubmissionCadre.SUBCONTRACTOR
    assert written(invoice).validator == "12345678200051"
    Invoice.objects.update(cadre="A1")
    assert written(Invoice.objects.get()).validator == ""


def test_rates_are_told_by_their_code_when_chorus_has_one(company: Company) -> None:
    request = written(a_detailed_invoice(company, "FA-1"))
    told = request.submission(PortalNumbers(rate_codes={Decimal(20): "TVA20"})).as_request()
    assert {line["lignePosteTauxTva"] for line in told["lignePoste"]} == {"TVA20"}
    manual = request.submission(PortalNumbers()).as_request()
    assert manual["ligneTva"][0]["ligneTvaTauxManuel"] == 20


def test_two_categories_at_one_rate_are_one_line_of_vat(company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    TaxBreakdown.objects.update(rate=0, category="E", taxable_amount=60, tax_amount=0)
    TaxBreakdown.objects.create(
        invoice=invoice, rate=0, category="O", taxable_amount=40, tax_amount=0
    )
    [entry] = written(invoice).vat
    assert (entry.base, entry.amount) == (Decimal(100), Decimal(0))


def with_line(company: Company, **line: Any) -> FrozenRequest:
    invoice = a_detailed_invoice(company, "FA-1", lines=1)
    InvoiceLine.objects.update(**line)
    return written(invoice)


def test_a_line_says_its_rounding_as_a_discount_only_when_it_is_one(company: Company) -> None:
    [line] = with_line(company, quantity=3, price="33.335").lines
    assert line.discount == Decimal("0.005")
    [line] = with_line(a_company("autre", ""), quantity=3, price="33.333333").lines
    assert line.discount is None


def test_lines_that_chorus_would_add_up_otherwise_are_told(company: Company) -> None:
    assert codes(with_line(company, quantity=3, price="33.33")) == []
    other = with_line(a_company("autre", ""), quantity=3, price="33.30")
    assert codes(other) == ["TYPED_LINES_TOTAL"]


def test_what_chorus_would_not_take_is_told_once(company: Company) -> None:
    long = an_invoice(
        company, "F" * 30, cadre="A9", validator="1" * 18, validator_service="S", marche="M" * 60
    )
    assert codes(written(long, PDF)) == []
    origin = an_invoice(company, "AV-1", preceding_invoice="F" * 21)
    [finding] = findings_of(written(origin, PDF))
    assert finding.code == "SUBMISSION_REFUSED"
    assert "facture d'origine a 21 caractères, 20 au plus" in finding.message


def test_only_the_ways_without_xml_ask_for_a_validator() -> None:
    around = surroundings()
    subcontractor = a_candidate(cadre="A9")
    assert list(check_validator(subcontractor, around)) == []
    [missing] = check_validator(a_candidate(cadre="A9", document_format=PDF), around)
    assert (missing.code, missing.level) == ("VALIDATOR_MISSING", Level.BLOCKING)
    assert not list(
        check_validator(a_candidate(cadre="A12", document_format=PDF, validator="1"), around)
    )
    [unused] = check_validator(a_candidate(document_format=PDF, validator="1"), around)
    assert (unused.code, unused.level) == ("VALIDATOR_NOT_USED", Level.WARNING)


def test_a_pdf_is_needed_where_no_page_can_be_set_and_is_not_too_heavy() -> None:
    around = surroundings()
    bare = a_candidate(main_document=None, document_format=PDF)
    assert [each.code for each in check_main_document(bare, around)] == ["PDF_MISSING"]
    for does_without in (
        a_candidate(main_document=None, document_format=PDF, has_lines=True),
        a_candidate(main_document=None, document_format=TYPED),
    ):
        assert not list(check_main_document(does_without, around))
    heavy = a_candidate(main_document=a_file(size=10_000_001), document_format=PDF)
    assert [each.code for each in check_weight_of_pdf(heavy, around)] == ["PDF_TOO_LARGE"]
    assert not list(check_weight_of_pdf(a_candidate(main_document=a_file(size=10_000_001)), around))


def test_what_is_typed_in_has_lines() -> None:
    around = surroundings()
    [found] = check_typed_lines(a_candidate(document_format=TYPED), around)
    assert found.code == "TYPED_LINES_MISSING"
    assert not list(check_typed_lines(a_candidate(document_format=TYPED, has_lines=True), around))
