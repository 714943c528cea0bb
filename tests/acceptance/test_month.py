"""A clerk's month by the real commands, in real processes, with a real portal on the other side."""

from __future__ import annotations

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.running import Simulator
    from support.month import Month
    from support.office import Office


def held(simulator: Simulator) -> Counter[str]:
    return Counter(row["number"] for row in simulator.admin.invoices())


def test_a_month_goes_from_the_journal_to_integrated_flows(office: Office, month: Month) -> None:
    for rank in range(1, 13):
        month.invoice(f"FA-{rank}")
    month.invoice("FA-SANS-PDF", pdf=False)
    month.invoice(
        "FA-SERVICE", Code_client="C2", Client="Commune à service", SIRET="12345678200028"
    )
    run = office.open(month)

    checked = run("check")
    assert checked.returncode == 1
    assert "Le fichier PDF de la facture est introuvable" in checked.stdout
    assert "La structure exige un code service" in checked.stdout
    assert "environnement simulateur" in checked.stdout
    assert "12 prête(s) à partir, 2 bloquée(s)" in checked.stdout

    deposited = run("deposit", "--mode", "batch", "--flow-name", "Octobre")
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

    listed = run("journal", "list", "--deposited")
    assert listed.returncode == 0
    assert re.search(r"12 / 14 affichés en \d+,\d+ s", listed.stdout)
    assert listed.stdout.count("CPP0011113") == 12

    again = run("deposit", "--mode", "sequential", "--json")
    answer = json.loads(again.stdout)
    assert len(answer["skipped"]) == 12
    assert answer["lines"] == []
    assert answer["environment"] == "simulator"
    assert held(office.simulator) == {f"FA-{rank}": 1 for rank in range(1, 13)}


def test_a_corrected_journal_deposits_what_was_left(office: Office, month: Month) -> None:
    month.invoice("FA-1")
    month.invoice("FA-2", Code_client="C2", SIRET="12345678200028")
    run = office.open(month)
    assert run("deposit", "--mode", "batch").returncode == 1
    month.rows[1]["Code service"] = "SERVICE_DEST_SERV_OBL"
    imported = run("journal", "import", month.journal)
    assert imported.returncode == 0, imported.stderr
    done = run("deposit", "--mode", "sequential")
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(office.simulator) == {"FA-1": 1, "FA-2": 1}


def test_two_deposits_started_together_send_each_invoice_once(office: Office, month: Month) -> None:
    for rank in range(1, 21):
        month.invoice(f"FA-{rank}")
    run = office.open(month)

    def deposit(_: int) -> str:
        done = run("deposit", "--mode", "sequential")
        assert "Traceback" not in done.stderr
        return done.stderr

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(deposit, range(3)))
    assert held(office.simulator) == {f"FA-{rank}": 1 for rank in range(1, 21)}
    assert len(office.simulator.admin.flows()) == 20
    for message in told:
        assert message == "" or "Un autre dépôt est déjà en cours" in message or "prise" in message
