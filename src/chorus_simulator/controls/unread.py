"""What could not be read: a field that is missing or malformed. Nothing else is checked then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_unread(inquiry: Inquiry) -> Iterator[Fault]:
    """Tell what the reader of the format has noted."""
    for unread in inquiry.invoice.unread:
        yield Fault(unread.field, unread.sentence)
