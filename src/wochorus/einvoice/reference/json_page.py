"""The page ``docs/reference/facture-json.md``: every field of a JSON invoice, by group.

It is read from the model, whose fields carry their terms of EN 16931 and their French labels.
"""

from __future__ import annotations

import dataclasses
import types
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from wochorus.einvoice.json_notes import NOTES
from wochorus.einvoice.model import AttachedFile, Classification, Identifier, Invoice
from wochorus.einvoice.model.term import Term
from wochorus.einvoice.reference.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = ("Champ", "Terme", "Libellé", "Valeur", "Obligatoire", "Précisions")
_WORDS = {str: "texte", date: "date", Decimal: "nombre", bytes: "base64"}
_SMALL_GROUPS = {
    Identifier: "identifiant",
    Classification: "classification",
    AttachedFile: "fichier",
}
"""Groups without terms of their own: described once, at the end."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Group:
    """A group of the model where it stands: ``terms`` are those of its fields when it is shared."""

    kind: type[Any]
    path: str
    code: str
    label: str
    repeats: bool
    terms: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    """A field of a group, and the group or type that it holds."""

    field: dataclasses.Field[Any]
    term: Term | None
    code: str
    kind: type[Any]
    repeats: bool


def json_page() -> str:
    """Compose the page, in French."""
    root = _Group(Invoice, "", "", "facture", repeats=False, terms=())
    sections = "\n\n".join(_section(group) for group in _groups(root))
    small = "\n\n".join(_small_section(kind) for kind in _SMALL_GROUPS)
    return f"{_INTRODUCTION}\n{sections}\n\n{_SMALL_INTRODUCTION}\n{small}\n"


def _groups(group: _Group) -> Iterator[_Group]:
    yield group
    for field in _fields(group):
        if _is_section(field.kind) and field.term is not None:
            yield from _groups(
                _Group(
                    kind=field.kind,
                    path=f"{group.path}.{field.field.name}".lstrip("."),
                    code=field.code,
                    label=field.term.label,
                    repeats=field.repeats,
                    terms=field.term.inner,
                )
            )


def _fields(group: _Group) -> Iterator[_Field]:
    hints = get_type_hints(group.kind, include_extras=True)
    for position, field in enumerate(dataclasses.fields(group.kind)):
        hint = hints[field.name]
        term = next((part for part in get_args(hint) if isinstance(part, Term)), None)
        code = term.code if term else ""
        if position < len(group.terms):
            code = group.terms[position]
        kind, repeats = _kind(get_args(hint)[0] if term else hint)
        yield _Field(field, term, code, kind, repeats)


def _kind(hint: Any) -> tuple[type[Any], bool]:  # noqa: ANN401 - type hints have no type
    """Find what a field holds once, and whether it holds a list of it."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint, False


def _is_section(kind: type[Any]) -> bool:
    return dataclasses.is_dataclass(kind) and kind not in _SMALL_GROUPS


def _section(group: _Group) -> str:
    title = f"`{group.path}`" if group.path else "La facture"
    named = f"{_known_code(group.code)} {group.label}".strip()
    told = f"{named[0].upper()}{named[1:]}{', liste' if group.repeats else ''}."
    rows = (_row(group, field) for field in _fields(group))
    head = f"## {title}\n\n{told}\n\n" if group.path else f"## {title}\n\n"
    return head + table(_HEADER, rows)


def _row(group: _Group, field: _Field) -> tuple[str, ...]:
    name = field.field.name
    return (
        f"`{name}`",
        _known_code(field.code),
        field.term.label if field.term else "",
        _value(group, field),
        _obligation(field.field),
        NOTES.get(f"{group.kind.__name__}.{name}", ""),
    )


def _value(group: _Group, field: _Field) -> str:
    word = _word(field.kind)
    if _is_section(field.kind):
        path = f"{group.path}.{field.field.name}".lstrip(".")
        word = f"[groupe](#{path.replace('.', '')})"
    return f"liste : {word}" if field.repeats else word


def _word(kind: type[Any]) -> str:
    if kind in _SMALL_GROUPS:
        return f"[{_SMALL_GROUPS[kind]}](#{_SMALL_GROUPS[kind]})"
    if issubclass(kind, StrEnum):
        return ", ".join(f"`{choice.value}`" for choice in kind)
    return _WORDS.get(kind, "")


def _obligation(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING:
        return "oui"
    default = field.default
    return f"`{default}` sinon" if isinstance(default, str) else ""


def _known_code(code: str) -> str:
    return code if code.startswith(("BT-", "BG-", "EXT-")) else ""


def _small_section(kind: type[Any]) -> str:
    hints = get_type_hints(kind)
    rows = [
        (
            f"`{field.name}`",
            _word(_kind(hints[field.name])[0]),
            _obligation(field),
            NOTES.get(f"{kind.__name__}.{field.name}", ""),
        )
        for field in dataclasses.fields(kind)
    ]
    header = ("Champ", "Valeur", "Obligatoire", "Sens")
    return f"### {_SMALL_GROUPS[kind]}\n\n{table(header, rows)}"


_INTRODUCTION = """\
<!-- Produite par `python -m wochorus.einvoice.reference facture-json` : ne pas la modifier. -->
# La facture en JSON

C'est ce que lisent `wochorus einvoice build` et `einvoice.from_json`, et ce qu'écrivent
`wochorus einvoice read --json` et `einvoice.to_json`. Un exemple commenté est dans le guide
[Les factures électroniques](../guides/factures-electroniques.md) ; le schéma JSON (draft 2020-12)
est dans [facture.schema.json](facture.schema.json), ou par `wochorus einvoice schema`.

| Valeur | Comment elle s'écrit |
|---|---|
| texte | entre guillemets, jamais vide |
| date | `"2026-10-31"` |
| nombre | `"1234.56"` ou `1234.56`, avec un point ; lu exactement, 19 chiffres au plus |
| base64 | le contenu d'un fichier, codé en base64 |
| groupe | entre accolades |
| liste | entre crochets, même pour un seul élément |

Ce qui manque est laissé absent : ni texte vide, ni champ inconnu. Les montants sont dans la devise
de la facture, hors taxes sauf mention contraire, positifs sur un avoir aussi. Les montants des
lignes, le détail de la TVA et les totaux peuvent manquer : ils sont calculés ; donnés, ils sont
gardés et contrôlés.

Les termes BT et BG sont ceux de la norme EN 16931, les termes EXT ceux des extensions françaises.
"""

_SMALL_INTRODUCTION = """\
## Petits groupes

Ils servent à plusieurs endroits.
"""
