"""`wochorus contract`: from an empty company to a contract that is billed, revised and ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.commands import Done, call_command
from support.records import a_company, a_customer, a_pdf
from wochorus.contracts.models import Contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Give a function that runs `wochorus contract …` for a company that has a town hall."""
    a_customer(a_company(), code="C1", name="Mairie d'Essai")

    def run(*arguments: str | Path) -> Done:
        return call_command(capsys, "contract", *arguments)

    return run


ADDED = (
    *("add", "1010002", "--customer", "C1", "--start", "01/09/2026", "--duration", "24 "),
    *("--kind", "ENT LOCAUX + E", "--salesperson", "Gérard Fermez", "--quotation", "DV-41"),
    *("--signed", "01/08/2026", "--marche", "215489632585", "--engagement", "er214589"),
    *("--ceiling", "12 000", "--ceiling-basis", "TTC", "--engagement-end", "31/08/2027"),
)


def test_a_contract_is_shown_like_its_printed_form(call: Callable[..., Done]) -> None:
    assert call(*ADDED).returncode == 0
    added = call(
        *("line", "add", "1010002", "--name", "Entretien", "--quantity", "86,67"),
        *("--unit", "heures", "--price", "24,60", "--rate", "20", "--site", "Hôtel de ville"),
    )
    assert added.returncode == 0, added.stderr
    assert "restitué" in added.stdout
    shown = call("show", "1010002").stdout
    for text in (
        "1010002",
        "ENT LOCAUX + E",
        "Gérard Fermez",
        "DV-41",
        "Échu, tous les mois",
        "du 01/09/2026 au 30/09/2026",
        "Références marche N°:215489632585 N° d'engagement: er214589",
        "12\u202f000,00\u00a0€ TTC, jusqu'au 31/08/2027",
        "2\u202f132,08\u00a0€ HT, 2\u202f558,50\u00a0€ TTC, le 30/09/2026",
        "Hôtel de ville",
    ):
        assert text in shown, text
    call("consumed", "1010002", "--ht", "1000", "--ttc", "1200", "--on", "01/09/2026")
    assert "10\u202f800,00\u00a0€ TTC" in call("show", "1010002").stdout
    call("consumed", "1010002", "--ht", "0", "--ttc", "0", "--on", "01/09/2026")
    told = json.loads(call("show", "1010002", "--json").stdout)
    assert told["next_period"]["with_tax"] == "2558.50"
    assert (told["ceiling"]["left"], told["ceiling"]["basis"]) == ("12000.00", "TTC")
    assert told["lines"][0]["unit"] == "HUR"


def test_the_calendar_tells_dates_and_amounts_and_bills_nothing(
    call: Callable[..., Done],
) -> None:
    call("add", "C-1", "--customer", "C1", "--start", "16/09/2026", "--anchor-day", "1")
    call("change", "C-1", "--term", "30 jours")
    call("line", "add", "C-1", "--name", "Vitres", "--price", "900", "--rate", "20")
    told = json.loads(call("calendar", "C-1", "--periods", "2", "--json").stdout)
    assert told["periods"] == [
        {
            "start": "2026-09-16",
            "end": "2026-09-30",
            "is_partial": True,
            "is_suspended": False,
            "issued_on": "2026-09-30",
            "due_on": "2026-10-30",
            "without_tax": "450.00",
            "with_tax": "540.00",
            "lines": [{"name": "Vitres", "amount": "450.00"}],
        },
        {
            "start": "2026-10-01",
            "end": "2026-10-31",
            "is_partial": False,
            "is_suspended": False,
            "issued_on": "2026-10-31",
            "due_on": "2026-11-30",
            "without_tax": "900.00",
            "with_tax": "1080.00",
            "lines": [{"name": "Vitres", "amount": "900.00"}],
        },
    ]
    assert "prorata 15/30 jours" in call("calendar", "C-1").stdout
    assert Contract.objects.get().next_start.isoformat() == "2026-09-16"


def test_a_whole_life_by_commands(call: Callable[..., Done], tmp_path: Path) -> None:
    order = tmp_path / "bon.pdf"
    order.write_bytes(a_pdf())
    for words in (
        (*ADDED, "--draft", "oui"),
        ("line", "add", "1010002", "--name", "Entretien", "--price", "1000", "--rate", "20"),
        ("confirm", "1010002"),
        ("site", "add", "1010002", "École", "--town", "Lyon"),
        ("attach", "1010002", order, "--kind", "BON_COMMANDE", "--follows", "first"),
        ("return", "1010002", "--on", "20/08/2026"),
        ("line", "change", "1010002", "1", "--from", "01/01/2027", "--price", "1100"),
        ("index", "add", "FICTIF", "--name", "Indice fictif", "--fictitious"),
        ("index", "value", "FICTIF", "T3 2027", "113,2", "--published", "20/12/2027"),
        (
            *("clause", "1010002", "--fixed", "0,15", "--index", "FICTIF:0,85:110,0"),
            *("--first", "01/01/2028"),
        ),
        ("revise", "1010002", "--apply"),
        ("suspend", "1010002", "--from", "01/02/2028", "--to", "29/02/2028"),
        ("resume", "1010002", "--on", "15/02/2028"),
        ("renew", "1010002", "--months", "12"),
        ("terminate", "1010002", "--on", "15/06/2029", "--reason", "fermeture"),
        ("copy", "1010002", "1010003", "--start", "16/06/2029"),
    ):
        done = call(*words)
        assert done.returncode == 0, (words, done.stderr)
    shown = call("show", "1010002", "--history").stdout
    for text in (
        "1127,17 €",
        "bon.pdf : Bon de commande",
        "Lyon",
        "coefficient 1,0247",
        "15/06/2029",
    ):
        assert text in shown, text
    assert "Révision de prix, à compter du 01/01/2028" in shown
    assert "prix unitaire HT : 1000 → 1100" in shown
    listed = call("list", "entretien", "--state", "draft", "--json")
    assert json.loads(listed.stdout)["contracts"] == []
    drafts = json.loads(call("list", "ENT", "--state", "draft", "--json").stdout)["contracts"]
    assert [row["number"] for row in drafts] == ["1010003"]


def test_a_revision_is_shown_before_it_is_applied_and_undone(call: Callable[..., Done]) -> None:
    call(*ADDED)
    call("line", "add", "1010002", "--name", "Entretien", "--price", "1000", "--rate", "20")
    call("index", "add", "FICTIF", "--name", "Indice fictif", "--fictitious")
    call("index", "value", "FICTIF", "T3 2026", "113,2", "--published", "20/12/2026")
    call(
        *("clause", "1010002", "--fixed", "0,15", "--index", "FICTIF:0,85:110"),
        *("--first", "01/01/2027"),
    )
    shown = call("revise", "1010002").stdout
    assert "Entretien : 1000 × 1,0247 = 1024,7 €" in shown
    assert "Rien n'a changé" in shown
    assert call("revise", "1010002", "--apply").returncode == 0
    assert "annulée" in call("revise", "1010002", "--undo").stdout
    assert "[" not in call("index", "show").stdout
    assert "fictives" in call("index", "show", "FICTIF").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "9"), "Le contrat « 9 » n'existe pas"),
        (("add", "1", "--customer", "X", "--start", "01/01/2026"), "Le client « X » n'existe pas"),
        (("add", "1", "--customer", "C1", "--start", "hier"), "n'est pas une date"),
        (
            *(("add", "1", "--customer", "C1", "--start", "01/01/2026", "--every", "0"),),
            "Tous les n mois « 0 » : attendu un nombre entier de 1 à 120",
        ),
        (("change", "1010002"), "Aucune option n'a été donnée"),
        (("line", "add", "1010002", "--name", "A"), "Il manque --price, --rate"),
        (("line", "end", "1010002", "1", "--on", "01/01/2027"), "n'a pas de ligne 1"),
        (("terminate", "1010002"), "--on DATE"),
        (
            ("clause", "1010002", "--fixed", "0,15", "--index", "FEP", "--first", "01/01/2027"),
            "CODE:POIDS",
        ),
        (("index", "value", "X", "T3 2026", "1", "--published", "01/01/2027"), "n'est pas enreg"),
        (("confirm", "1010002"), "aucune ligne"),
    ],
)
def test_a_refused_entry_says_what_and_where(
    call: Callable[..., Done], words: tuple[str, ...], told: str
) -> None:
    call(*ADDED)
    done = call(*words)
    assert done.returncode in {1, 2}
    assert told in done.stderr
    assert Contract.objects.count() == 1
