"""Every business term of the model, where it lives and how it is called in French.

The table is read from the model itself, so that it cannot drift from it.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from wochorus.einvoice.model import Invoice
from wochorus.einvoice.model.term import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class TermUse:
    """A term, the path of its field in the model (``seller.address.city``) and its French label.

    ``repeats`` tells that the field, or a group above it, may occur several times.
    """

    code: str
    path: str
    label: str
    repeats: bool


@cache
def term_uses() -> tuple[TermUse, ...]:
    """List the terms of the model in the order of its fields, groups before what they hold."""
    return tuple(_uses_of(Invoice, path="", inner=(), repeats=False, above=""))


@cache
def terms_by_path() -> Mapping[str, TermUse]:
    """Index the terms by path; a path that carries several terms gives the first."""
    uses: dict[str, TermUse] = {}
    for use in term_uses():
        uses.setdefault(use.path, use)
    return uses


@cache
def labels() -> Mapping[str, str]:
    """Give the French label of each term by its code."""
    names: dict[str, str] = {}
    for use in term_uses():
        names.setdefault(use.code, use.label)
    return names


def _uses_of(
    group: type[Any], *, path: str, inner: tuple[str, ...], repeats: bool, above: str
) -> Iterator[TermUse]:
    hints = get_type_hints(group, include_extras=True)
    for position, field in enumerate(dataclasses.fields(group)):
        term, kind = _term_and_type(hints[field.name])
        if term is None:
            continue
        code = inner[position] if position < len(inner) else term.code
        label = f"{term.label} ({above})" if inner and above else term.label
        here = f"{path}.{field.name}" if path else field.name
        nested, many = _nested_group(kind)
        yield TermUse(code, here, label, repeats or many)
        if nested is not None:
            yield from _uses_of(
                nested, path=here, inner=term.inner, repeats=repeats or many, above=term.label
            )


def _term_and_type(hint: Any) -> tuple[Term | None, Any]:  # noqa: ANN401 - type hints have no type
    arguments = get_args(hint)
    term = next((part for part in arguments if isinstance(part, Term)), None)
    return term, arguments[0] if term else hint


def _nested_group(kind: Any) -> tuple[type[Any] | None, bool]:  # noqa: ANN401 - same
    if dataclasses.is_dataclass(kind):
        return kind if isinstance(kind, type) else None, False
    many = getattr(kind, "__origin__", None) is tuple
    for argument in get_args(kind):
        group, inside = _nested_group(argument)
        if group is not None:
            return group, many or inside
    return None, many
