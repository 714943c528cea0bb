"""What can go wrong, told by what the caller may do next.

Every error that may reach a user carries three French phrases: what happened, where, and what
to do. The command line prints them as they are; nothing else has to be invented for display.
"""

from __future__ import annotations


class WoChorusError(Exception):
    """An error that a user can read and act upon.

    ``what`` says what is wrong, ``where`` names the file, row, invoice or address, ``remedy``
    says what to do. All three are French sentences without a final line break; ``where`` and
    ``remedy`` may be empty.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}. {self.remedy}".strip() if self.remedy else self.what + place


class Transient(WoChorusError):
    """Nothing was done; the same call may succeed later."""


class Permanent(WoChorusError):
    """Nothing was done, and the same call will fail again: a person must act."""


class Ambiguous(WoChorusError):
    """The call may have been received: ask the other side before doing anything else."""


class InvalidInput(Permanent):
    """What the user gave cannot be used; nothing was changed."""
