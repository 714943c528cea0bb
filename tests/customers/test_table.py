from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.records import SERVICE_REQUIRED, UNDEMANDING, a_service, a_siret, a_structure
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import BuyerKind, Contact, Customer, KindSource
from wochorus.customers.people import add_contact
from wochorus.customers.services import create_customer
from wochorus.customers.table import CUSTOMERS, export_customers, import_customers
from wochorus.storage.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

EVERYTHING = {
    "siret": UNDEMANDING,
    "kind": "public",
    "ape": "84.11Z",
    "ape_2025": "84.11Y",
    "legal_category": "7210",
    "electronic_address": "123456782_12345678200051",
    "address": "1 place de la Mairie",
    "address_line_2": "Bâtiment A",
    "postcode": "01000",
    "town": "Bourg",
    "email": "compta@mairie.fr",
    "code_service": "SERV",
    "term": "30 jours",
    "payment_means": "Virement SEPA",
    "language": "anglais",
    "sector": "Nord",
    "group": "=Mairies",
}


def a_file(folder: Path, *rows: str, name: str = "clients.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["clients.csv", "clients.xlsx"])
def test_what_is_written_out_comes_in_as_it_was(
    company: Company, tmp_path: Path, name: str
) -> None:
    full = create_customer(company, "C1", "Mairie", **EVERYTHING)
    add_contact(full, "Anne", role="Comptable", email="anne@mairie.fr", phone="01 02 03 04 05")
    create_customer(company, "C2", "Boulangerie", siren="732829320", kind="private", country="BE")
    path = tmp_path / name
    assert export_customers(company, path) == 2
    unchanged = import_customers(company, path)
    assert (unchanged.added, unchanged.changed, unchanged.unchanged) == (0, 0, 2)
    ignored = {"id", "created_at", "updated_at"}

    def kept() -> list[dict[str, object]]:
        rows = Customer.objects.order_by("code").values()
        return [{key: value for key, value in row.items() if key not in ignored} for row in rows]

    before = kept()
    Customer.objects.all().delete()
    assert import_customers(company, path).added == 2
    assert kept() == before
    assert Contact.objects.values_list("name", "role", "email", "phone").get() == (
        "Anne",
        "Comptable",
        "anne@mairie.fr",
        "01 02 03 04 05",
    )
    with pytest.raises(InvalidInput, match="existe déjà"):
        export_customers(company, path)


def test_every_error_is_told_and_nothing_comes_in(company: Company, tmp_path: Path) -> None:
    structure = a_structure(SERVICE_REQUIRED)
    a_service(structure, "BON")
    path = a_file(
        tmp_path,
        "Code client;Client;SIRET;Échéance;Public/Privé;Code service",
        f"C1;Un;{a_siret(1)};30 jours;Public;",
        "C2;Deux;2194006860001;un jour;associatif;",
        ";Trois;;;;",
        "C4;;;;;",
        f"C5;Cinq;{SERVICE_REQUIRED};;;MAUVAIS",
        "C1;Encore;;;;",
    )
    report = import_customers(company, path)
    told = {(error.row, error.column) for error in report.errors}
    assert told == {
        (3, "SIRET"),
        (3, "Échéance"),
        (3, "Public/Privé"),
        (4, "Code client"),
        (5, "Code client"),
        (6, "Code service"),
        (7, "Code client"),
    }
    assert not report.imported
    assert not Customer.objects.exists()
    services = next(error.message for error in report.errors if error.row == 6)
    assert "BON" in services


def test_good_rows_may_come_in_without_the_bad_ones(company: Company, tmp_path: Path) -> None:
    path = a_file(tmp_path, "Code;Nom;SIRET;Remarque", "C1;Un;;x", "C2;Deux;12;y")
    report = import_customers(company, path, partial=True)
    assert (report.added, len(report.errors), report.complete) == (1, 1, False)
    assert report.ignored_columns == ("Remarque",)
    assert report.error_file is not None
    table = open_table(report.error_file)
    rows = [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]
    assert [row["Code"] for row in rows] == ["C2"]
    assert "14 chiffres" in rows[0]["Erreur"]
    again = import_customers(company, report.error_file)
    assert again.errors
    assert "Erreur" not in again.ignored_columns


def test_an_empty_cell_changes_nothing_and_a_choice_stays(company: Company, tmp_path: Path) -> None:
    a_structure(UNDEMANDING)
    create_customer(company, "C1", "Un", town="Lyon", kind="private", term="30 jours")
    path = a_file(tmp_path, "Code client;SIRET;Ville;Échéance", f"C1;{UNDEMANDING};;")
    assert import_customers(company, path).changed == 1
    customer = Customer.objects.get()
    assert (customer.town, customer.term_days, customer.siret) == ("Lyon", 30, UNDEMANDING)
    assert (customer.kind, customer.kind_source) == (BuyerKind.PRIVATE, KindSource.USER)


def test_an_exported_guess_comes_in_as_a_guess_and_another_word_as_a_choice(
    company: Company, tmp_path: Path
) -> None:
    a_structure(UNDEMANDING)
    create_customer(company, "C1", "Un", siret=UNDEMANDING)
    path = tmp_path / "clients.csv"
    export_customers(company, path)
    assert import_customers(company, path).unchanged == 1
    assert Customer.objects.get().kind_source == KindSource.DIRECTORY
    path = a_file(tmp_path, "Code client;Public/Privé", "C1;Privé", name="choix.csv")
    assert import_customers(company, path).changed == 1
    customer = Customer.objects.get()
    assert (customer.kind, customer.kind_source) == (BuyerKind.PRIVATE, KindSource.USER)


def test_a_file_of_something_else_is_refused(company: Company, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Code client"):
        import_customers(company, a_file(tmp_path, "Date;Montant", "1;2"))


def test_each_column_is_known_by_its_title() -> None:
    assert len(CUSTOMERS.headers) == len(set(CUSTOMERS.headers)) == len(CUSTOMERS.columns)
