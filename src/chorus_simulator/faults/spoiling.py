"""Spoiling the content of an answer: strange values, strange types, wrong counts.

Each spoiler takes the JSON content, the fault's value and the present moment, and gives the
content to send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import DAY, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    Spoiler = Callable[[Any, str | None, float], Any]

_FLOW_STATES = {"etatCourantDepotFlux", "etatCourantFlux"}
_STATUSES = {"statut", "statutFacture", "statutCourantCode", "histoStatutCode", "nouveauStatut"}
_TOTALS = ("total", "pages")
"""How the names of the counts begin, alone or before the name of a list."""
_NUMBERS = {"numeroFluxDepot", "identifiantFactureCPP"}
_ENDING_DAYS = 10


def _walk(content: Any, change: Callable[[str, Any], Any]) -> Any:  # noqa: ANN401  JSON
    """Rebuild the content, each value of an object given by ``change(name, value)``."""
    if isinstance(content, dict):
        return {name: _walk(change(name, value), change) for name, value in content.items()}
    if isinstance(content, list):
        return [_walk(item, change) for item in content]
    return content


def _replacing(names: set[str], usual: str) -> Spoiler:
    """Make a spoiler that gives all these fields one value."""

    def spoil(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
        del now
        return _walk(
            content,
            lambda name, found: (
                (value or usual) if name in names and isinstance(found, str) else found
            ),
        )

    return spoil


def _without_numbers(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    del value, now
    if not isinstance(content, dict):
        return content
    return {name: found for name, found in content.items() if name not in _NUMBERS}


def _with_unknown_fields(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    """Add to every object fields that nobody documented."""
    if isinstance(content, list):
        return [_with_unknown_fields(item, value, now) for item in content]
    if not isinstance(content, dict):
        return content
    known = {name: _with_unknown_fields(found, value, now) for name, found in content.items()}
    return known | {"champNouveau": "valeur", "objetNouveau": {"liste": [1, None, True]}}


def _with_wrong_types(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    match content:
        case dict():
            return {name: _with_wrong_types(found, value, now) for name, found in content.items()}
        case list():
            return {"element": [_with_wrong_types(item, value, now) for item in content]}
        case bool():
            return "oui" if content else "non"
        case int() | float():
            return str(content)
        case str():
            return [content]
        case _:
            return content


def _with_wrong_totals(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    del now

    def change(name: str, found: Any) -> Any:  # noqa: ANN401  JSON
        if not name.startswith(_TOTALS) or not isinstance(found, int):
            return found
        return max(found // 2, 0) if value == "moins" else found + 3

    return _walk(content, change)


def _with_ending_password(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    days = float(value) if value and value.isdecimal() else _ENDING_DAYS
    ending = stamp(now + min(days, 10_000) * DAY)
    return _walk(
        content,
        lambda name, found: (
            ending if found and name == "dateExpirationMotPasseCompteTech" else found
        ),
    )


def _refused_when_empty(content: Any, value: str | None, now: float) -> Any:  # noqa: ANN401  JSON
    del value, now
    if not isinstance(content, dict):
        return content
    lists = [found for found in content.values() if isinstance(found, list)]
    if not lists or any(lists):
        return content
    return {
        "codeRetour": 20000,
        "libelle": "TRA_MSG_00.015 - La recherche ne donne aucun résultat.",
    }


SPOILERS: dict[str, Spoiler] = {
    "no_flow_number": _without_numbers,
    "unknown_fields": _with_unknown_fields,
    "wrong_types": _with_wrong_types,
    "wrong_totals": _with_wrong_totals,
    "password_ending": _with_ending_password,
    "empty_search_refused": _refused_when_empty,
    "unknown_flow_state": _replacing(_FLOW_STATES, "IN_ETAT_NOUVEAU"),
    "unknown_invoice_status": _replacing(_STATUSES, "STATUT_NOUVEAU"),
}
