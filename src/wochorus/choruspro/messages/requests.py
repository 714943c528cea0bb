"""The common ground of what is sent: our names, Chorus Pro's aliases, and its limits.

Chorus Pro answers a text that is too long by a number without explanation. So each field knows
its French name and its greatest length, and a request is checked before it leaves.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_DECIMALS = 6
MOST_DIGITS = 19
"""Amounts are decimal(19,6): AIFE external specification, API annex."""

_EMPTY: tuple[object, ...] = (None, "", [], {})


class Request(BaseModel):
    """Something to tell Chorus Pro. Fields left out are not sent."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def as_request(self) -> dict[str, Any]:
        """Write what is set in Chorus Pro's words."""
        fields = type(self).model_fields
        written = {
            field.serialization_alias or name: _written(getattr(self, name))
            for name, field in fields.items()
        }
        return {name: value for name, value in written.items() if value not in _EMPTY}

    def problems(self) -> Iterator[str]:
        """Tell in French what Chorus Pro would not take."""
        for name, field in type(self).model_fields.items():
            limits = field.json_schema_extra
            if isinstance(limits, dict):
                yield from _problems(getattr(self, name), limits)


def sent(
    alias: str,
    french: str = "",
    default: Any = "",  # noqa: ANN401 - as pydantic's Field
    *,
    longest: int = 0,
    required: bool = False,
) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Declare a field by its Chorus Pro name and its French one.

    ``longest`` is in characters, 0 for no limit. A ``required`` text must not be empty. The
    default ``...`` is for what the caller must give.
    """
    limits: dict[str, Any] = {"french": french, "longest": longest, "required": required}
    return Field(default=default, serialization_alias=alias, json_schema_extra=limits)


def check(problems: Iterable[str], *, what: str, where: str) -> None:
    """Raise one `InvalidInput` that tells every problem, if there is one."""
    found = list(problems)
    if found:
        raise InvalidInput(
            f"{what} : {' ; '.join(found)}",
            where=where,
            remedy="Rien n'a été envoyé. Corrigez, puis recommencez",
        )


def _written(value: object) -> Any:  # noqa: ANN401 - JSON
    match value:
        case Request():
            return value.as_request()
        case tuple():
            return [_written(inner) for inner in value]
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
    return getattr(value, "value", value)


def _problems(value: object, limits: dict[str, Any]) -> Iterator[str]:
    french = limits["french"]
    match value:
        case Request():
            yield from value.problems()
        case tuple():
            requests = (
                (place, each) for place, each in enumerate(value, 1) if isinstance(each, Request)
            )
            for place, inner in requests:
                yield from (f"{french} {place}, {problem}" for problem in inner.problems())
        case str():
            yield from _text_problems(value, french, limits)
        case Decimal():
            yield from _amount_problems(value, french)


def _text_problems(text: str, french: str, limits: dict[str, Any]) -> Iterator[str]:
    longest = limits["longest"]
    if longest and len(text) > longest:
        yield f"{french} a {len(text)} caractères, {longest} au plus"
    if limits["required"] and not text.strip():
        yield f"{french} manque"


def _amount_problems(amount: Decimal, french: str) -> Iterator[str]:
    """Refuse what does not fit, and what a JSON number would not carry to the last digit."""
    _, digits, exponent = amount.normalize().as_tuple()
    decimals = max(0, -int(exponent))
    whole = len(digits) + int(exponent)
    if decimals > MOST_DECIMALS:
        yield f"{french} a {decimals} décimales, {MOST_DECIMALS} au plus"
    elif whole > MOST_DIGITS - MOST_DECIMALS or Decimal(repr(float(amount))) != amount:
        yield f"{french} a trop de chiffres"
