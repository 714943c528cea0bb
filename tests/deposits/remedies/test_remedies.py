"""Anomalies put right in place: what would change is told, done, looked at again, taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.contracts import an_empty_contract
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_company,
    a_customer,
    a_detailed_invoice,
    a_pdf,
    a_service,
    a_structure,
    an_invoice,
)
from support.sales import a_sale, an_issued
from wochorus.billing.documents import attach_annex, attach_main
from wochorus.billing.models import DepositState, Invoice
from wochorus.contracts.models import EngagementUse
from wochorus.contracts.reference_terms import set_references
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting_as
from wochorus.deposits.known_checks import check_what_changed, standing_of
from wochorus.deposits.models import AppliedRemedy, Event, KnownCheck
from wochorus.deposits.remedies.applying import apply_remedy, touched_ids
from wochorus.deposits.remedies.choosing import (
    service_choices,
    structure_choices,
    suggested_service,
)
from wochorus.deposits.remedies.offers import OFFERS, RemedyKind
from wochorus.deposits.remedies.pages import give_pdf, rebuild_pages
from wochorus.deposits.remedies.scopes import Asked, Scope, plans_for, usual
from wochorus.deposits.remedies.undoing import undo_remedy
from wochorus.deposits.workshop import Workshop
from wochorus.web.help.anomaly_rows import anomaly_rows

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.remedies.scopes import Plan

MANY = 40


@pytest.fixture
def company(db: None) -> Company:  # noqa: ARG001 - the tables
    """Give a company with a town that asks for a service, and one that asks for nothing."""
    a_structure(UNDEMANDING)
    a_service(a_structure(SERVICE_REQUIRED, requires_service=True))
    return a_company()


def everything(company: Company) -> QuerySet[Invoice]:
    return Invoice.objects.filter(company=company)


def check(company: Company, **options: Any) -> int:
    return check_what_changed(company, everything(company), timezone.localdate(), **options).checked


def lacking_service(company: Company, count: int, folder: Path) -> list[Invoice]:
    customer = a_customer(company, SERVICE_REQUIRED)
    return [
        an_invoice(company, f"FA-{rank:03}", folder, customer=customer)
        for rank in range(1, count + 1)
    ]


def a_service_for(invoice: Invoice, value: str = SERVICE_CODE) -> Asked:
    return Asked(RemedyKind.SERVICE, "SERVICE_MISSING", invoice.pk, value)


def plan_of(plans: list[Plan], scope: Scope) -> Plan:
    return next(each for each in plans if each.scope is scope)


def codes(company: Company) -> dict[str, list[str]]:
    rows = KnownCheck.objects.filter(invoice__company=company, has_findings=True)
    return {row.invoice.number: [each["code"] for each in row.findings] for row in rows}


def test_forty_that_lack_a_service_are_put_right_at_once_and_only_they_are_checked_again(
    company: Company, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    broken = lacking_service(company, MANY, tmp_path)
    others = [an_invoice(company, f"AU-{rank}", tmp_path).pk for rank in range(20)]
    assert check(company) == MANY + 20
    assert standing_of(everything(company)).blocked == MANY
    seen = dict(KnownCheck.objects.filter(pk__in=others).values_list("pk", "checked_at"))

    with django_assert_max_num_queries(60) as counted:
        applied = apply_remedy(
            company, everything(company), a_service_for(broken[0]), Scope.ALIKE, expected=MANY
        )
        again = everything(company).filter(pk__in=touched_ids(applied, everything(company)))
        assert check_what_changed(company, again, timezone.localdate()).checked == MANY
    for_forty = len(counted)

    assert standing_of(everything(company)).blocked == 0
    assert dict(KnownCheck.objects.filter(pk__in=others).values_list("pk", "checked_at")) == seen
    assert check(company) == 0
    assert Event.objects.filter(kind="remedied").count() == MANY
    assert for_forty == statements_for_one(company, tmp_path, django_assert_max_num_queries)


def statements_for_one(company: Company, tmp_path: Path, counter: Any) -> int:
    """Count the statements of the same remedy for one invoice of another town."""
    siret = "12345678200010"
    a_service(a_structure(siret, requires_service=True))
    alone = an_invoice(company, "SEULE", tmp_path, customer=a_customer(company, siret))
    check(company)
    with counter(60) as counted:
        applied = apply_remedy(company, everything(company), a_service_for(alone), Scope.CUSTOMER)
        again = everything(company).filter(pk__in=touched_ids(applied, everything(company)))
        check_what_changed(company, again, timezone.localdate())
    return len(counted)


def test_each_scope_says_what_it_would_change(company: Company, tmp_path: Path) -> None:
    first = lacking_service(company, 3, tmp_path)[0]
    other = a_customer(company, SERVICE_REQUIRED, code="AUTRE", name="Annexe")
    an_invoice(company, "FA-9", tmp_path, customer=other)
    check(company)
    plans = plans_for(everything(company), a_service_for(first))
    told = {
        plan.scope: (len(plan.invoices), [each.name for each in plan.customers]) for plan in plans
    }
    name = f"Mairie {SERVICE_REQUIRED} (C{SERVICE_REQUIRED[-5:]})"
    assert told == {
        Scope.INVOICE: (1, []),
        Scope.CUSTOMER: (3, [name]),
        Scope.ALIKE: (4, ["Annexe (AUTRE)", name]),
    }
    assert usual(plans, RemedyKind.SERVICE).scope is Scope.ALIKE
    assert usual(plans, RemedyKind.ENGAGEMENT).scope is Scope.INVOICE


def test_what_is_alone_is_mended_alone_unless_more_is_asked(
    company: Company, tmp_path: Path
) -> None:
    (alone,) = lacking_service(company, 1, tmp_path)
    check(company)
    plans = plans_for(everything(company), a_service_for(alone))
    assert [plan.scope for plan in plans] == [Scope.INVOICE, Scope.CUSTOMER]
    assert usual(plans, RemedyKind.SERVICE).scope is Scope.INVOICE


def test_a_remedy_for_one_invoice_leaves_its_customer_alone(
    company: Company, tmp_path: Path
) -> None:
    first, second = lacking_service(company, 2, tmp_path)
    check(company)
    apply_remedy(company, everything(company), a_service_for(first), Scope.INVOICE)
    check(company)
    assert codes(company) == {second.number: ["SERVICE_MISSING"]}
    first.customer.refresh_from_db()
    assert first.customer.code_service == ""


def test_a_remedy_is_taken_back_whole(company: Company, tmp_path: Path) -> None:
    first = lacking_service(company, 3, tmp_path)[0]
    check(company)
    with acting_as("claire@propre.example"):
        applied = apply_remedy(company, everything(company), a_service_for(first), Scope.ALIKE)
    check(company)
    assert codes(company) == {}
    assert applied.actor == "claire@propre.example"
    undo_remedy(applied)
    check(company)
    assert len(codes(company)) == 3
    first.customer.refresh_from_db()
    assert first.customer.code_service == ""
    events = Event.objects.filter(invoice=first).order_by("pk")
    assert list(events.values_list("kind", flat=True)) == ["remedied", "remedy_undone"]
    with pytest.raises(InvalidInput, match="déjà annulée"):
        undo_remedy(applied)


@pytest.mark.parametrize("state", [DepositState.RESERVED, DepositState.DEPOSITED])
def test_nothing_that_has_left_is_changed_nor_taken_back(
    company: Company, tmp_path: Path, state: DepositState
) -> None:
    first, second = lacking_service(company, 2, tmp_path)
    check(company)
    Invoice.objects.filter(pk=second.pk).update(deposit_state=state)
    with pytest.raises(InvalidInput, match=second.number):
        apply_remedy(company, everything(company), a_service_for(first), Scope.ALIKE)
    first.refresh_from_db()
    assert first.code_service == ""
    assert not AppliedRemedy.objects.exists()

    applied = apply_remedy(company, everything(company), a_service_for(first), Scope.INVOICE)
    Invoice.objects.filter(pk=first.pk).update(deposit_state=state)
    with pytest.raises(InvalidInput, match=first.number):
        undo_remedy(applied)


def test_a_remedy_does_not_take_back_what_was_changed_since(
    company: Company, tmp_path: Path
) -> None:
    (first,) = lacking_service(company, 1, tmp_path)
    check(company)
    applied = apply_remedy(company, everything(company), a_service_for(first), Scope.INVOICE)
    Invoice.objects.filter(pk=first.pk).update(code_service="AUTRE")
    with pytest.raises(InvalidInput, match="a changé depuis"):
        undo_remedy(applied)


def test_a_remedy_does_not_take_back_a_customer_nor_a_file_changed_since(
    company: Company, tmp_path: Path
) -> None:
    first = lacking_service(company, 2, tmp_path)[0]
    no_page = an_invoice(company, "SANS-PDF")
    check(company)
    service = apply_remedy(company, everything(company), a_service_for(first), Scope.CUSTOMER)
    page = tmp_path / "page.pdf"
    page.write_bytes(a_pdf("une"))
    asked = Asked(RemedyKind.PDF, "PDF_MISSING", no_page.pk)
    given = give_pdf(company, everything(company), asked, page, "page.pdf")

    type(first.customer).objects.filter(pk=first.customer_id).update(code_service="AUTRE")
    page.write_bytes(a_pdf("autre"))
    attach_main(no_page, page)
    for applied in (service, given):
        with pytest.raises(InvalidInput, match="a changé depuis"):
            undo_remedy(applied)
    first.refresh_from_db()
    assert first.code_service == SERVICE_CODE
    assert no_page.documents.count() == 1


@pytest.mark.parametrize("value", ["", "INCONNU", "FERME", "FACTURES_PUBLIQUES", "X" * 101])
def test_a_service_that_takes_no_invoice_is_refused(
    company: Company, tmp_path: Path, value: str
) -> None:
    (first,) = lacking_service(company, 1, tmp_path)
    structure = first.customer.siret
    a_service(_structure(structure), "FERME", is_active=False)
    check(company)
    with pytest.raises(InvalidInput):
        apply_remedy(company, everything(company), a_service_for(first, value), Scope.INVOICE)
    assert not Event.objects.filter(kind="remedied").exists()


def _structure(siret: str) -> Any:
    from wochorus.directory.models import Structure

    return Structure.objects.get(identifier=siret)


def test_a_list_that_changed_since_the_preview_is_shown_again(
    company: Company, tmp_path: Path
) -> None:
    first = lacking_service(company, 2, tmp_path)[0]
    check(company)
    with pytest.raises(InvalidInput, match="a changé depuis"):
        apply_remedy(company, everything(company), a_service_for(first), Scope.ALIKE, expected=MANY)


def test_an_anomaly_that_is_gone_has_no_remedy(company: Company, tmp_path: Path) -> None:
    sound = an_invoice(company, "FA-1", tmp_path)
    check(company)
    with pytest.raises(InvalidInput, match="n'est plus là"):
        plans_for(everything(company), a_service_for(sound))


def test_the_engagement_of_a_contract_is_put_right_on_it_and_on_its_invoices(
    company: Company,
) -> None:
    town = a_customer(company, "12345678200010")
    a_structure("12345678200010", requires_engagement=True)
    contract = an_empty_contract(company, "1010002", customer=town)
    bills = [an_issued(company, a_sale(), contract=contract, customer=town) for _ in range(2)]
    free = an_issued(company, a_sale(), customer=town)
    check(company)
    asked = Asked(RemedyKind.ENGAGEMENT, "ENGAGEMENT_MISSING", bills[0].pk, "BC-2026-7")
    plan = plan_of(plans_for(everything(company), asked), Scope.CONTRACT)
    assert [each.number for each in plan.invoices] == [bill.number for bill in bills]
    assert [each.name for each in plan.contracts] == ["1010002"]

    applied = apply_remedy(company, everything(company), asked, Scope.CONTRACT)
    check(company)
    assert lacking_engagement(company) == [free.number]
    assert contract.references.get().engagement == "BC-2026-7"
    uses = EngagementUse.objects.filter(contract=contract, engagement="BC-2026-7")
    assert {use.document for use in uses} == {bill.number for bill in bills}

    undo_remedy(applied)
    check(company)
    assert len(lacking_engagement(company)) == 3
    assert contract.references.get().engagement == ""
    assert not EngagementUse.objects.filter(contract=contract).exists()


def lacking_engagement(company: Company) -> list[str]:
    return [number for number, found in codes(company).items() if "ENGAGEMENT_MISSING" in found]


def test_a_wrong_service_is_put_right_where_it_comes_from(company: Company) -> None:
    town = a_customer(company, SERVICE_REQUIRED)
    contract = an_empty_contract(company, "1010002", customer=town)
    set_references(contract, actor="test", code_service="SERV")
    references = {"code_service": "SERV"}
    bill = an_issued(company, a_sale(), contract=contract, customer=town, **cited(**references))
    check(company)
    asked = Asked(RemedyKind.SERVICE, "SERVICE_UNKNOWN", bill.pk, SERVICE_CODE)
    apply_remedy(company, everything(company), asked, Scope.CUSTOMER)
    assert contract.references.get().code_service == SERVICE_CODE


def cited(**references: str) -> dict[str, Any]:
    from wochorus.contracts.references import References

    return {"references": References(**references)}


def test_the_siret_of_a_customer_is_put_right_for_all_its_invoices(
    company: Company, tmp_path: Path
) -> None:
    town = a_customer(company, UNDEMANDING, code="V")
    former = {"siret": "1234567820005", "siren": "", "closed_on": date(2026, 6, 30)}
    type(town).objects.filter(pk=town.pk).update(**former)
    bills = [an_invoice(company, f"FA-{rank}", tmp_path, customer=town) for rank in range(3)]
    check(company)
    asked = Asked(RemedyKind.SIRET, "SIRET_MALFORMED", bills[0].pk, "123 456 782 00051")
    (plan,) = plans_for(everything(company), asked)
    assert len(plan.invoices) == 3
    applied = apply_remedy(company, everything(company), asked, Scope.CUSTOMER)
    assert check(company) == 3
    assert codes(company) == {}
    undo_remedy(applied)
    town.refresh_from_db()
    assert {name: getattr(town, name) for name in former} == former


def test_a_customer_said_private_by_mistake_is_made_public(
    company: Company, tmp_path: Path
) -> None:
    town = a_customer(company, UNDEMANDING, kind="private")
    bill = an_invoice(company, "FA-1", tmp_path, customer=town)
    check(company)
    asked = Asked(RemedyKind.PUBLIC, "BUYER_PRIVATE", bill.pk)
    applied = apply_remedy(company, everything(company), asked, Scope.CUSTOMER)
    check(company)
    assert codes(company) == {}
    undo_remedy(applied)
    town.refresh_from_db()
    assert town.kind == "private"


def test_an_attachment_that_is_refused_is_taken_away_and_given_back(
    company: Company, tmp_path: Path
) -> None:
    wrong = tmp_path / "plan.exe"
    wrong.write_bytes(b"MZ plan")
    bills = [an_invoice(company, f"FA-{rank}", tmp_path) for rank in range(2)]
    for bill in bills:
        attach_annex(bill, wrong)
    check(company)
    asked = Asked(RemedyKind.DROP, "ATTACHMENT_TYPE", bills[0].pk, attachment="plan.exe")
    applied = apply_remedy(company, everything(company), asked, Scope.ALIKE, expected=2)
    check(company)
    assert codes(company) == {}
    undo_remedy(applied)
    check(company)
    assert codes(company) == {"FA-0": ["ATTACHMENT_TYPE"], "FA-1": ["ATTACHMENT_TYPE"]}


def test_the_missing_pdf_of_an_invoice_is_given(company: Company, tmp_path: Path) -> None:
    bill = an_invoice(company, "FA-1")
    check(company)
    page = tmp_path / "FA-1.pdf"
    page.write_bytes(a_pdf())
    asked = Asked(RemedyKind.PDF, "PDF_MISSING", bill.pk)
    applied = give_pdf(company, everything(company), asked, page, "FA-1.pdf")
    check(company)
    assert codes(company) == {}
    undo_remedy(applied)
    check(company)
    assert codes(company) == {"FA-1": ["PDF_MISSING"]}


def test_what_is_no_pdf_is_refused(company: Company, tmp_path: Path) -> None:
    bill = an_invoice(company, "FA-1")
    check(company)
    page = tmp_path / "FA-1.pdf"
    page.write_bytes(b"bonjour")
    asked = Asked(RemedyKind.PDF, "PDF_MISSING", bill.pk)
    with pytest.raises(InvalidInput):
        give_pdf(company, everything(company), asked, page, "FA-1.pdf")
    assert not AppliedRemedy.objects.exists()


def test_an_unreadable_pdf_is_made_anew_from_the_lines(company: Company, tmp_path: Path) -> None:
    bill = a_detailed_invoice(company, "FA-1")
    page = tmp_path / "FA-1.pdf"
    page.write_bytes(b"%PDF-1.7 tronque")
    attach_main(bill, page)
    check(company)
    assert "PDF_UNREADABLE" in codes(company)["FA-1"]
    asked = Asked(RemedyKind.REBUILD, "PDF_UNREADABLE", bill.pk)
    with Workshop() as workshop:
        rebuild_pages(company, everything(company), asked, Scope.INVOICE, workshop)
    check(company)
    assert "PDF_UNREADABLE" not in codes(company).get("FA-1", [])


def test_a_change_of_the_annuaire_has_only_the_invoices_of_that_town_checked_again(
    company: Company, tmp_path: Path
) -> None:
    lacking_service(company, 2, tmp_path)
    an_invoice(company, "AU-1", tmp_path)
    assert check(company) == 3
    assert check(company) == 0
    structure = _structure(SERVICE_REQUIRED)
    structure.requires_service = False
    structure.save()
    assert check(company) == 2
    assert codes(company) == {}
    assert check(company, anew=True) == 3


def test_checks_go_by_rounds(company: Company, tmp_path: Path) -> None:
    lacking_service(company, 5, tmp_path)
    done = check_what_changed(company, everything(company), timezone.localdate(), most=2)
    assert (done.checked, done.left) == (2, 3)


def test_the_likeliest_service_comes_first_and_the_closed_last(
    company: Company, tmp_path: Path
) -> None:
    (bill,) = lacking_service(company, 1, tmp_path)
    structure = _structure(SERVICE_REQUIRED)
    assert [each.code for each in service_choices(bill)] == [SERVICE_CODE]
    suggestion = suggested_service(bill)
    assert suggestion is not None
    assert suggestion.why == "seul service ouvert"

    a_service(structure, "A_FERME", is_active=False, name="Ancienne comptabilité")
    a_service(structure, "CANTINE", name="Cantine scolaire")
    a_service(structure, "VOIRIE", name="Voirie")
    assert suggested_service(bill) is None
    an_invoice(
        company,
        "FA-0",
        customer=bill.customer,
        code_service="VOIRIE",
        deposit_state=DepositState.DEPOSITED,
    )
    assert [each.code for each in service_choices(bill)] == [
        "VOIRIE",
        "CANTINE",
        SERVICE_CODE,
        "A_FERME",
    ]
    assert [each.code for each in service_choices(bill, "comptabilite")] == ["A_FERME"]
    a_service(structure, "AUTRE_VOIRIE", name="Voirie, autre")
    assert service_choices(bill, "voirie")[0].code == "VOIRIE"
    assert not service_choices(bill, "comptabilite")[0].is_open


def test_a_structure_of_the_very_name_of_the_customer_is_likely(
    company: Company, tmp_path: Path
) -> None:
    a_structure("21940068600012", name="VILLE DE SAINT-MAUR", searchable="ville de saint maur")
    a_structure("21940068600020", name="VILLE DE SAINT-MAUR CCAS", searchable="saint maur ccas")
    town = a_customer(company, "", code="V", name="Ville de Saint-Maur", town="")
    bill = an_invoice(company, "FA-1", tmp_path, customer=town)
    likely = {each.found.identifier: each.why for each in structure_choices(bill)}
    assert likely["21940068600012"] == "même nom que le client"
    assert not any(why for siret, why in likely.items() if siret != "21940068600012")


def test_every_anomaly_that_has_a_remedy_is_explained() -> None:
    assert set(OFFERS) <= set(anomaly_rows())
