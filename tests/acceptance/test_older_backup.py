"""An older backup put back: what the portal received since is taken up, and not sent again."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from support.month import Month
    from support.office import Office


def test_what_left_after_a_backup_is_taken_up_and_leaves_once(
    office: Office, month: Month, tmp_path: Path
) -> None:
    for rank in range(1, 7):
        month.invoice(f"FA-{rank}")
    run = office.open(month)
    assert run("deposit", "--mode", "batch", "--number", "FA-1").returncode == 0
    backup = tmp_path / "veille.wochorus"
    saved = run("db", "backup", backup)
    assert saved.returncode == 0, saved.stderr
    sent = ("--number", "FA-2", "--number", "FA-3", "--number", "FA-4")
    assert run("deposit", "--mode", "batch", *sent).returncode == 0
    assert run("deposit", "--mode", "sequential", "--number", "FA-5").returncode == 0

    restored = run("db", "restore", backup, "--force")
    assert restored.returncode == 0, restored.stderr
    compared = run("compare", "--json", "--from", "01/10/2026")
    assert compared.returncode == 1
    answer = json.loads(compared.stdout)
    found = {row["number"]: row["finding"] for row in answer["different"]}
    assert found == dict.fromkeys(["FA-2", "FA-3", "FA-4", "FA-5"], "lost")
    assert [row["number"] for row in answer["here"]] == ["FA-6"]
    assert (answer["there"], answer["same"]) == ([], 1)

    adopted = run("compare", "adopt", "--all")
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    deposited = run("deposit", "--mode", "batch")
    assert deposited.returncode == 0, deposited.stdout + deposited.stderr
    assert run("compare", "--from", "01/10/2026").returncode == 0
    held = Counter(row["number"] for row in office.simulator.admin.invoices())
    assert held == {f"FA-{rank}": 1 for rank in range(1, 7)}
    received = Counter({row["number"]: row["received"] for row in office.simulator.admin.witness()})
    assert received == held, "not even offered twice"
