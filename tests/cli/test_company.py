"""`wochorus company`: what may be said of a company, and what is shown of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.commands import call_command
from wochorus.accounts.models import ChorusAccess, Company

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]

AN_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'
ADDED = ("company", "add", "propre", "--name", "Propre SARL", "--siret", "732 829 320 00074")


def test_all_that_an_invoice_prints_is_given_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(AN_SVG)
    added = call_command(
        capsys,
        *ADDED,
        *("--legal-form", "SARL", "--share-capital", "120 000", "--phone", "02 38 00 00 00"),
        *("--trade-register", "RCS Orléans 732 829 320", "--address", "1 rue de l'Eau"),
        *("--address-2", "Bâtiment B", "--postcode", "45000", "--town", "Orléans"),
        *("--iban", "FR76 3000 6000 0112 3456 7890 189", "--bic", "AGRIFRPP"),
        *("--logo", logo, "--vat-on-debits", "--early-payment", "Escompte de 1 %."),
    )
    assert added.returncode == 0, added.stderr
    assert "Attention" not in added.stdout
    shown = call_command(capsys, "company", "show", "propre").stdout
    for text in (
        "120\u202f000,00\u00a0€",
        "1 rue de l'Eau, Bâtiment B, 45000 Orléans",
        "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
        "732829320_73282932000074",
        "logo.svg",
        "d'après les débits",
        "Escompte de 1 %.",
        "indemnité forfaitaire de 40 €",
    ):
        assert text in shown
    told = json.loads(call_command(capsys, "company", "show", "propre", "--json").stdout)
    assert told["legal_information"].startswith("SARL au capital de 120\u202f000\u00a0€ · RCS")
    assert (told["logo_media_type"], told["vat_on_debits"]) == ("image/svg+xml", True)


def test_a_company_without_much_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(capsys, *ADDED)
    shown = call_command(capsys, "company", "show", "propre").stdout
    assert "manquante" in shown
    assert "non indiquée" in shown


def test_a_correction_without_any_option_says_that_nothing_was_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command(capsys, *ADDED)
    refused = call_command(capsys, "company", "set", "propre")
    assert refused.returncode == 2
    assert "rien n'a été demandé" in refused.stderr
    assert "enregistrée" not in refused.stdout


def test_only_the_options_given_change(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(capsys, *ADDED, "--town", "Orléans", "--vat-on-debits")
    assert call_command(capsys, "company", "set", "propre", "--bic", "agrifrpp").returncode == 0
    company = Company.objects.get()
    assert (company.town, company.bic, company.vat_on_debits) == ("Orléans", "AGRIFRPP", True)
    call_command(capsys, "company", "set", "propre", "--no-vat-on-debits", "--town", "")
    company.refresh_from_db()
    assert (company.town, company.vat_on_debits) == ("", False)


def test_a_company_of_the_simulator_is_told_that_it_is_not_known_there_by_a_new_siret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command(capsys, *ADDED)
    new = ("company", "set", "propre", "--siret")
    assert "simulateur ne connaît pas" not in call_command(capsys, *new, "73282932000082").stdout
    ChorusAccess.objects.create(
        company=Company.objects.get(), environment="simulator", client_id="id", technical_login="T"
    )
    told = call_command(capsys, *new, "732 829 320 00074").stdout
    assert "le simulateur ne connaît pas ce SIRET" in told
    assert "« wochorus company simulator propre »" in told
    assert "simulateur ne connaît pas" not in call_command(capsys, *new, "73282932000074").stdout


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--iban", "FR7630006000011234567890188", "clé de contrôle est fausse"),
        ("--vat-number", "FR45732829320", "FR44732829320"),
        ("--bic", "BANQUE", "8 ou 11 caractères"),
        ("--share-capital", "cent", "un montant comme 120000"),
        ("--logo", "absent.png", "n'existe pas"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(
    option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(capsys, *ADDED)
    refused = call_command(capsys, "company", "set", "propre", option, value)
    assert refused.returncode in {1, 2}
    assert told in refused.stderr
    assert "enregistrée" not in refused.stdout


def test_a_strange_value_is_kept_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    kept = call_command(capsys, *ADDED, "--vat-number", "FR23111111111")
    assert kept.returncode == 0
    assert "Attention" in kept.stdout
    assert "SIREN 111111111" in kept.stdout


def test_a_logo_is_taken_off_and_never_given_and_taken_off_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(AN_SVG)
    call_command(capsys, *ADDED, "--logo", logo)
    both = call_command(capsys, "company", "set", "propre", "--logo", logo, "--no-logo")
    assert both.returncode == 2
    assert Company.objects.get().logo_name == "logo.svg"
    assert call_command(capsys, "company", "set", "propre", "--no-logo").returncode == 0
    assert Company.objects.get().logo_name == ""
