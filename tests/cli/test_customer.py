"""`wochorus customer` and `wochorus directory drift`, as people type them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.commands import Done, call_command
from support.records import SERVICE_CODE, SERVICE_REQUIRED, a_company, a_service, a_structure
from support.register import CLOSED_SCHOOL, COMPANY, KEY, SOLE_TRADER, TOWN_HALL, a_register
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.register import RunningRegister

pytestmark = pytest.mark.django_db(transaction=True)

TOWN = f"{TOWN_HALL['siren']}00011"
TRADER = f"{SOLE_TRADER['siren']}00074"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegister]:
    units = (TOWN_HALL, SOLE_TRADER, COMPANY)
    with a_register(tmp_path_factory.mktemp("register"), units, "--per-second", "0") as register:
        yield register


@pytest.fixture(autouse=True)
def place(
    own_files: None,  # noqa: ARG001 - its folder first
    running: RunningRegister,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Give a company and the simulated register."""
    here = replace(settings.ENVIRONMENT, register_url=running.url)
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    a_company()


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


class Caller:
    """Calls the command of the product."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, code: int = 0) -> Done:
        done = call_command(self._capsys, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return done


def test_a_siret_fills_the_record_and_the_record_says_what_is_open(call: Caller) -> None:
    structure = a_structure(TOWN, name="COMMUNE DE FICTIVE", requires_service=True)
    a_service(structure, "SERV", name="Écoles", requires_engagement=True)
    added = call("customer", "add", "VILLE", "--siret", TOWN, "--term", "30 jours")
    assert "Client VILLE enregistré." in added.stdout
    assert "exige un code service" in added.stdout
    shown = call("customer", "show", "VILLE").stdout
    for part in ("Identité", "Commercial", "Facturation", "Annuaire de Chorus Pro"):
        assert part in shown
    assert "1 PLACE DE LA MAIRIE, BATIMENT A, 29200 FICTIVE-SUR-MER" in shown
    assert "Public (d'après l'annuaire de Chorus Pro)" in shown
    assert "Une facture doit porter un code service." in shown
    assert "SERV  Écoles (engagement obligatoire)" in shown
    told = json.loads(call("customer", "show", "VILLE", "--json").stdout)
    assert (told["name"], told["ape"], told["ape_2025"]) == (
        "COMMUNE DE FICTIVE-SUR-MER",
        "84.11Z",
        "84.11Y",
    )
    assert [one["code"] for one in told["annuaire"]["services"]] == ["SERV"]


def test_a_customer_without_siret_is_told_so(call: Caller) -> None:
    added = call("customer", "add", "C1", "--name", "Mairie", "--kind", "public")
    assert "Bloque le dépôt : SIRET manquant : aucun dépôt possible" in added.stdout


def test_what_is_wrong_is_told_with_what_to_do(call: Caller) -> None:
    structure = a_structure(SERVICE_REQUIRED, name="MAIRIE DE Y")
    a_service(structure)
    arguments = ("--name", "Y", "--siret", SERVICE_REQUIRED, "--no-lookup")
    refused = call("customer", "add", "Y", *arguments, "--code-service", "SERV", code=1)
    assert "Le service « SERV » ne peut pas recevoir de facture" in refused.stderr
    assert SERVICE_CODE in refused.stderr
    assert "n'existe pas" in call("customer", "show", "X", code=1).stderr
    assert "--name" in call("customer", "add", "X", code=1).stderr
    assert "14 chiffres" in call("customer", "add", "X", "--siret", "219", code=1).stderr
    assert not Customer.objects.exists()


def test_a_register_that_fails_stops_nothing_but_the_look_up(
    call: Caller, running: RunningRegister
) -> None:
    running.order("status_500")
    failed = call("customer", "add", "C1", "--siret", TOWN, code=1)
    assert "--no-lookup" in failed.stderr or "réessayez" in failed.stderr.lower()
    assert not Customer.objects.exists()
    call("customer", "add", "C1", "--siret", TOWN, "--name", "Ville", "--no-lookup")
    assert Customer.objects.get().town == ""
    call("customer", "change", "C1", "--lookup")
    assert Customer.objects.get().town == "FICTIVE-SUR-MER"


def test_a_closed_place_and_a_hidden_person_are_told(call: Caller) -> None:
    found = call("customer", "lookup", CLOSED_SCHOOL).stdout
    assert "établissement fermé depuis le 31/03/2025" in found
    assert "non diffusé" in call("customer", "lookup", TRADER).stdout
    assert "n'a pas le droit de le dire" in (
        call("customer", "add", "T", "--siret", TRADER, code=1).stderr
    )
    added = call("customer", "add", "T", "--siret", TRADER, "--name", "Zoé M.").stdout
    assert "sans doute privé" in added
    assert "ne connaît rien" in call("customer", "lookup", "introuvable").stdout
    assert "que les premières réponses" not in found
    assert "que les premières réponses" in call("customer", "lookup", "fictive").stdout


def test_sirene_is_asked_once_its_key_is_given(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    arguments = ("customer", "lookup", TOWN, "--provider", "sirene")
    assert "api-key" in call(*arguments, code=1).stderr
    assert "--stdin" in call("customer", "api-key", code=1).stderr
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    stored = call("customer", "api-key", "--stdin").stdout
    assert KEY not in stored
    assert "FICTIVE" in call(*arguments).stdout
    assert "oubliée" in call("customer", "api-key", "--forget").stdout


def test_customers_are_listed_changed_archived_and_taken_back(call: Caller) -> None:
    call("customer", "add", "C1", "--name", "Mairie", "--kind", "public")
    call("customer", "add", "C2", "--name", "Mairie", "--kind", "private")
    assert "rien n'a changé" in call("customer", "change", "C1", code=2).stderr
    call("customer", "change", "C1", "--town", "Lyon", "--kind", "auto")
    assert "C1" in call("customer", "list", "--kind", "unknown").stdout
    assert "nom presque identique" in call("customer", "duplicates").stdout
    call("customer", "archive", "C2")
    told = json.loads(call("customer", "list", "--json").stdout)["customers"]
    assert [one["code"] for one in told] == ["C1"]
    assert "C2" in call("customer", "list", "--archived").stdout
    call("customer", "reactivate", "C2")
    assert "2 client(s)" in call("customer", "list").stdout


def test_contacts_and_addresses_are_kept_beside_the_customer(call: Caller) -> None:
    call("customer", "add", "C1", "--name", "Mairie")
    call("customer", "contact", "add", "C1", "Anne", "--role", "Comptable")
    call("customer", "contact", "change", "C1", "Anne", "--new-name", "Anne D.")
    call("customer", "address", "add", "C1", "École", "--town", "Bron")
    call("customer", "address", "change", "C1", "École", "--purpose", "billing")
    shown = call("customer", "show", "C1").stdout
    assert "Anne D. · Comptable" in shown
    assert "Facturation : École" in shown
    call("customer", "contact", "remove", "C1", "Anne D.")
    call("customer", "address", "remove", "C1", "École")
    told = json.loads(call("customer", "show", "C1", "--json").stdout)
    assert (told["contacts"], told["addresses"]) == ([], [])


def test_a_table_goes_out_and_comes_in(call: Caller, tmp_path: Path) -> None:
    call("customer", "add", "C1", "--name", "Mairie", "--term", "30 jours")
    file = tmp_path / "clients.xlsx"
    assert "1 client(s)" in call("customer", "export", file).stdout
    assert "1 inchangé(s)" in call("customer", "import", file).stdout
    bad = tmp_path / "bad.csv"
    bad.write_text("Code;Nom;SIRET\nC2;Deux;12\nC3;Trois;\n")
    refused = call("customer", "import", bad, code=1)
    assert "Rien n'a été importé" in refused.stdout
    assert "ligne 2, SIRET : « 12 »" in refused.stdout
    told = json.loads(call("customer", "import", bad, "--partial", "--json", code=1).stdout)
    assert (told["added"], told["errors"][0]["row"]) == (1, 2)


def test_what_the_annuaire_no_longer_takes_is_told(call: Caller) -> None:
    structure = a_structure(SERVICE_REQUIRED, name="MAIRIE DE Y")
    service = a_service(structure)
    arguments = ("--name", "Y", "--siret", SERVICE_REQUIRED, "--no-lookup")
    call("customer", "add", "Y", *arguments, "--code-service", SERVICE_CODE)
    assert "rien n'a bougé" in call("directory", "drift").stdout
    service.is_active = False
    service.save()
    told = call("directory", "drift").stdout
    assert f"Le service {SERVICE_CODE} de MAIRIE DE Y est devenu inactif" in told
    assert "propre · Y" in told
    drifts = json.loads(call("directory", "drift", "--json").stdout)["drifts"]
    assert drifts[0]["customers"] == [{"company": "propre", "code": "Y", "name": "Y"}]
