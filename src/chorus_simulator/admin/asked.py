"""What an admin call receives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chorus_simulator.simulator import Simulator

_JSON_MAXIMUM = 4_000_000


class WrongRequestError(ValueError):
    """The call cannot be understood; the message is French."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One admin call: its body as a file, its path and query parameters."""

    simulator: Simulator
    body: IO[bytes]
    content_type: str
    path: dict[str, Any]
    query: dict[str, str]

    @property
    def is_json(self) -> bool:
        """Say whether the body is JSON."""
        return self.content_type.partition(";")[0].strip().lower() == "application/json"

    def content(self) -> dict[str, Any]:
        """Read the body as a JSON object; an empty body is an empty object."""
        raw = self.body.read(_JSON_MAXIMUM + 1)
        if len(raw) > _JSON_MAXIMUM:
            raise WrongRequestError("Le corps de la requête est trop grand.")
        try:
            found = json.loads(raw) if raw.strip() else {}
        except (UnicodeDecodeError, RecursionError) as error:
            raise WrongRequestError("Le corps de la requête n'est pas du JSON.") from error
        if not isinstance(found, dict):
            raise WrongRequestError("Le corps de la requête doit être un objet JSON.")
        return found

    def natural(self, name: str, usual: int, maximum: int) -> int:
        """Read a whole number of the query."""
        text = self.query.get(name, str(usual))
        if not (text.isascii() and text.isdecimal()) or int(text[:12]) > maximum:
            raise WrongRequestError(f"« {name} » doit être un entier de 0 à {maximum}.")
        return int(text)


def text_of(content: dict[str, Any], name: str) -> str:
    """Read a text of the body (WrongRequestError if it is missing or not a text)."""
    value = content.get(name)
    if not isinstance(value, str) or not value.strip():
        raise WrongRequestError(f"« {name} » est obligatoire (texte).")
    return value.strip()
