"""A month of which some invoices are detailed: Factur-X for those, the minimal format for the rest.

The real commands, in real processes; the portal's own records say what arrived.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.running import Simulator
    from support.month import Month
    from support.office import Office

FACTURX, MINIMAL = "IN_DP_E2_CII_FACTURX", "IN_DP_E2_CPP_FACTURE_MIN"


def held(simulator: Simulator) -> Counter[str]:
    return Counter(row["number"] for row in simulator.admin.invoices())


def test_a_mixed_month_is_deposited_by_lot_then_one_by_one_and_followed(
    office: Office, month: Month
) -> None:
    for rank in range(1, 5):
        month.invoice(f"FA-{rank}")
        month.detailed(f"FX-{rank}")
    month.detailed("FX/NUIT", Date="01/11/2026", Échéance="30/11/2026")
    month.invoice("FA-NUIT", Date="01/11/2026")
    run = office.open(month)

    checked = run("check", "--json")
    answer = json.loads(checked.stdout)
    assert answer["formats"] == {"facturx": 5, "cpp-minimal": 5}
    assert [each for each in answer["anomalies"] if each["level"] == "bloquant"] == []

    batch = run("deposit", "--mode", "batch", "--to", "31/10/2026", "--flow-name", "Octobre")
    assert batch.returncode == 0, batch.stdout + batch.stderr
    assert "Flux Octobre-facturx : 4 facture(s) au format Factur-X, " in batch.stdout
    assert "Flux Octobre-cpp-minimal : 4 facture(s) au format CPP minimal, " in batch.stdout
    sent = re.findall(
        r"^(F\S+) .*factur-x_octobre-facturx\.tar\.gz +déposée", batch.stdout, re.MULTILINE
    )
    assert sent == ["FX-1", "FX-2", "FX-3", "FX-4"]

    sequence = run("deposit", "--mode", "sequential")
    assert sequence.returncode == 0, sequence.stdout + sequence.stderr
    assert "factur-x_" in sequence.stdout
    assert Counter(flow["syntax"] for flow in office.simulator.admin.flows()) == {
        FACTURX: 2,
        MINIMAL: 2,
    }
    assert held(office.simulator) == dict.fromkeys(
        [
            *(f"{kind}-{rank}" for kind in ("FA", "FX") for rank in range(1, 5)),
            *("FX/NUIT", "FA-NUIT"),
        ],
        1,
    )
    listed = run("journal", "list", "--state", "integree")
    assert "10 / 10 affichés" in listed.stdout
