"""The revision clause as it is typed: its formula, its rhythm, its roundings, its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.contracts import contract_cells
from wochorus.contracts.history import told
from wochorus.contracts.index_values import Choice
from wochorus.contracts.models import IndexSeries
from wochorus.contracts.revision import MOST_DECIMALS, Clause, Rounding, Term, clause_defects
from wochorus.contracts.revision_clauses import IndexShare
from wochorus.spreadsheets import cells
from wochorus.spreadsheets.columns import Column
from wochorus.web.records import ColumnField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wochorus.contracts.models import RevisionClause

PREFIX = "formule"
FEWEST_SHARES, MOST_SHARES = 3, 20
SETTINGS = (
    *("every_months", "choice", "lag_months", "coefficient_decimals", "coefficient_rounding"),
    *("price_decimals", "price_rounding", "largest_rise", "largest_fall"),
)
_ROUNDINGS = [(each.value, each.label) for each in Rounding]
_NEW = {
    "every_months": "12",
    "choice": Choice.LATEST_PUBLISHED.value,
    "lag_months": "0",
    "coefficient_decimals": "4",
    "coefficient_rounding": Rounding.HALF_UP.value,
    "price_decimals": "2",
    "price_rounding": Rounding.HALF_UP.value,
}


def _typed(
    name: str,
    title: str,
    read: Callable[[str], Any],
    help_text: str = "",
    *,
    required: bool = False,
) -> ColumnField:
    column = Column(name, title, read, "", required=required)
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return ColumnField(column, help_text=help_text, widget=widget, max_length=30)


class ClauseForm(forms.Form):
    """The formula and how it is applied, but for its indices."""

    use_required_attribute = False

    fixed = _typed("fixed", "Part fixe", contract_cells.weight, "Comme 0,15.", required=True)
    first_on = _typed("first_on", "Première révision le", cells.day, required=True)
    every_months = _typed("every_months", "Tous les … mois", contract_cells.whole(1, 120))
    choice = forms.ChoiceField(
        label="Indice retenu", choices=[(each.value, each.label.capitalize()) for each in Choice]
    )
    lag_months = _typed(
        "lag_months",
        "Mois avant la révision",
        contract_cells.whole(0, 36),
        "Pour l'indice d'un mois fixé.",
    )
    coefficient_decimals = _typed(
        "coefficient_decimals",
        "Décimales du coefficient",
        contract_cells.whole(0, MOST_DECIMALS),
    )
    coefficient_rounding = forms.ChoiceField(label="Arrondi du coefficient", choices=_ROUNDINGS)
    price_decimals = _typed(
        "price_decimals", "Décimales du prix", contract_cells.whole(0, MOST_DECIMALS)
    )
    price_rounding = forms.ChoiceField(label="Arrondi du prix", choices=_ROUNDINGS)
    largest_rise = _typed(
        "largest_rise", "Hausse maximale (%)", contract_cells.percent, "Vide : sans limite."
    )
    largest_fall = _typed(
        "largest_fall", "Baisse maximale (%)", contract_cells.percent, "Vide : sans limite."
    )


class ShareForm(forms.Form):
    """An index of the formula, its weight, its value when the prices were set."""

    use_required_attribute = False

    series = forms.ChoiceField(
        error_messages={
            "required": "Choisissez l'indice.",
            "invalid_choice": "Cet indice n'est pas enregistré.",
        }
    )
    weight = _typed("weight", "Poids", contract_cells.weight, required=True)
    initial_value = _typed(
        "initial_value", "Valeur d'origine (I0)", contract_cells.index_value, required=True
    )

    def __init__(
        self,
        known: Sequence[tuple[str, str]],
        sent: Mapping[str, Any] | None,
        rank: int,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Draw the index of this rank, from 1; ``known``: the indices that may be chosen."""
        super().__init__(sent, initial=initial, prefix=_prefix(rank))
        series = self.fields["series"]
        series.label = f"Indice {rank}"
        series.choices = [("", "Aucun"), *known]  # type: ignore[attr-defined] # a choice
        if sent is None and not initial:  # nothing asks for one more index
            for field in self.fields.values():
                field.required = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it: it counts for nothing."""
        return not any(str(field.value() or "").strip() for field in self)

    @property
    def share(self) -> IndexShare:
        """The index, once it is judged."""
        values = self.cleaned_data
        return IndexShare(values["series"], values["weight"], values["initial_value"])


def _prefix(rank: int) -> str:
    return f"{PREFIX}-indice-{rank}"


class ClauseEntry:
    """The whole clause as it is typed: the form, the indices of the formula, and empty ones.

    ``sent`` is what a browser sent; without it the entry shows ``clause``, or what is usual.
    """

    def __init__(
        self, clause: RevisionClause | None = None, sent: Mapping[str, Any] | None = None
    ) -> None:
        """Draw it."""
        self.form = ClauseForm(sent, initial=_values(clause), prefix=PREFIX)
        pairs = IndexSeries.objects.order_by("code").values_list("code", "name")
        self.known = [(code, f"{code}, {name}") for code, name in pairs]
        self.shares = self._kept(clause) if sent is None else self._sent(sent)
        self.typed = [each for each in self.shares if each.is_bound]

    def is_valid(self) -> bool:
        """Judge every field, then the formula as a whole; each defect stands beside its field."""
        judged = [form.is_valid() for form in (self.form, *self.typed)]
        if not all(judged):
            return False
        terms = tuple(Term(each.weight, each.series, each.initial) for each in self.given_shares)
        defects = clause_defects(Clause(self.form.cleaned_data["fixed"], terms))
        for defect in defects:
            form, field = self._about(defect)
            form.add_error(field, f"{defect[:1].upper()}{defect[1:]}.")
        return not defects

    @property
    def given_shares(self) -> list[IndexShare]:
        """The indices that were typed, in their order."""
        return [each.share for each in self.typed]

    @property
    def given_settings(self) -> dict[str, Any]:
        """The rest of the clause; `None` for what is left as usual."""
        return {name: self.form.cleaned_data[name] for name in SETTINGS}

    def _about(self, defect: str) -> tuple[forms.Form, str]:
        if "même indice" in defect:
            codes = [each.share.series for each in self.typed]
            again = [each for each in self.typed if codes.count(each.share.series) > 1]
            return again[-1], "series"
        if "poids des indices" in defect:
            return next(each for each in self.typed if not each.share.weight), "weight"
        return self.form, "fixed"

    def _sent(self, sent: Mapping[str, Any]) -> list[ShareForm]:
        """Read the indices that are sent; of none, the first is asked for."""
        told_of = [rank for rank in range(1, MOST_SHARES + 1) if f"{_prefix(rank)}-series" in sent]
        ranks = told_of or [1]
        found = [ShareForm(self.known, sent, rank) for rank in ranks]
        asked = [each for each in found if not each.is_empty] or found[:1]
        return [
            each if each in asked else ShareForm(self.known, None, rank)
            for rank, each in zip(ranks, found, strict=True)
        ]

    def _kept(self, clause: RevisionClause | None) -> list[ShareForm]:
        """Show the indices of the clause, and at least one more that is empty."""
        terms = list(clause.terms.select_related("series")) if clause else []
        values = [
            {
                "series": term.series.code,
                "weight": told(term.weight),
                "initial_value": told(term.initial),
            }
            for term in terms
        ]
        values += [{}] * max(1, FEWEST_SHARES - len(values))
        return [
            ShareForm(self.known, None, rank, each) for rank, each in enumerate(values, start=1)
        ]


def _values(clause: RevisionClause | None) -> dict[str, Any]:
    if clause is None:
        return dict(_NEW)
    return {name: _shown(getattr(clause, name)) for name in ("fixed", "first_on", *SETTINGS)}


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str) else told(value)
