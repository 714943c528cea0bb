"""A report that stays readable: a rule is told so many times, then counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from wochorus.einvoice.findings import Finding

MOST_PER_RULE = 50
_Broken = TypeVar("_Broken")


def capped(
    broken: Iterable[_Broken],
    rule_of: Callable[[_Broken], Hashable],
    tell: Callable[[_Broken], Finding],
) -> list[Finding]:
    """Tell the first fifty breaches of each rule; one more finding tells how many follow.

    Only what is told is put into words: a file of a million lines may break a rule on each.
    """
    seen: Counter[Hashable] = Counter()
    last: dict[Hashable, Finding] = {}
    told = []
    for entry in broken:
        rule = rule_of(entry)
        seen[rule] += 1
        if seen[rule] <= MOST_PER_RULE:
            last[rule] = tell(entry)
            told.append(last[rule])
    return [
        *told,
        *(_counted(last[rule], times) for rule, times in seen.items() if times > MOST_PER_RULE),
    ]


def _counted(finding: Finding, times: int) -> Finding:
    more = times - MOST_PER_RULE
    others = "un autre endroit" if more == 1 else f"{more} autres endroits"
    return replace(
        finding,
        message=f"La même règle ({finding.rule}) n'est pas respectée à {others}.",
        remedy="Corrigez d'abord les endroits indiqués, puis vérifiez à nouveau la facture.",
        path="",
        detail="",
    )
