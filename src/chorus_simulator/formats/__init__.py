"""Reading a deposited file: bytes in, invoices out, whatever the syntax.

A file that cannot be read is irrecevable as a whole (`FlowUnreadableError`): one wrong invoice
in its XML, or one wrong attachment, and nothing of the flow is recorded. What is merely wrong in
its content is left to the controls, invoice by invoice.

    archives → one reader for each syntax (cpp_minimal, cii, facturx, ubl) → record
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chorus_simulator.formats.limits import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from chorus_simulator.formats.limits import Limits
    from chorus_simulator.formats.record import BrokenRule, DepositedInvoice

    Judge = Callable[[str, bytes], tuple[BrokenRule, ...]]

MESSAGE_MAXIMUM = 1000


class FlowUnreadableError(Exception):
    """The whole flow is refused: a code and a French reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    def within(self, file_name: str) -> FlowUnreadableError:
        """Name the file of the archive that is at fault."""
        return FlowUnreadableError(self.code, f"fichier « {shown(file_name)} » : {self.reason}")

    def as_report(self) -> dict[str, str]:
        """Write the error as a line of ``listeErreurTechnique``."""
        return {
            "natureErreur": "IRRECEVABILITE",
            "codeErreur": self.code,
            "libelleErreur": f"IRRECEVABILITE - {self.reason}"[:MESSAGE_MAXIMUM],
        }


def shown(name: str) -> str:
    """Write a name that a stranger chose: its end, without what cannot be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[-80:])


def read_flow(
    syntax: str,
    file_name: str,
    content: bytes,
    limits: Limits = USUAL,
    judge: Judge | None = None,
) -> list[DepositedInvoice]:
    """Read every invoice of a flow (FlowUnreadableError); ``judge`` gives the rules it breaks."""
    from chorus_simulator.formats.archives import files_of
    from chorus_simulator.formats.attachments import Budget
    from chorus_simulator.formats.readers import READERS

    reader, budget = READERS[syntax], Budget(limits)
    found: list[DepositedInvoice] = []
    # The whole archive is checked before any file of it is read.
    for part in list(files_of(file_name, content, reader.extension, limits)):
        try:
            read = reader.read(part.content, budget)
        except FlowUnreadableError as error:
            raise (error.within(part.name) if part.packed else error) from error
        # What could not be read is told alone, so there is nothing to judge.
        if judge is not None and not any(invoice.unread for invoice in read):
            broken = judge(syntax, part.content)
            read = [replace(invoice, broken_rules=broken) for invoice in read]
        found += read
    return found
