"""The defects of a JSON invoice as findings: all of them, or of a great many those of a part."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.json_messages import finding_of
from wochorus.einvoice.terms import term_uses

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ValidationError

MOST_DEFECTS = 1_000
"""Told one by one. A million of them would take ten seconds and 1.7 GB to be put into words."""

_ENTRIES_LOOKED_AT, _UNKNOWN_FIELDS_LOOKED_AT = 20, 100


def defects_of(
    error: ValidationError, raw: object, validate: Callable[[object], ValidationError | None]
) -> tuple[Finding, ...]:
    """Tell what ``error`` found in ``raw``.

    Beyond ``MOST_DEFECTS``, those that ``validate`` finds in the first entries of each list, and
    their number in all.
    """
    count = error.error_count()
    if count <= MOST_DEFECTS:
        return tuple(map(finding_of, error.errors(include_url=False)))
    of_a_part = validate(_shortened(raw))
    told = [] if of_a_part is None else of_a_part.errors(include_url=False)
    return (*map(finding_of, told[:MOST_DEFECTS]), _too_many(count, len(told)))


def _shortened(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_shortened(entry) for entry in value[:_ENTRIES_LOOKED_AT]]
    if isinstance(value, dict):
        return {name: _shortened(entry) for name, entry in _fields_looked_at(value)}
    return value


def _fields_looked_at(group: dict[str, Any]) -> list[tuple[str, Any]]:
    names = {part for use in term_uses() for part in use.path.split(".")}
    known = [entry for entry in group.items() if entry[0] in names]
    unknown = (entry for entry in group.items() if entry[0] not in names)
    return [*known, *islice(unknown, _UNKNOWN_FIELDS_LOOKED_AT)]


def _too_many(count: int, told: int) -> Finding:
    shown = f"{told} défauts sont montrés" if told else "aucun n'est dans leurs premières entrées"
    return Finding(
        layer=Layer.READING,
        rule="WO-JSON",
        severity=Severity.ERROR,
        message=f"La facture a {count} défauts : ses listes sont très longues, {shown}.",
        remedy="Corrigez d'abord la cause commune, puis vérifiez à nouveau le fichier.",
    )
