"""A clerk's month by the real commands, in real processes, with a real portal on the other side."""

from __future__ import annotations

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from simulator.running import a_simulator
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import RunWoChorus
    from simulator.running import Simulator


@pytest.fixture
def month(tmp_path: Path) -> Month:
    return Month(tmp_path)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as running:
        yield running


def held(simulator: Simulator) -> Counter[str]:
    return Counter(row["number"] for row in simulator.admin.invoices())


def test_a_month_goes_from_the_journal_to_integrated_flows(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    for rank in range(1, 13):
        month.invoice(f"FA-{rank}")
    month.invoice("FA-SANS-PDF", pdf=False)
    month.invoice(
        "FA-SERVICE", Code_client="C2", Client="Commune à service", SIRET="12345678200028"
    )
    portal = set_up(run_wochorus, month, simulator.url)

    checked = run_wochorus("check", variables=portal)
    assert checked.returncode == 1
    assert "Le fichier PDF de la facture est introuvable" in checked.stdout
    assert "La structure exige un code service" in checked.stdout
    assert "environnement simulateur" in checked.stdout
    assert "12 prête(s) à partir, 2 bloquée(s)" in checked.stdout

    deposited = run_wochorus(
        "deposit", "--mode", "batch", "--flow-name", "Octobre", variables=portal
    )
    assert deposited.returncode == 1, "two invoices stay behind"
    assert (
        len(
            re.findall(
                r"^FA-\d+ .*octobre\.xml +déposée CPP0011113\d{15}$", deposited.stdout, re.MULTILINE
            )
        )
        == 12
    )
    assert "12 intégrée" in deposited.stdout
    assert "2 facture(s) bloquée(s)" in deposited.stderr

    listed = run_wochorus("journal", "list", "--deposited", variables=portal)
    assert listed.returncode == 0
    assert re.search(r"12 / 14 affichés en \d+,\d+ s", listed.stdout)
    assert listed.stdout.count("CPP0011113") == 12

    again = run_wochorus("deposit", "--mode", "sequential", "--json", variables=portal)
    answer = json.loads(again.stdout)
    assert len(answer["skipped"]) == 12
    assert answer["lines"] == []
    assert answer["environment"] == "simulator"
    assert held(simulator) == {f"FA-{rank}": 1 for rank in range(1, 13)}


def test_a_corrected_journal_deposits_what_was_left(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    month.invoice("FA-1")
    month.invoice("FA-2", Code_client="C2", SIRET="12345678200028")
    portal = set_up(run_wochorus, month, simulator.url)
    assert run_wochorus("deposit", "--mode", "batch", variables=portal).returncode == 1
    month.rows[1]["Code service"] = "SERVICE_DEST_SERV_OBL"
    imported = run_wochorus("journal", "import", month.journal, variables=portal)
    assert imported.returncode == 0, imported.stderr
    done = run_wochorus("deposit", "--mode", "sequential", variables=portal)
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(simulator) == {"FA-1": 1, "FA-2": 1}


def test_two_deposits_started_together_send_each_invoice_once(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    for rank in range(1, 21):
        month.invoice(f"FA-{rank}")
    portal = set_up(run_wochorus, month, simulator.url)

    def deposit(_: int) -> str:
        done = run_wochorus("deposit", "--mode", "sequential", variables=portal)
        assert "Traceback" not in done.stderr
        return done.stderr

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(deposit, range(3)))
    assert held(simulator) == {f"FA-{rank}": 1 for rank in range(1, 21)}
    assert len(simulator.admin.flows()) == 20
    for message in told:
        assert message == "" or "Un autre dépôt est déjà en cours" in message or "prise" in message


def test_an_answer_lost_is_found_by_follow(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    month.invoice("FA-1")
    portal = set_up(run_wochorus, month, simulator.url)
    simulator.admin.fault("cut_after_recording")
    lost = run_wochorus("deposit", "--mode", "batch", "--no-follow", variables=portal)
    assert lost.returncode == 1
    assert "incertaine" in lost.stdout
    found = run_wochorus("follow", variables=portal)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "CPP0011113" in found.stdout
    assert held(simulator) == {"FA-1": 1}


def test_a_portal_that_is_down_is_told_in_one_message(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    month.invoice("FA-1")
    portal = set_up(run_wochorus, month, simulator.url)
    simulator.stop()
    done = run_wochorus("deposit", "--mode", "batch", variables=portal)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Erreur :") == 1
    assert "Que faire :" in done.stderr
    listed = run_wochorus("journal", "list", "--json", variables=portal)
    assert "À déposer" in listed.stdout or "to_deposit" in listed.stdout


def test_a_production_deposit_asks_before_it_sends(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    month.invoice("FA-1")
    portal = set_up(run_wochorus, month, simulator.url)
    run_wochorus("company", "set", "propre", "--environment", "production", variables=portal)
    done = run_wochorus("deposit", "--mode", "batch", variables=portal)
    assert done.returncode == 1
    assert "PRODUCTION" in done.stdout
    assert "confirmation" in done.stderr
    assert simulator.admin.flows() == []


def test_secrets_are_read_from_standard_input_and_never_shown(
    run_wochorus: RunWoChorus, month: Month, simulator: Simulator
) -> None:
    month.invoice("FA-1")
    portal = set_up(run_wochorus, month, simulator.url)
    stored = run_wochorus(
        "company", "access", "propre", "--environment", "qualification", "--client-id", "app",
        "--technical-login", "TECH_1@cpro.fr", "--secrets-stdin",
        input="s3cret-piste\ns3cret-tech\n", variables=portal,
    )  # fmt: skip
    assert stored.returncode == 0, stored.stderr
    shown = run_wochorus("company", "show", "propre", "--json", variables=portal)
    assert "qualification" in json.loads(shown.stdout)["accesses"]
    assert "s3cret" not in stored.stdout + shown.stdout + stored.stderr
