"""Sample invoices, valid and broken, as JSON of the model.

A valid one can be said in either circuit (:func:`wochorus.einvoice.dialects.express`). A broken
one is a valid one already said in a circuit, with the smallest change that breaks one rule of
Chorus Pro; it bears the name of that rule. All companies, public bodies and numbers are made up.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice

VALID, BROKEN = "valid", "broken"


def names(kind: str) -> tuple[str, ...]:
    """List the examples that are ``VALID`` or ``BROKEN``, in alphabetical order."""
    entries = (entry.name for entry in files(__name__).joinpath(kind).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in entries if name.endswith(".json")))


def content(kind: str, name: str) -> bytes:
    """Return the JSON of an example. Raises ``InvalidInput`` on a name that none bears."""
    if name not in names(kind):
        raise InvalidInput(
            f"Il n'y a pas d'exemple « {name} »",
            remedy=f"Les exemples : {', '.join(names(kind))}.",
        )
    return files(__name__).joinpath(kind, f"{name}.json").read_bytes()


def example(kind: str, name: str) -> Invoice:
    """Return an example as an invoice."""
    from wochorus.einvoice.json_format import from_json

    return from_json(content(kind, name))
