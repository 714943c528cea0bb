"""The table of lines: read from what is sent, applied by the services in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wochorus.contracts.selling import add_line, change_line, end_line, order_lines, remove_line
from wochorus.core.errors import InvalidInput
from wochorus.web.contracts.forms import NEW_LINE, LineForm, line_values
from wochorus.web.deposit.words import on_screen
from wochorus.web.failures import add_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import QueryDict

    from wochorus.contracts.models import Contract, ContractLine

_RANK = re.compile(r"ligne-(\d{1,4})-pk")
MOST_LINES = 500
_TEXTS = ("chantier", "exemption")
_PLACES = (("TVA :", "tax_category"), ("citer le texte", "exemption"), ("prix", "price"))
BLANK = "__rang__"


@dataclass(slots=True)
class Row:
    """A row: its form, the line that it shows, whether it is taken away."""

    form: LineForm
    line: ContractLine | None = None
    is_gone: bool = False
    refusal: str = ""
    """Why it cannot be taken away."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody typed anything in a row that shows no line."""
        return self.line is None and not self.form.has_changed()


def rows_of(lines: Sequence[ContractLine], *, may_add: bool) -> list[Row]:
    """Give a row for each line, and an empty one for the first."""
    found = [
        Row(LineForm(rank=str(rank), is_new=False, initial=line_values(line)), line)
        for rank, line in enumerate(lines, start=1)
    ]
    return found if found or not may_add else [Row(_new("1"))]


def blank_row() -> Row:
    """Give the row that the browser copies."""
    return Row(_new(BLANK))


def _new(rank: str, sent: QueryDict | None = None) -> LineForm:
    return LineForm(sent, rank=rank, is_new=True, initial=NEW_LINE)


def rows_sent(sent: QueryDict, lines: Sequence[ContractLine]) -> list[Row]:
    """Read the rows that a browser sends, in the order that it tells; those taken away come last.

    A line that was taken away meanwhile by somebody else is left out.
    """
    known = {str(line.pk): line for line in lines}
    ranks = [found[1] for name in sent if (found := _RANK.fullmatch(name))][:MOST_LINES]
    told = [rank for rank in sent.get("ordre", "").split() if rank in ranks]
    ordered = list(dict.fromkeys([*told, *ranks]))
    rows = []
    for rank in ordered:
        pk = sent.get(f"ligne-{rank}-pk", "")
        if not pk:
            rows.append(Row(_new(rank, sent)))
        elif line := known.get(pk):
            form = LineForm(sent, rank=rank, is_new=False, initial=line_values(line))
            rows.append(Row(form, line, bool(sent.get(f"ligne-{rank}-gone"))))
    return sorted(rows, key=lambda row: row.is_gone)


def are_valid(rows: Sequence[Row]) -> bool:
    """Judge every row that stays, also those that follow a refused one."""
    judged = [row.form.is_valid() for row in rows if not row.is_gone]
    return all(judged)


def apply_rows(contract: Contract, rows: Sequence[Row], start: date, *, actor: str) -> bool:
    """Have the services do what the rows say; what they refuse stands in its row.

    Prices and quantities of lines that run change from ``start`` on. Gives whether all was taken;
    the caller rolls back when it was not.
    """
    is_good = True
    kept: list[ContractLine] = []
    for row in sorted(rows, key=lambda each: not each.is_gone):
        try:
            made = _applied(contract, row, start, actor)
        except InvalidInput as refused:
            _refuse(row, refused)
            is_good = False
        else:
            kept += [made] if made else []
    if is_good:
        order_lines(contract, [line.position for line in kept], actor=actor)
    return is_good


def _refuse(row: Row, refused: InvalidInput) -> None:
    remedy = on_screen(refused.remedy) if "--" not in refused.remedy else ""
    if row.is_gone:
        row.refusal = f"{refused.what}. {remedy}".strip()
        return
    field = next((name for word, name in _PLACES if word in refused.what), None)
    add_refusal(row.form, InvalidInput(refused.what, remedy=remedy), field)


def _applied(contract: Contract, row: Row, start: date, actor: str) -> ContractLine | None:
    line, form = row.line, row.form
    if line is None:
        return None if row.is_empty or row.is_gone else _added(contract, form, actor)
    if row.is_gone:
        remove_line(line, actor=actor)
        return None
    return _changed(line, form, start, actor)


def _added(contract: Contract, form: LineForm, actor: str) -> ContractLine:
    values = dict(form.cleaned_data)
    values["is_revised"] = bool(values.get("is_revised"))
    if not values.get("tax_category"):
        values["tax_category"] = None
    return add_line(contract, actor=actor, **values)


def _changed(line: ContractLine, form: LineForm, start: date, actor: str) -> ContractLine:
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in form.changed_data}
    values.pop("starts_on", None)
    has_end, end = "ends_on" in values, values.pop("ends_on", None)
    if has_end and end is None:
        raise InvalidInput(
            "La fin d'une ligne ne s'efface pas", remedy="Ajoutez une ligne qui commence après."
        )
    if "is_revised" in values:
        values["is_revised"] = bool(values["is_revised"])
    if "tax_category" in values and values["tax_category"] is None:
        values.pop("tax_category")
        values.setdefault("tax_rate", form.cleaned_data["tax_rate"])
    for name in _TEXTS:
        if name in values and values[name] is None:
            raise InvalidInput(
                f"« {form.fields[name].label} » ne se vide pas sur une ligne en cours",
                remedy="Mettez fin à la ligne et ajoutez-en une autre.",
            )
    if values:
        line = change_line(line, max(start, line.starts_on), actor=actor, **values)
    return end_line(line, end, actor=actor) if end is not None else line
