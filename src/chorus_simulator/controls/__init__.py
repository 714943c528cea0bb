"""The functional controls of an invoice, in the portal's order, every fault told.

Each control is a generator of `Fault` in its own file. A message begins with the path of the
field in the deposited file, as the portal's labels do (``FichierXml.….value : …``): programs
recognise the path, people read the rest. All messages of an invoice are joined by ``|`` and cut
at 200 characters; the words are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.formats.record import DepositedInvoice
    from chorus_simulator.settings import Settings

LABEL_MAXIMUM = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the field (a key of the format's tags; empty for none) and a sentence.

    ``path`` stands for the field where it has no key.
    """

    field: str
    sentence: str
    path: str = ""


@dataclass(slots=True)
class Verdict:
    """What the controls found of one invoice: its parties, or why it is refused."""

    invoice: DepositedInvoice
    refusals: list[str] = field(default_factory=list)
    supplier_id: int | None = None
    recipient_id: int | None = None
    service_id: int | None = None

    def as_report(self) -> dict[str, str]:
        """Write the refusal as a line of ``listeErreurDP``."""
        return {
            "numeroDP": self.invoice.number,
            "identifiantFournisseur": self.invoice.supplier,
            "identifiantDestinataire": self.invoice.recipient,
            "libelleErreurDP": "|".join(self.refusals)[:LABEL_MAXIMUM],
        }


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a control looks at."""

    db: sqlite3.Connection
    settings: Settings
    login: str
    invoice: DepositedInvoice
    verdict: Verdict
    replaced: int | None = None
    """The invoice that this one replaces, when it is submitted again."""


def refusals_of(
    db: sqlite3.Connection,
    settings: Settings,
    login: str,
    invoice: DepositedInvoice,
    replaced: int | None = None,
) -> Verdict:
    """Run every control on an invoice deposited by the account ``login``."""
    from chorus_simulator.controls.all import CONTROLS
    from chorus_simulator.controls.unread import check_unread

    verdict = Verdict(invoice)
    inquiry = Inquiry(db, settings, login, invoice, verdict, replaced)
    for control in (check_unread,) if invoice.unread else CONTROLS:
        for fault in control(inquiry):
            path = fault.path or invoice.format.tags.get(fault.field)
            tag = invoice.format.label.format(path) if path else ""
            verdict.refusals.append(f"{tag}{fault.sentence}")
    return verdict
