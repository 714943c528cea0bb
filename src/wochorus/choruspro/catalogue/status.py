"""The shape of an entry about the status of an invoice."""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family

WAIT = "Rien à faire : attendez la suite."
NEW_NUMBER = "émettez une nouvelle facture sous un nouveau numéro."


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceStatus(Entry):
    """A status of an invoice.

    ``number`` is the one that status flows (EDI) use, empty when none is published.
    ``is_recorded`` is false when the portal shows the invoice without having kept it.
    """

    number: str = ""
    is_recorded: bool = True


def status(
    code: str,
    label: str,
    actor: Actor,
    remedy: str = WAIT,
    number: str = "",
    *,
    is_recorded: bool = True,
    is_inferred: bool = False,
) -> InvoiceStatus:
    """Describe a status, in one row of a table."""
    return InvoiceStatus(
        Family.INVOICE_STATUS,
        code,
        label,
        actor,
        remedy,
        is_inferred=is_inferred,
        number=number,
        is_recorded=is_recorded,
    )
