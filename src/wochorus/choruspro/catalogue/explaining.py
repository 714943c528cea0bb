"""Explaining whatever Chorus Pro said: a code, or a label made of several messages.

A label joins its messages with ``|`` and is cut near 200 characters (255 in older samples), in the
middle of a word if need be. Each message is told by itself, and the last one of a cut label is
marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue.actions import ACTIONS
from wochorus.choruspro.catalogue.deposit_modes import DEPOSIT_MODES
from wochorus.choruspro.catalogue.entry import (
    ASK_WHAT_IT_MEANS,
    LOOK_AT_THE_PORTAL,
    UNKNOWN_LABEL,
    Actor,
)
from wochorus.choruspro.catalogue.flow_states import FLOW_STATES
from wochorus.choruspro.catalogue.invoice_statuses import INVOICE_STATUSES
from wochorus.choruspro.catalogue.labels import label_meaning
from wochorus.choruspro.catalogue.reasons import REASONS
from wochorus.choruspro.catalogue.return_codes import ReturnCode, label_code, return_codes
from wochorus.choruspro.catalogue.syntaxes import SYNTAXES
from wochorus.choruspro.catalogue.technical_errors import TECHNICAL_ERRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.choruspro.catalogue.entry import Entry

SEPARATOR = "|"
CUT_LENGTHS = (199, 200, 254, 255)
"""Lengths of labels that were cut, with one less for those whose last character was a space."""
ELLIPSIS = "…"
_CUT_MARKS = (ELLIPSIS, "[...]")
_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", re.ASCII)

_BY_CODE: tuple[Mapping[str, Entry], ...] = (
    FLOW_STATES,
    INVOICE_STATUSES,
    REASONS,
    TECHNICAL_ERRORS,
    ACTIONS,
    DEPOSIT_MODES,
    SYNTAXES,
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a label. ``is_cut``: its end is missing."""

    text: str
    is_cut: bool = False

    def __str__(self) -> str:
        return f"{self.text}{ELLIPSIS}" if self.is_cut else self.text


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was said, and every entry that explains it: none when it is unknown.

    Several entries are several possible meanings: a return code depends on its service.
    """

    said: Message
    entries: tuple[Entry, ...]

    @property
    def is_known(self) -> bool:
        """Whether the catalogue recognises it."""
        return bool(self.entries)

    @property
    def label(self) -> str:
        """What it means, in one French phrase; « inconnu » when nobody knows."""
        if len(self.entries) == 1:
            return self.entries[0].label
        return " ; ou : ".join(dict.fromkeys(map(_placed, self.entries))) or UNKNOWN_LABEL

    @property
    def remedy(self) -> str:
        """What to do, in French; several sentences when several meanings are possible."""
        remedies = dict.fromkeys(entry.remedy for entry in self.entries)
        unknown = ASK_WHAT_IT_MEANS if " " in self.said.text else LOOK_AT_THE_PORTAL
        return " ".join(remedies) or unknown

    @property
    def actor(self) -> str:
        """Who must act, in French."""
        actors = dict.fromkeys(entry.actor.value for entry in self.entries)
        return " ou ".join(actors) or Actor.UNKNOWN.value


def _placed(entry: Entry) -> str:
    """Say of which service an answer is: its number has other meanings elsewhere."""
    service = entry.service if isinstance(entry, ReturnCode) else ""
    return f"{service} : {entry.label}" if service else entry.label


def split_label(label: str) -> tuple[Message, ...]:
    """Split a label into its messages; the last one of a label that was cut is marked.

    A label is known to be cut by its length, or by a mark that a program has left.
    """
    texts = [text for part in label.split(SEPARATOR) if (text := part.strip())]
    if not texts:
        return ()
    last = texts[-1]
    mark = next((mark for mark in _CUT_MARKS if last.endswith(mark)), "")
    is_cut = bool(mark) or (len(label) in CUT_LENGTHS and not label.endswith(SEPARATOR))
    ended = Message(last.removesuffix(mark).strip(), is_cut=is_cut)
    return (*(Message(text) for text in texts[:-1]), ended)


def explain(said: str) -> tuple[Explanation, ...]:
    """Explain a code, or each message of a label. Nothing said gives nothing."""
    code = said.strip()
    if entries := entries_of_code(code):
        return (Explanation(Message(code), entries),)
    return tuple(
        Explanation(message, _entries_of_message(message)) for message in split_label(said)
    )


def in_plain_words(said: str) -> str:
    """Put the plain meaning of each message before its own words; an unknown one stays raw.

    The messages are joined with ``|`` again. What already says its meaning is not told twice.
    """
    return f" {SEPARATOR} ".join(map(_told, explain(said)))


def _told(explanation: Explanation) -> str:
    said = str(explanation.said)
    if not explanation.is_known or explanation.label in said:
        return said
    return f"{explanation.label} ({said})"


def entries_of_code(code: str) -> tuple[Entry, ...]:
    """Find every entry that bears this code, in any family; case does not matter.

    A number is looked for among the statuses (05) and the return codes (20001).
    """
    upper = code.strip().upper()
    named = tuple(table[upper] for table in _BY_CODE if upper in table)
    numbered = tuple(
        status for status in INVOICE_STATUSES.values() if upper and status.number == upper
    )
    return (*named, *numbered, *_return_codes(upper))


def _return_codes(code: str) -> tuple[Entry, ...]:
    """Answers are found by their code alone: inside a sentence it opens a label."""
    return return_codes(code) if " " not in code or code == "CODE PAR DEFAUT" else ()


def _entries_of_message(message: Message) -> tuple[Entry, ...]:
    codes = dict.fromkeys(_CODE.findall(message.text))
    if found := tuple(entry for code in codes for entry in entries_of_code(code)):
        return found
    if code := label_code(message.text):
        return return_codes(code)
    known = label_meaning(message.text, is_cut=message.is_cut)
    return (known,) if known else ()
