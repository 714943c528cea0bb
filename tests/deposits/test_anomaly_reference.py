"""The page of the guide about anomalies names every anomaly, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from wochorus.deposits.checks import routing

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / "src/wochorus/deposits/checks"


def test_the_guide_names_every_anomaly_and_no_other() -> None:
    source = "".join(path.read_text("utf-8") for path in CHECKS.glob("*.py"))
    raised = set(re.findall(r'Finding\(\s*"?([A-Z_]+)"?,', source))
    raised |= set(re.findall(r'\(\s*"([A-Z_]+)",\s*(?:"n°|"code service|"HT|"TVA|"TTC|\n)', source))
    raised |= {*routing.MISSING_CODES.values(), *routing.FAULT_CODES.values()}
    page = (ROOT / "docs/reference/anomalies.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert len(raised) > 30
    assert documented == raised
