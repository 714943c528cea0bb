"""What every group of the model shares, and the name that EN 16931 gives to each field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar


class Group:
    """A group of business terms.

    The two settings are read by pydantic when an invoice comes as JSON: a field that the model
    does not know is refused, and so is an empty text (what is absent is left out).
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "str_min_length": 1,
        "val_json_bytes": "base64",
        "ser_json_bytes": "base64",
    }


@dataclass(frozen=True, slots=True)
class Term:
    """A business term (``BT-1``), a group (``BG-4``) or a French extension (``EXT-FR-FE-01``).

    ``label`` is its French name for users. ``inner`` gives the terms of a shared group's fields
    where the group is used, in the order of its fields: the first line of an address is ``BT-35``
    for the seller and ``BT-50`` for the buyer.
    """

    code: str
    label: str
    inner: tuple[str, ...] = ()

    def __get_pydantic_json_schema__(
        self, core_schema: object, handler: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """Describe the field in the JSON Schema by its term and its French name."""
        schema = handler(core_schema)
        named = self.code.startswith(("BT-", "BG-", "EXT-"))
        description = f"{self.code} : {self.label}" if named else self.label
        return {**schema, "description": description}


def terms(*codes: str) -> tuple[str, ...]:
    """Name the terms of a shared group's fields: ``terms("35", "36")`` is BT-35 and BT-36."""
    return tuple(f"BT-{code}" if code[:1].isdigit() else code for code in codes)
