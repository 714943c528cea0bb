"""Customers and contracts from tables, and the customers that may be the same, on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.contracts import a_contract
from support.records import a_customer
from wochorus.contracts.models import Contract
from wochorus.contracts.queries import lines_of
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

CUSTOMERS = "/societe/propre/clients/"
CONTRACTS = "/societe/propre/contrats/"
HEADER = "Code client;Client;Courriel;Couleur\n"
GOOD = "C1;Mairie de Brest;compta@brest.example;bleu\n"
BAD = "C2;Mairie de Nantes;compta;vert\n"


def send(client: Client, address: str, *texts: str) -> Any:
    names = ("fichier", "lignes", "chantiers")
    files = {
        name: SimpleUploadedFile(f"{name}.csv", text.encode())
        for name, text in zip(names, texts, strict=False)
    }
    return client.post(f"{address}importer/", files)


def beside_file(answer: Any) -> str:
    page = answer.content.decode()
    return str(page).split('id="id_fichier_error"')[1].split("</div>")[0]


def test_a_table_of_customers_comes_in_and_says_what_it_did(
    clerk: Client, company: Company
) -> None:
    a_customer(company, code="C1", name="Brest")
    answer = send(clerk, CUSTOMERS, f"{HEADER}{GOOD}C2;Mairie de Nantes;;\n")
    assert answer.status_code == 302
    page = clerk.get(answer["Location"]).content.decode()
    told = "2 ligne(s) lue(s) : 1 client(s) ajouté(s), 1 modifié(s), 0 inchangé(s)."
    assert told in page
    assert "Colonnes inconnues, non lues : Couleur." in page
    assert Customer.objects.get(code="C1").email == "compta@brest.example"


def test_an_error_stops_all_until_the_good_rows_are_asked_for(
    clerk: Client, company: Company
) -> None:
    answer = send(clerk, CUSTOMERS, HEADER + GOOD + BAD)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1 erreur : rien n'a été importé." in page
    assert "une adresse comme compta@mairie.fr" in page
    assert "Importer 1 bonne ligne" in page
    assert not Customer.objects.exists()
    key = answer.context["key"]
    partial = clerk.post(f"{CUSTOMERS}importer/{key}/")
    assert "1 client(s) ajouté(s)" in partial.content.decode()
    assert "1 ligne n&#x27;est pas entrée." in partial.content.decode()
    assert [each.code for each in company.customers.all()] == ["C1"]
    left = clerk.get(f"{CUSTOMERS}refuses/{partial.context['refused_key']}/")
    assert left.status_code == 200
    refused = left.getvalue().decode("utf-8-sig")
    assert "C2" in refused
    assert "C1" not in refused
    again = clerk.post(f"{CUSTOMERS}importer/{key}/", follow=True)
    assert "Ce fichier n'est plus là" in again.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("text", "told"),
    [("Ville;Pays\nBrest;FR\n", "Code client"), ("", "Ce fichier est vide.")],
)
def test_what_is_no_table_of_customers_is_told_beside_the_file(
    clerk: Client, company: Company, text: str, told: str
) -> None:
    answer = send(clerk, CUSTOMERS, text)
    assert answer.status_code == 422
    assert told in beside_file(answer)
    assert not company.customers.exists()


def test_nobody_reads_the_refused_rows_of_another(
    clerk: Client, administrator: Client, company: Company
) -> None:
    key = send(clerk, CUSTOMERS, HEADER + BAD).context["key"]
    assert administrator.get(f"{CUSTOMERS}refuses/{key}/").status_code == 404
    taken = administrator.post(f"{CUSTOMERS}importer/{key}/")
    assert taken["Location"] == f"{CUSTOMERS}importer/"
    assert clerk.get(f"{CUSTOMERS}refuses/..%2f{key}/").status_code == 404
    assert not company.customers.exists()


def test_contracts_come_in_with_their_lines_beside(clerk: Client, company: Company) -> None:
    a_customer(company, code="C1")
    contracts = "N° contrat;Client;Effet\nC-7;C1;01/09/2026\n"
    lines = "N° contrat;Désignation;Prix unitaire HT;Taux TVA\nC-7;Vitrerie;80;20\n"
    answer = send(clerk, CONTRACTS, contracts, lines)
    page = clerk.get(answer["Location"]).content.decode()
    assert "1 contrat(s) lu(s) : 1 ajouté(s), 0 modifié(s), 0 inchangé(s)." in page
    contract = Contract.objects.get(number="C-7")
    assert [line.name for line in lines_of(contract)] == ["Vitrerie"]
    assert contract.history.filter(actor="clerk@propre.example").exists()


@pytest.mark.parametrize(
    ("contracts", "lines", "told"),
    [
        ("C-7;C9;01/09/2026", "C-7;Vitrerie;80;20", "ce client n'existe pas : enregistrez-le"),
        ("C-7;C1;hier", "C-7;Vitrerie;80;20", "une date comme"),
        ("C-7;C1;01/09/2026", "C-8;Vitrerie;80;20", "pas dans la feuille des contrats"),
        ("C-7;C1;01/09/2026", "C-7;Vitrerie;beaucoup;20", "beaucoup"),
    ],
)
def test_an_error_in_a_table_of_contracts_brings_nothing_in(
    clerk: Client, company: Company, contracts: str, lines: str, told: str
) -> None:
    a_customer(company, code="C1")
    first = f"N° contrat;Client;Effet\n{contracts}\n"
    second = f"N° contrat;Désignation;Prix unitaire HT;Taux TVA\n{lines}\n"
    answer = send(clerk, CONTRACTS, first, second)
    assert answer.status_code == 422
    page = answer.content.decode().replace("&#x27;", "'")
    assert "rien n'a été importé" in page
    assert told in page
    assert "wochorus " not in page.split("<main")[1]
    assert not Contract.objects.exists()


def test_a_file_that_lacks_its_columns_is_named(clerk: Client, company: Company) -> None:
    a_customer(company, code="C1")
    contracts = "N° contrat;Client;Effet\nC-7;C1;01/09/2026\n"
    answer = send(clerk, CONTRACTS, contracts, "Nom\nVitrerie\n")
    assert answer.status_code == 422
    assert "lignes.csv" in beside_file(answer)
    assert not Contract.objects.exists()


def test_possible_doubles_are_listed_pair_by_pair(reader: Client, company: Company) -> None:
    assert "Aucun : tous les clients" in reader.get(f"{CUSTOMERS}doublons/").content.decode()
    a_customer(company, code="C1", name="Commune de Brest", siret="", town="Brest")
    a_customer(company, code="C2", name="Mairie de Brest", siret="", town="Brest")
    a_customer(company, code="C3", name="Hôpital de Beaune", siret="", town="Beaune")
    page = reader.get(f"{CUSTOMERS}doublons/").content.decode()
    assert "1 paire" in page
    assert "fiche/C1/" in page
    assert "fiche/C2/" in page
    assert "fiche/C3/" not in page
    assert "nom presque identique" in page
    assert f"{CUSTOMERS}doublons/" in reader.get(CUSTOMERS).content.decode()


def test_a_reader_brings_nothing_in(reader: Client, company: Company) -> None:
    a_contract(company)
    for address in (CUSTOMERS, CONTRACTS):
        assert "importer/" not in reader.get(address).content.decode()
        assert reader.get(f"{address}importer/").status_code == 403
        assert send(reader, address, HEADER + GOOD).status_code == 403
    assert company.customers.count() == 1
