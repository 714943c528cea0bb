"""Comparing an invoice and a row of the portal, field by field.

What the portal does not show is not compared: an empty field of a search proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.core.identifiers import SIREN_LENGTH, compact_identifier
from wochorus.core.money import format_amount, to_cents
from wochorus.deposits.comparing.portal_rows import (
    SET_ASIDE,
    is_on_portal,
    siret_of,
    status_in_words,
)
from wochorus.deposits.matching import number_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours

CREDIT_NOTE = "AVOIR"
NOTHING = "–"
STATUS = "statut"
FLOW_NUMBER = "n° de flux"
CHORUS_ID = "identifiantFactureCPP"
SUPPLIER = "établissement émetteur"

Differences = dict[str, tuple[str, str]]
"""French names of fields, each with what we have and what the portal shows."""


def differences(ours: Ours, row: InvoiceRow, siret: str) -> Differences:
    """Give the fields that differ; ``siret`` is our company's.

    What Chorus Pro gives is compared only for an invoice that we believe deposited: its status, and
    the number of the flow and its own number once we know them.
    """
    found = _content(ours, row)
    if number_key(ours.number) != number_key(row.invoice_number):
        found["n° de facture"] = (ours.number, row.invoice_number or NOTHING)
    shown = siret_of(row)
    if shown and siret and shown != siret:
        found[SUPPLIER] = (siret, shown)
    if ours.is_deposited:
        found |= _given_by_chorus(ours, row)
    return found


def _content(ours: Ours, row: InvoiceRow) -> Differences:
    texts: dict[str, tuple[str, ...]] = {
        "destinataire": (
            compact_identifier(ours.recipient),
            compact_identifier(row.recipient_siret),
        ),
        "code service": (ours.code_service, row.code_service),
        "n° d'engagement": (ours.engagement, row.engagement),
        "n° de marché": (ours.marche, row.marche),
        "devise": (ours.currency, row.currency),
        "type": (_kind(is_credit_note=ours.is_credit_note), _shown_kind(row)),
        "date": (
            format_date(ours.issue_date),
            format_date(row.issue_date) if row.issue_date else "",
        ),
    }
    amounts = {
        "HT": (ours.without_tax, row.amount_without_tax),
        "TTC": (ours.with_tax, row.amount_with_tax),
        "net à payer": (ours.due, row.amount_due),
    }
    found: Differences = {
        name: (mine or NOTHING, shown)
        for name, (mine, shown) in texts.items()
        if shown and mine.strip() != shown
    }
    return found | {
        name: (format_amount(mine), format_amount(shown))
        for name, (mine, shown) in amounts.items()
        if shown is not None and not same_amount(ours, mine, shown)
    }


def _given_by_chorus(ours: Ours, row: InvoiceRow) -> Differences:
    given = {
        FLOW_NUMBER: (ours.flow_number, row.flow_number),
        CHORUS_ID: (str(ours.chorus_id or ""), str(row.chorus_id or "")),
        STATUS: (ours.status, row.status),
    }
    return {
        name: (mine or NOTHING, shown)
        for name, (mine, shown) in given.items()
        if shown and mine != shown and (mine or name == STATUS)
    }


def _kind(*, is_credit_note: bool) -> str:
    return "avoir" if is_credit_note else "facture"


def _shown_kind(row: InvoiceRow) -> str:
    return _kind(is_credit_note=row.kind == CREDIT_NOTE) if row.kind else ""


def same_amount(ours: Ours, mine: Decimal, shown: Decimal) -> bool:
    """Compare to the cent; the portal may write the amounts of a credit note as negative."""
    shown = to_cents(shown)
    return abs(shown) == abs(mine) if ours.is_credit_note else shown == mine


def obstacles(
    ours: Ours, row: InvoiceRow, siret: str, other_companies: Collection[str] = ()
) -> list[str]:
    """Say, in French phrases, why ``row`` cannot be taken for this invoice of ours; none: it is it.

    What makes an invoice: its number, the supplier's SIREN, the year of issue (Chorus Pro,
    uniqueness), and, so that nothing is guessed, its kind, its amount and its recipient. Here an
    empty field of the portal is an obstacle. ``other_companies`` are the SIRETs of the other
    companies that deposit from here.
    """
    return [
        *_other_identity(ours, row),
        *_other_supplier(row, siret, other_companies),
        *_other_content(ours, row),
        *_not_kept(row),
    ]


def _other_identity(ours: Ours, row: InvoiceRow) -> Iterator[str]:
    if number_key(ours.number) != number_key(row.invoice_number):
        yield f"le n° est {row.invoice_number or 'absent'}"
    if row.issue_date is None or row.issue_date.year != ours.issue_date.year:
        yield f"la date est {format_date(row.issue_date) if row.issue_date else 'absente'}"


def _other_supplier(row: InvoiceRow, siret: str, other_companies: Collection[str]) -> Iterator[str]:
    shown = siret_of(row)
    if not siret or shown[:SIREN_LENGTH] != siret[:SIREN_LENGTH]:
        yield f"l'émetteur est {shown or 'absent'}"
    elif shown in other_companies:
        yield f"l'émetteur est une autre de vos sociétés ({shown})"


def _other_content(ours: Ours, row: InvoiceRow) -> Iterator[str]:
    if row.kind and _shown_kind(row) != _kind(is_credit_note=ours.is_credit_note):
        yield f"c'est {'un avoir' if row.kind == CREDIT_NOTE else 'une facture'}"
    if row.amount_with_tax is None or not same_amount(ours, ours.with_tax, row.amount_with_tax):
        yield f"le TTC est {_shown_amount(row.amount_with_tax)}"
    if row.currency and row.currency != ours.currency:
        yield f"la devise est {row.currency}"
    if compact_identifier(row.recipient_siret) != compact_identifier(ours.recipient):
        yield f"le destinataire est {row.recipient_siret or 'absent'}"


def _not_kept(row: InvoiceRow) -> Iterator[str]:
    if row.chorus_id is None:
        yield "le portail ne donne pas son identifiant"
    if not is_on_portal(row) or row.status in SET_ASIDE:
        yield f"son statut est « {status_in_words(row)} »"


def _shown_amount(shown: Decimal | None) -> str:
    return "absent" if shown is None else format_amount(shown)
