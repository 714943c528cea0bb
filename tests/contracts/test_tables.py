"""Contracts written as tables and read again: nothing lost nor doubled, errors at their cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.contracts import ME, START, a_contract, a_line, an_empty_contract
from support.records import a_company, a_customer
from wochorus.contracts.due import coming_bills
from wochorus.contracts.models import Contract
from wochorus.contracts.selling import add_site, change_line
from wochorus.contracts.services import change_contract
from wochorus.contracts.table_export import export_contracts
from wochorus.contracts.table_import import ContractReport, import_contracts
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def company() -> Company:
    return a_company()


def told(report: ContractReport) -> list[tuple[str, int, str]]:
    return [(error.sheet, error.row, error.column) for error in report.errors]


def fill(company: Company) -> list[Contract]:
    """Record a contract with all that a table can tell, and a plain one taken over."""
    customer = a_customer(company, code="C1")
    full = an_empty_contract(
        company,
        "010002",
        customer=customer,
        subject="Entretien",
        kind="ENT LOCAUX + E",
        renewal_months=12,
        most_renewals=3,
        notice_months=3,
        timing="advance",
        every_months=3,
        anchor_day=1,
        payment_term="30 jours fin de mois",
        subcontract="Contrat du 2 janvier",
        marche="M1",
        engagement="=E1",
        ceiling=D("12000.50"),
        ceiling_basis="TTC",
        engagement_ends_on=date(2026, 12, 31),
    )
    add_site(full, "École", actor=ME, siret="12345678200051", town="Lyon")
    a_line(full, "24.605", quantity=D("86.67"), unit="HUR", chantier="École")
    a_line(full, tax_rate=D(0), tax_category="AE", is_revised=False, basis="year", name="Vitres")
    change_line(full.lines.all()[1], date(2026, 7, 1), actor=ME, price=D(900))
    plain = a_contract(company, "2", customer=customer)
    return [full, change_contract(plain, actor=ME, next_start=date(2026, 3, 1))]


def bills(company: Company, number: str) -> list[tuple[str, Decimal, date]]:
    contract = Contract.objects.get(company=company, number=number)
    return [
        (str(bill.period.billed), bill.with_tax, bill.due_on) for bill in coming_bills(contract, 9)
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_written_reads_as_the_same_contracts(
    company: Company, tmp_path: Path, suffix: str
) -> None:
    contracts = fill(company)
    before = {number: bills(company, number) for number in ("010002", "2")}
    path = tmp_path / f"contrats.{suffix}"
    beside = (
        {}
        if suffix == "xlsx"
        else {"lines_path": tmp_path / "lignes.csv", "sites_path": tmp_path / "chantiers.csv"}
    )
    written = export_contracts(contracts, path, START, **beside)
    assert (written.contracts, written.lines, written.sites) == (2, 4, 1)
    again = import_contracts(company, path, actor=ME, **beside)
    assert told(again) == []
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)

    other = a_company("autre", "12345678200028")
    a_customer(other, code="C1")
    fresh = import_contracts(other, path, actor=ME, **beside)
    assert told(fresh) == []
    assert fresh.added == 2
    assert {number: bills(other, number) for number in before} == before
    read = Contract.objects.get(company=other, number="010002")
    references = read.references.get()
    assert (references.engagement, references.ceiling) == ("=E1", D("12000.50"))
    assert read.chantiers.get().siret == "12345678200051"
    vitres = read.lines.filter(name="Vitres").first()
    assert vitres
    assert (vitres.exemption_code, vitres.is_revised) == ("VATEX-EU-AE", False)
    third = import_contracts(other, path, actor=ME, **beside)
    assert (third.unchanged, told(third)) == (2, [])


HEADER = "N° contrat;Code client;Effet;Durée;Tous les n mois;N° engagement\n"
LINES = "N° contrat;Désignation;Prix unitaire HT;Taux TVA\n"


def written(tmp_path: Path, contracts: str, lines: str = "") -> tuple[Path, Path]:
    paths = tmp_path / "c.csv", tmp_path / "l.csv"
    for path, text in zip(paths, (HEADER + contracts, LINES + lines), strict=True):
        path.write_text(text, "utf-8")
    return paths


def test_every_error_is_told_at_its_cell_and_nothing_comes_in(
    company: Company, tmp_path: Path
) -> None:
    a_customer(company, code="C1")
    path, lines = written(
        tmp_path,
        "A;C1;01/01/2026;12;1;\nA;C1;01/01/2026;12;1;\nB;C1;hier;12;0;\nC;;01/01/2026;;;\n",
        "A;Entretien;100;20\nX;Entretien;100;20\nA;;cher;20\n",
    )
    report = import_contracts(company, path, actor=ME, lines_path=lines)
    assert told(report) == [
        ("", 4, "Effet"),
        ("", 4, "Tous les n mois"),
        ("", 5, "Code client"),
        ("Lignes", 4, "Prix unitaire HT"),
        ("Lignes", 4, "Désignation"),
        ("", 3, "N° contrat"),
        ("Lignes", 3, "N° contrat"),
    ]
    assert not Contract.objects.exists()


def test_what_the_services_refuse_is_told_at_the_row_of_the_contract(
    company: Company, tmp_path: Path
) -> None:
    a_customer(company, code="C1")
    path, lines = written(
        tmp_path,
        "A;C1;01/01/2026;12;1;\nB;C9;01/01/2026;12;1;\nC;C1;01/01/2026;12;1;\n",
        "A;Entretien;100;20\nC;Entretien;100;0\n",
    )
    report = import_contracts(company, path, actor=ME, lines_path=lines)
    assert told(report) == [("", 3, "Code client"), ("", 4, "N° contrat")]
    assert "dites pourquoi il n'y a pas de TVA" in report.errors[1].message
    assert not Contract.objects.exists()


def test_a_known_contract_takes_what_the_file_says_and_keeps_its_lines(
    company: Company, tmp_path: Path
) -> None:
    contract = a_contract(company, "A", customer=a_customer(company, code="C1"))
    path, lines = written(tmp_path, "A;C1;01/01/2026;36;;E9\n", "A;Autre;1;20\n")
    refused = import_contracts(company, path, actor=ME, lines_path=lines)
    assert "avec d'autres lignes" in refused.errors[0].message
    assert import_contracts(company, path, actor=ME).changed == 1
    contract.refresh_from_db()
    assert (contract.duration_months, contract.references.get().engagement) == (36, "E9")
    assert contract.lines.get().name == "Entretien courant"


def test_a_file_of_something_else_is_refused(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nom;Ville\nA;B\n", "utf-8")
    with pytest.raises(InvalidInput, match="Il manque des colonnes"):
        import_contracts(company, path, actor=ME)
