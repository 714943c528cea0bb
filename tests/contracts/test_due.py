"""What a contract owes; its next period moved once; its references, order, files and warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.contracts import ME, START, a_contract, a_line
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_company,
    a_customer,
    a_pdf,
    a_service,
    a_structure,
)
from wochorus.contracts.due import (
    coming_bills,
    contracts_to_bill,
    due_bills,
    mark_billed,
    move_back,
)
from wochorus.contracts.files import attach_file, detach_file, files_for_invoice
from wochorus.contracts.models import Contract
from wochorus.contracts.reference_terms import (
    Spent,
    ceiling_of,
    cited_references,
    forget_use,
    record_use,
    set_references,
)
from wochorus.contracts.references import References
from wochorus.contracts.services import change_contract
from wochorus.contracts.warnings import contract_warnings
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def company() -> Company:
    return a_company()


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, home=home))
    return home


def test_a_bill_adds_up_by_rate_and_knows_its_dates(company: Company) -> None:
    contract = a_contract(company, payment_term="45 jours fin de mois")
    a_line(contract, "100.05", name="Fournitures", tax_rate=D("5.5"))
    bill = next(coming_bills(contract, 1))
    assert (bill.without_tax, bill.with_tax) == (D("1100.05"), D("1305.55"))
    assert [(tax.rate, tax.amount) for tax in bill.taxes] == [(D("5.5"), D("5.50")), (20, D(200))]
    assert (bill.issued_on, bill.due_on) == (date(2026, 1, 31), date(2026, 3, 31))


def test_the_next_period_moves_once_and_comes_back_only_if_it_is_the_last(company: Company) -> None:
    contract, same = a_contract(company), Contract.objects.get()
    january, february = (bill.period for bill in coming_bills(contract, 2))
    mark_billed(contract, january)
    with pytest.raises(Permanent, match="déjà facturée"):
        mark_billed(same, january)
    mark_billed(contract, february)
    with pytest.raises(Permanent, match="n'est pas la dernière"):
        move_back(contract, january)
    move_back(contract, february)
    assert Contract.objects.get().next_start == date(2026, 2, 1)


def test_the_run_reads_what_is_due_in_a_few_questions(
    company: Company, django_assert_num_queries: object
) -> None:
    for rank in range(5):
        a_contract(company, f"C-{rank}", is_draft=rank == 4)
    with django_assert_num_queries(4):  # type: ignore[operator]
        due = [
            len(list(due_bills(contract, date(2026, 3, 31))))
            for contract in contracts_to_bill(company.pk, date(2026, 3, 31))
        ]
    assert due == [3, 3, 3, 3]


def test_a_new_order_begins_on_its_day_and_the_customer_gives_the_service(
    company: Company,
) -> None:
    customer = a_customer(company, code_service="SERV")
    contract = a_contract(
        company, customer=customer, marche="M1", engagement="E26", ceiling=D(12000)
    )
    set_references(contract, actor=ME, engagement="E27", references_from=date(2027, 1, 1))
    assert cited_references(contract, date(2026, 12, 31)) == References("M1", "E26", "SERV")
    assert cited_references(contract, date(2027, 1, 1)) == References("M1", "E27", "SERV")
    assert ceiling_of(contract, date(2027, 1, 1)) is None
    set_references(contract, actor=ME, code_service="AUTRE")
    assert cited_references(contract, date(2027, 1, 1)).code_service == "AUTRE"
    assert cited_references(contract, START).code_service == "SERV"


def test_an_order_is_consumed_by_documents_each_once(company: Company) -> None:
    contract = a_contract(company, engagement="E1", ceiling=D(3000), ceiling_basis="TTC")
    for number, amount in (("", 600), ("F1", 1200), ("F1", 1200), ("F2", 600), ("A1", -600)):
        record_use(contract, "E1", Spent(number, START, D(amount) / 6 * 5, D(amount)))
    ceiling = ceiling_of(contract, START)
    assert ceiling
    assert (ceiling.consumed, ceiling.left, ceiling.percent) == (D(1800), D(1200), D(60))
    assert ceiling.takes(D(1000), D(1200))
    assert not ceiling.takes(D(1001), D("1201.20"))
    forget_use(contract, "A1")
    assert any("n'a plus que" in told for told in contract_warnings(contract, START))


def test_billing_in_advance_to_a_public_customer_is_told(company: Company) -> None:
    contract = a_contract(company, timing="advance")
    assert any("service fait" in told for told in contract_warnings(contract, START))
    private = a_customer(company, "12345678200036", kind="private")
    contract = a_contract(company, "C-2", timing="advance", customer=private)
    assert contract_warnings(contract, START) == []


def test_the_annuaire_says_what_a_contract_lacks(company: Company) -> None:
    structure = a_structure(SERVICE_REQUIRED, requires_service=True)
    a_service(structure, requires_engagement=True)
    customer = a_customer(company, SERVICE_REQUIRED)
    contract = a_contract(company, customer=customer)
    assert contract_warnings(contract, START) == ["la structure exige un code service"]
    set_references(contract, actor=ME, code_service="RIEN")
    assert "n'a pas ce service" in contract_warnings(contract, START)[0]
    set_references(contract, actor=ME, code_service=SERVICE_CODE)
    own_demand = [f"le service {SERVICE_CODE} exige un n° d'engagement"]
    assert contract_warnings(contract, START) == own_demand
    Structure.objects.update(requires_service_or_engagement=True)
    assert contract_warnings(contract, START) == own_demand
    set_references(contract, actor=ME, engagement="E1")
    assert contract_warnings(contract, START) == []


def test_the_end_of_an_order_before_the_next_period_is_told(company: Company) -> None:
    contract = a_contract(company, engagement="E1", engagement_ends_on=date(2026, 1, 15))
    assert "l'engagement finit le 15/01/2026" in contract_warnings(contract, START)[0]


def test_a_reverse_charge_without_its_subcontract_is_told(company: Company) -> None:
    contract = a_contract(company)
    a_line(contract, tax_rate=D(0), tax_category="AE")
    assert any("sous-traitance" in told for told in contract_warnings(contract, START))
    contract = change_contract(contract, actor=ME, subcontract="Contrat du 02/01/2026, lot 7")
    told = contract_warnings(contract, START)
    assert not any("sous-traitance" in warning for warning in told)
    assert any("n° de TVA" in warning for warning in told)


def test_files_follow_all_invoices_the_first_or_none(
    company: Company, tmp_path: Path, own_files: Path
) -> None:
    contract = a_contract(company)
    path = tmp_path / "bon.pdf"
    path.write_bytes(a_pdf())
    attach_file(contract, path, actor=ME, kind="BON_COMMANDE", follows="first")
    attach_file(contract, path, actor=ME, name="rib.pdf", kind="RIB")
    attach_file(contract, path, actor=ME, name="interne.pdf", follows="none")
    assert [file.name for file in files_for_invoice(contract, is_first=True)] == [
        "bon.pdf",
        "rib.pdf",
    ]
    assert [file.name for file in files_for_invoice(contract, is_first=False)] == ["rib.pdf"]
    assert len([each for each in (own_files / "files").rglob("*") if each.is_file()]) == 1
    detach_file(contract, "rib.pdf", actor=ME)
    with pytest.raises(InvalidInput, match="n'a pas de pièce jointe"):
        detach_file(contract, "rib.pdf", actor=ME)


@pytest.mark.usefixtures("own_files")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bon.exe", b"MZ", "« .exe »"),
        ("x" * 47 + ".pdf", b"%PDF-", "51 caractères"),
        ("vide.pdf", b"", "vide"),
        ("faux.pdf", b"bonjour", "n'est pas un PDF"),
    ],
)
def test_a_file_that_chorus_pro_would_refuse_does_not_come_in(
    company: Company, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    contract = a_contract(company)
    with pytest.raises(InvalidInput, match=told):
        attach_file(contract, path, actor=ME)
    assert not contract.files.exists()


def test_once_the_run_has_billed_nobody_else_moves_the_next_period(company: Company) -> None:
    contract = change_contract(a_contract(company), actor=ME, next_start=date(2026, 2, 1))
    mark_billed(contract, next(coming_bills(contract, 1)).period)
    with pytest.raises(InvalidInput, match="ne se saisit plus"):
        change_contract(contract, actor=ME, next_start=date(2026, 2, 1))
    assert Contract.objects.get().next_start == date(2026, 3, 1)
