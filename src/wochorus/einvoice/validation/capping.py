"""A report that stays readable: a rule is told so many times, then counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.einvoice.findings import Finding

MOST_PER_RULE = 50


def capped(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the first fifty findings of each rule; one more tells how many follow."""
    told: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], Finding] = {}
    kept = []
    for finding in findings:
        kind = (finding.rule, finding.severity)
        told[kind] += 1
        if told[kind] <= MOST_PER_RULE:
            kept.append(finding)
        else:
            last.setdefault(kind, finding)
    return [*kept, *(_counted(finding, told[kind]) for kind, finding in last.items())]


def _counted(finding: Finding, number: int) -> Finding:
    more = number - MOST_PER_RULE
    others = "un autre endroit" if more == 1 else f"{more} autres endroits"
    return replace(
        finding,
        message=f"La même règle ({finding.rule}) n'est pas respectée à {others}.",
        remedy="Corrigez d'abord les endroits indiqués, puis vérifiez à nouveau la facture.",
        path="",
        detail="",
    )
