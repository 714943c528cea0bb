"""The common ground of every message read from Chorus Pro."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

PARIS = ZoneInfo("Europe/Paris")


def _text(value: object) -> str:
    """Read a text, or what may be written as one; a list or an object is none."""
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def _date(value: object) -> date | None:
    """Read ``2026-11-24``, alone or before a time; anything else is ``None``."""
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    """Read an ISO moment, with or without offset; without one it is Paris time."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(_text(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _identifier(value: object) -> int | None:
    try:
        number = int(_text(value))
    except ValueError:
        return None
    return number if -(2**63) <= number < 2**63 else None


def _content(value: object) -> bytes | None:
    """Decode base64, line breaks allowed; nothing, or something else, is ``None``."""
    try:
        return base64.b64decode("".join(_text(value).split()), validate=True) or None
    except ValueError:
        return None


def as_list(value: object) -> list[Any]:
    """Make a list of what is a list, one object, or nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _flag(value: object) -> bool | None:
    """Read true or false, also as text (``true``, ``OUI``); anything else is ``None``."""
    return _FLAGS.get(_text(value).casefold())


_FLAGS = {"true": True, "oui": True, "1": True, "false": False, "non": False, "0": False}

Text = Annotated[str, BeforeValidator(_text)]
"""Text; null becomes empty."""
LooseDate = Annotated[date | None, BeforeValidator(_date)]
"""A date, or ``None`` when absent or unreadable."""
LooseMoment = Annotated[datetime | None, BeforeValidator(_moment)]
"""A moment with its offset, or ``None`` when absent or unreadable."""
Amount = Annotated[Decimal | None, BeforeValidator(_amount)]
"""An exact amount, decimal(19,6), or ``None``."""
Identifier = Annotated[int | None, BeforeValidator(_identifier)]
"""A number of 64 bits, or ``None``."""
Flag = Annotated[bool | None, BeforeValidator(_flag)]
"""True or false, or ``None`` when absent or unreadable."""
Content = Annotated[bytes | None, BeforeValidator(_content)]
"""The bytes of a small file that came as base64, or ``None``."""
several = BeforeValidator(as_list)
"""For a list that may come as one object or as null."""
one = BeforeValidator(lambda value: {} if value is None else value)
"""For an object inside another: absent or null, it is there with every field empty."""


class Message(BaseModel):
    """Something that Chorus Pro said. ``raw`` is all of it, in its own words."""

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, defer_build=True)

    _raw: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, payload: object, build: ModelWrapValidatorHandler[Self]) -> Self:
        message = build(payload)
        if isinstance(payload, dict):
            message._raw = payload  # noqa: SLF001 - our own
        return message

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Read a decoded JSON object."""
        return cls.model_validate(payload)

    @property
    def raw(self) -> dict[str, Any]:
        """A copy of the object as it came, ready for JSON (decimals as text)."""
        copy: dict[str, Any] = json.loads(json.dumps(self._raw, default=str))
        return copy


class Row(Message):
    """A line of a listing."""

    @property
    def key(self) -> Hashable:
        """What tells this line from any other; without an identifier, all of it."""
        return json.dumps(self._raw, default=str, sort_keys=True)


def rows_in(value: object, kind: type[Row]) -> list[Any]:
    """Give the rows of a list that may come as one object or as null.

    Raises ``ValueError`` when that object bears none of the names of ``kind``: something else has
    taken the place of the list, and must not pass for its only row.
    """
    if isinstance(value, dict) and _names(kind).isdisjoint(value):
        raise ValueError("an object that is no row stands in the place of a list")
    return as_list(value)


def several_rows(kind: type[Row]) -> BeforeValidator:
    """Read a field as `rows_in` does."""
    return BeforeValidator(lambda value: rows_in(value, kind))


@cache
def _names(kind: type[Row]) -> frozenset[str]:
    """Give the names that Chorus Pro may use for the fields of a message."""
    fields = kind.model_fields.values()
    aliases = [field.validation_alias or field.alias for field in fields]
    found = [alias.choices if isinstance(alias, AliasChoices) else [alias] for alias in aliases]
    return frozenset(name for names in found for name in names if isinstance(name, str))


def chorus(name: str, default: Any = None) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Declare a field by its Chorus Pro name; absent counts as null."""
    return Field(alias=name, default=default, validate_default=True)
