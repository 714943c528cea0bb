"""The indices of price revision: recorded, their values typed, corrected, read from a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.contracts import a_clause, a_contract
from wochorus.contracts.indices import add_series
from wochorus.contracts.models import IndexSeries, IndexValue

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

INDICES = "/societe/propre/contrats/indices/"
VALUES = f"{INDICES}valeurs/FEP/"
HEADER = "Indice;Période;Valeur;Publié le;Provisoire;Source\n"
TYPED = {"period": "T3 2026", "value": "113,2", "published_on": "20/12/2026", "source": "Insee"}


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def beside(answer: Any, field: str) -> str:
    page = answer.content.decode()
    return str(page).split(f'id="id_{field}_error"')[1].split("</div>")[0]


def import_file(client: Client, content: bytes, name: str = "valeurs.csv") -> Any:
    return client.post(f"{INDICES}importer/", {"fichier": SimpleUploadedFile(name, content)})


@pytest.fixture
def series() -> IndexSeries:
    return add_series("FEP", "Frais et services", "quarter")


@pytest.mark.usefixtures("company")
def test_an_index_is_recorded_and_waits_for_its_values(administrator: Client) -> None:
    sent = {"code": "A/B 1", "name": "Mon indice", "step": "month", "source": "Insee"}
    answer = administrator.post(f"{INDICES}nouveau/", sent, follow=True)
    assert "Indice A/B 1 enregistré" in answer.content.decode()
    assert answer.context["series"].step == "month"
    page = text(administrator, INDICES)
    assert "Mon indice" in page
    assert "aucune valeur" in page


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("code", "", "obligatoire"),
        ("code", "FEP", "existe déjà"),
        ("code", "x" * 31, "30"),
        ("name", "", "obligatoire"),
        ("step", "jour", "n’en fait pas partie"),
    ],
)
def test_an_index_that_is_refused_is_told_beside_its_field(
    administrator: Client, series: IndexSeries, field: str, value: str, told: str
) -> None:
    sent = {"code": "N", "name": "Nouveau", "step": "month", "source": "", field: value}
    answer = administrator.post(f"{INDICES}nouveau/", sent)
    assert answer.status_code == 422
    assert told in beside(answer, field)
    assert "wochorus" not in beside(answer, field)
    assert list(IndexSeries.objects.all()) == [series]


def test_a_value_is_typed_then_corrected_by_a_later_publication(
    administrator: Client, series: IndexSeries
) -> None:
    answer = administrator.post(VALUES, {**TYPED, "is_provisional": "on"}, follow=True)
    assert "Valeur enregistrée : FEP, T3 2026, 113,2." in answer.content.decode()
    assert "provisoire" in text(administrator, INDICES)
    assert 'href="?periode=T3%202026"' in text(administrator, VALUES)
    assert 'value="T3 2026"' in text(administrator, f"{VALUES}?periode=T3+2026")
    administrator.post(VALUES, {**TYPED, "value": "113,4", "published_on": "20/01/2027"})
    kept = series.values.values_list("value", "published_on", "is_provisional")
    assert list(kept) == [
        (Decimal("113.2"), date(2026, 12, 20), True),
        (Decimal("113.4"), date(2027, 1, 20), False),
    ]
    page = text(administrator, INDICES)
    assert "113,4" in page
    assert "113,2" not in page
    again = administrator.post(VALUES, {**TYPED, "is_provisional": "on"}, follow=True)
    assert "était déjà enregistrée" in again.content.decode()
    assert series.values.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("period", "T5 2026", "une période comme T3 2026"),
        ("period", "", "obligatoire"),
        ("value", "-3", "une valeur positive"),
        ("value", "cent", "une valeur comme 113,2"),
        ("published_on", "31/02/2026", "une date comme"),
        ("published_on", "20/12/2026", "a déjà une valeur pour T3 2026"),
    ],
)
def test_a_value_that_is_refused_is_told_beside_its_field(
    administrator: Client, series: IndexSeries, field: str, value: str, told: str
) -> None:
    administrator.post(VALUES, TYPED)
    answer = administrator.post(VALUES, {**TYPED, "value": "120", field: value})
    assert answer.status_code == 422
    assert told in beside(answer, field)
    assert series.values.get().value == Decimal("113.2")


def test_a_file_of_values_comes_in_once(administrator: Client, series: IndexSeries) -> None:
    rows = "FEP;T3 2026;113,2;20/12/2026;;Insee\nFEP;T4 2026;114;20/03/2027;oui;Insee\n"
    first = administrator.get(import_file(administrator, (HEADER + rows).encode())["Location"])
    assert "2 valeur(s) ajoutée(s), 0 déjà connue(s)" in first.content.decode()
    again = administrator.get(import_file(administrator, (HEADER + rows).encode())["Location"])
    assert "0 valeur(s) ajoutée(s), 2 déjà connue(s)" in again.content.decode()
    assert series.values.count() == 2


def test_a_file_with_an_error_brings_nothing_and_says_where(
    administrator: Client, series: IndexSeries
) -> None:
    rows = "FEP;T3 2026;113,2;20/12/2026;;\nZZZ;T3 2026;1;20/12/2026;;\nFEP;T4 2026;zéro;;;\n"
    answer = import_file(administrator, (HEADER + rows).encode())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "3 erreurs : rien n'a été importé" in page
    assert "cet indice n&#x27;est pas enregistré : enregistrez-le d&#x27;abord" in page
    assert "zéro" in page
    assert not series.values.exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("valeurs.pdf", b"%PDF-1.7", "n&#x27;est pas un tableau"),
        ("valeurs.csv", b"", "Ce fichier est vide."),
        ("valeurs.csv", b"Nom;Ville\nDurand;Brest\n", "Indice ; Période ; Valeur"),
        ("valeurs.xlsx", b"not a workbook", "n&#x27;est pas un classeur Excel"),
    ],
)
def test_what_is_no_table_of_values_is_told_beside_the_file(
    administrator: Client, series: IndexSeries, name: str, content: bytes, told: str
) -> None:
    answer = import_file(administrator, content, name)
    assert answer.status_code == 422
    assert told in beside(answer, "fichier")
    assert not IndexValue.objects.exists()
    assert IndexSeries.objects.get() == series


def test_the_page_of_an_index_leads_to_the_contracts_that_cite_it(
    reader: Client, company: Company
) -> None:
    a_clause(a_contract(company))
    page = text(reader, f"{INDICES}valeurs/FICTIF/")
    assert "contrats/fiche/C-1/?onglet=revision" in page
    assert "Valeurs fictives" in page
    listed = reader.get(INDICES).context["rows"]
    assert [(one.code, one.contracts) for one, _ in listed] == [("FICTIF", 1)]
    assert "contrats/indices/" in text(reader, "/societe/propre/contrats/")


def test_those_who_administer_no_company_see_the_values_and_change_nothing(
    clerk: Client, series: IndexSeries
) -> None:
    """Indices are shared by all companies."""
    assert "Enregistrer" not in text(clerk, INDICES)
    assert "Un administrateur les tient" in text(clerk, INDICES)
    assert "Enregistrer" not in text(clerk, VALUES)
    assert clerk.post(VALUES, TYPED).status_code == 403
    assert clerk.post(f"{INDICES}nouveau/", {"code": "N"}).status_code == 403
    assert import_file(clerk, HEADER.encode()).status_code == 403
    assert not series.values.exists()
    assert clerk.get(f"{INDICES}valeurs/ZZZ/").status_code == 404
