"""An invoice as JSON: the model's own names, amounts as texts, dates as ``2026-10-31``.

What is read is checked against the model, every defect told at once with its place. Amounts may
be JSON texts or numbers; they are read exactly, never through binary floating point. Line amounts,
VAT breakdown and totals may be left out: they are computed. Totals that hold nothing but what no
arithmetic can give (``prepaid``, ``rounding``, ``tax_in_tax_currency``) are completed too.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.json_defects import defects_of
from wochorus.einvoice.json_notes import NOTES
from wochorus.einvoice.model import Invoice, Totals
from wochorus.einvoice.reading import Reading
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import TypeAdapter, ValidationError

LARGEST_JSON = 150_000_000
"""Bytes. Chorus Pro takes 120 MB of documents with an invoice; base64 adds a third."""

MOST_VALUES = 500_000
"""Of a file. An invoice of 20,000 lines, which is as long as its XML may be, has 250,000."""

LARGEST_EXPONENT = 18
"""Chorus Pro and the reform take nineteen digits at most."""

_GIVEN_TOTALS = ("prepaid", "rounding", "tax_in_tax_currency")
_COMPUTED_TOTALS = frozenset(
    f"totals.{field.name}"
    for field in dataclasses.fields(Totals)
    if field.name not in _GIVEN_TOTALS
)
_NUMBER_AS_TEXT = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"
_LONGEST_WHOLE_NUMBER = 100
"""Python makes no number of more than 4,300 digits: beyond this it is kept as a text."""


def from_json(content: bytes | str) -> Invoice:
    """Read an invoice and complete its amounts.

    Raises ``InvalidInput`` with every defect, one per line. :func:`read_json` gives them as
    findings instead.
    """
    reading = read_json(content)
    if reading.invoice is None:
        raise InvalidInput(
            "La facture JSON ne peut pas être lue",
            remedy="\n".join(
                f"– {finding.message} {finding.remedy}" for finding in reading.findings
            ),
        )
    return reading.invoice


def read_json(content: bytes | str) -> Reading:
    """Read an invoice and complete its amounts; defects are findings, and then no invoice."""
    from pydantic import ValidationError

    if len(content) > LARGEST_JSON:
        return _refused(
            f"Le fichier dépasse {format_megabytes(LARGEST_JSON)}.",
            "Retirez des documents joints.",
        )
    if _values(content) > MOST_VALUES:
        return _refused(
            f"Le fichier contient plus de {MOST_VALUES:,} valeurs.".replace(",", "\u202f"),
            "Vérifiez qu'il s'agit bien d'une seule facture ; si c'est le cas, scindez-la.",
        )
    try:
        raw = json.loads(
            content,
            parse_float=str,
            parse_int=_whole_number,
            parse_constant=str,
            object_pairs_hook=_group,
        )
    except _RepeatedFieldError as error:
        return _refused(f"Le champ « {error} » est donné deux fois.", "Gardez-en un seul.")
    except (ValueError, RecursionError) as error:
        return _refused(
            f"Ce n'est pas du JSON{_place(error)}.",
            "Vérifiez les virgules, les guillemets et les accolades ; le fichier est en UTF-8.",
        )
    given = _take_given_totals(raw)
    try:
        invoice = _adapter().validate_json(json.dumps(raw))
    except ValidationError as error:
        return Reading(None, _without_computed(defects_of(error, raw, _error_in), raw))
    return _completed(invoice, given)


def to_json(invoice: Invoice) -> str:
    """Write ``invoice`` as JSON, two spaces deep; what is absent is left out.

    ``from_json(to_json(invoice)) == invoice`` for an invoice whose amounts are there.
    """
    return json.dumps(_plain(invoice), ensure_ascii=False, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an invoice, as it is read."""
    schema = _adapter().json_schema()
    _describe_in_french(schema)
    totals = schema["properties"]["totals"]
    given = {
        "title": "GivenTotals",
        "description": "Ce que le calcul ne peut pas donner ; le reste est calculé.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: schema["$defs"]["Totals"]["properties"][name] for name in _GIVEN_TOTALS
        },
    }
    schema["$defs"]["GivenTotals"] = given
    totals["anyOf"].insert(1, {"$ref": "#/$defs/GivenTotals"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facture EN 16931 de WO CHORUS",
        **{key: _tidied(value) for key, value in schema.items() if key != "title"},
    }


def _describe_in_french(schema: dict[str, Any]) -> None:
    """Take the docstrings of the model out, and say what each field takes."""
    groups = {"Invoice": schema, **schema["$defs"]}
    for name, group in groups.items():
        group.pop("description", None)
        for field, described in group.get("properties", {}).items():
            note = NOTES.get(f"{name}.{field}", "")
            told = ". ".join(filter(None, (described.get("description"), note)))
            if told:
                described["description"] = told


def _tidied(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Drop the titles that only repeat the names; say base64 and numbers as they are read."""
    if isinstance(schema, list):
        return [_tidied(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {
        key: _tidied(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    if tidied.get("format") in {"base64url", "binary"}:
        del tidied["format"]
        tidied["contentEncoding"] = "base64"
    match tidied.get("anyOf"):
        case [{"type": "number"}, {"type": "string"} as written, *_]:
            del written["minLength"]
            written["pattern"] = _NUMBER_AS_TEXT
    return tidied


def _completed(invoice: Invoice, given: Mapping[str, Decimal]) -> Reading:
    excessive = (*_excessive_numbers(invoice, ""), *_excessive_given(given))
    if excessive:
        return Reading(None, excessive)
    try:
        whole = complete(
            invoice,
            prepaid=given.get("prepaid"),
            rounding=given.get("rounding"),
            tax_in_tax_currency=given.get("tax_in_tax_currency"),
        )
    except ArithmeticError:
        return _refused(
            "Un montant calculé dépasse dix-neuf chiffres.",
            "Vérifiez les quantités et les prix des lignes.",
        )
    return Reading(whole)


@cache
def _adapter() -> TypeAdapter[Invoice]:
    from pydantic import TypeAdapter

    return TypeAdapter(Invoice)


class _RepeatedFieldError(ValueError):
    """A group says the same field twice: JSON would keep the last and drop the other."""


def _group(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    group = dict(pairs)
    if len(group) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedFieldError(next(name for name in group if names.count(name) > 1)[:40])
    return group


def _whole_number(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_WHOLE_NUMBER else text


def _values(content: bytes | str) -> int:
    """Count what separates and opens values, in texts too: never less than the values."""
    if isinstance(content, str):
        return content.count(",") + content.count("[") + content.count("{")
    return content.count(b",") + content.count(b"[") + content.count(b"{")


def _error_in(raw: object) -> ValidationError | None:
    from pydantic import ValidationError

    try:
        _adapter().validate_json(json.dumps(raw))
    except ValidationError as error:
        return error
    return None


def _place(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f" (ligne {error.lineno}, colonne {error.colno})"
    return ""


def _refused(message: str, remedy: str) -> Reading:
    finding = Finding(
        layer=Layer.READING,
        rule="WO-JSON",
        severity=Severity.ERROR,
        message=message,
        remedy=remedy,
    )
    return Reading(None, (finding,))


def _take_given_totals(raw: Any) -> dict[str, Decimal]:  # noqa: ANN401 - any JSON
    """Take the totals out of ``raw`` when they hold nothing but what cannot be computed."""
    if not _has_given_totals_alone(raw):
        return {}
    totals = raw["totals"]
    try:
        given = {name: Decimal(str(value)) for name, value in totals.items() if value is not None}
    except ArithmeticError:
        return {}
    if not all(amount.is_finite() for amount in given.values()):
        return {}
    raw["totals"] = None
    return given


def _has_given_totals_alone(raw: Any) -> bool:  # noqa: ANN401 - any JSON
    totals = raw.get("totals") if isinstance(raw, dict) else None
    return isinstance(totals, dict) and bool(totals) and set(totals) <= set(_GIVEN_TOTALS)


def _without_computed(defects: tuple[Finding, ...], raw: Any) -> tuple[Finding, ...]:  # noqa: ANN401
    """Leave out the totals that need not be given, when a given one beside them is no number."""
    if not _has_given_totals_alone(raw):
        return defects
    return tuple(defect for defect in defects if defect.path not in _COMPUTED_TOTALS)


def _excessive_given(given: Mapping[str, Decimal]) -> Iterator[Finding]:
    for name, amount in given.items():
        yield from _excessive_numbers(amount, f"totals.{name}")


def _excessive_numbers(group: Any, path: str) -> Iterator[Finding]:  # noqa: ANN401 - any field
    # A number of a million digits fits in ten characters: 1E+999999.
    if isinstance(group, Decimal):
        if group and not -LARGEST_EXPONENT <= group.adjusted() <= LARGEST_EXPONENT:
            yield Finding(
                layer=Layer.READING,
                rule="WO-JSON",
                severity=Severity.ERROR,
                message=f"Le nombre {group:.3E} est trop grand ou trop petit ({path}).",
                remedy="Corrigez ce nombre : dix-neuf chiffres au plus.",
                path=path,
            )
    elif isinstance(group, tuple):
        for position, entry in enumerate(group):
            yield from _excessive_numbers(entry, f"{path}[{position}]")
    elif dataclasses.is_dataclass(group):
        for field in dataclasses.fields(group):
            here = f"{path}.{field.name}" if path else field.name
            yield from _excessive_numbers(getattr(group, field.name), here)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field
    if dataclasses.is_dataclass(value):
        return dict(_plain_fields(value))
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.value if isinstance(value, Enum) else value


def _plain_fields(group: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any group
    for field in dataclasses.fields(group):
        value = getattr(group, field.name)
        is_absent = value == () or (value is None and field.default is None)
        if not is_absent:
            yield field.name, _plain(value)
