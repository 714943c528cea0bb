"""The name that EN 16931 gives to a piece of an invoice, beside the field that holds it."""

from dataclasses import dataclass


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


def terms(*codes: str) -> tuple[str, ...]:
    """Name the terms of a shared group's fields: ``terms("35", "36")`` is BT-35 and BT-36."""
    return tuple(f"BT-{code}" if code[:1].isdigit() else code for code in codes)
