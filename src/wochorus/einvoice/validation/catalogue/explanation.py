"""What a rule means to the person who has to correct the invoice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule in the words of a billing clerk.

    ``message`` is one French sentence that says what is wrong, ``remedy`` says what to do,
    ``term`` is the main business term or group concerned (``BT-109``, ``BG-23``,
    ``EXT-FR-FE-46``), empty when the rule concerns the file rather than a term.
    """

    message: str
    remedy: str
    term: str
