"""Building the conditions of a search from the filters of a request.

The filters add up; a field that the request does not have, or leaves empty, filters nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import end_of, start_of
from chorus_simulator.operations import MalformedRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chorus_simulator.operations import Message

_AMOUNTS = {"APayer": "i.payable", "Apayer": "i.payable", "HT": "i.net", "TTC": "i.gross"}
"""The payable amount is spelt in two ways, by the operation."""
_SIDES = {"Min": ">=", "Max": "<="}
_PERIODS: dict[str, tuple[str, Callable[[str], float]]] = {
    "periodeDateDepotDu": ("i.deposited_at >=", start_of),
    "periodeDateDepotAu": ("i.deposited_at <=", end_of),
    "periodeDateHeureEtatCourantDu": ("i.status_at >=", start_of),
    "periodeDateHeureEtatCourantAu": ("i.status_at <=", end_of),
}
_DAYS = {"periodeDateFactureDu": ">=", "periodeDateFactureAu": "<="}
_KINDS = {"FACTURE": "i.kind <> '381'", "AVOIR": "i.kind = '381'"}


@dataclass(slots=True)
class Filters:
    """Conditions in SQL, and the values that they name."""

    _conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions so far."""
        return tuple(self._conditions)

    def add(self, condition: str, **values: Any) -> None:  # noqa: ANN401  what SQLite takes
        """Add a condition of our own words, with its values."""
        self._conditions.append(condition)
        self.values |= values

    def equal(self, wanted: Mapping[str, Any]) -> None:
        """Compare columns with values."""
        for column, value in wanted.items():
            if value is not None and value != "":
                name = self._name()
                self.add(f"{column} = :{name}", **{name: value})

    def among(self, column: str, wanted: Sequence[Any] | None) -> None:
        """Have a column hold one of some values."""
        if wanted:
            names = {f"{self._name()}_{place}": value for place, value in enumerate(wanted)}
            self.add(f"{column} IN ({', '.join(':' + name for name in names)})", **names)

    def common(self, asked: Message) -> None:
        """Add what all searches of invoices have: amounts, periods, statuses, types, cadre."""
        given = asked.model_dump(exclude_none=True)
        self._amounts(given)
        self._periods(given)
        self.among("i.status", given.get("statutCourant"))
        kinds = [_KINDS.get(kind, "0") for kind in given.get("listeTypeFacture", [])]
        if kinds:
            self.add(f"({' OR '.join(kinds)})")
        if given.get("cadreFacturation"):
            self.equal({"i.cadre": given["cadreFacturation"].partition("_")[0]})

    def _amounts(self, given: Mapping[str, Any]) -> None:
        for amount, column in _AMOUNTS.items():
            for side, comparison in _SIDES.items():
                value = given.get(f"montant{amount}{side}")
                if value is not None:
                    name = self._name()
                    self.add(f"CAST({column} AS REAL) {comparison} :{name}", **{name: value})

    def _periods(self, given: Mapping[str, Any]) -> None:
        for key, (comparison, read) in _PERIODS.items():
            if given.get(key):
                name = self._name()
                self.add(f"{comparison} :{name}", **{name: _moment(key, given[key], read)})
        for key, comparison in _DAYS.items():
            if given.get(key):
                _moment(key, given[key], start_of)
                name = self._name()
                self.add(f"i.issue_date {comparison} :{name}", **{name: given[key].strip()[:10]})

    def _name(self) -> str:
        return f"value_{len(self.values)}"


def _moment(key: str, text: str, read: Callable[[str], float]) -> float:
    try:
        return read(text)
    except (ValueError, OverflowError) as error:
        raise MalformedRefusal(f"SIM_MSG_02.001 - Date illisible dans {key}.") from error
