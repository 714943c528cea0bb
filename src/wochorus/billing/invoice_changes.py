"""The invoices of a journal against those known: what is new, changed, the same, or untouchable.

An invoice that is on its way to Chorus Pro, or there, is never changed by a file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import COLUMN_OF
from wochorus.billing.known_invoices import KnownInvoice, known_invoices
from wochorus.billing.line_totals import (
    Defect,
    TaxKey,
    amount_defect,
    bases_of,
    breakdown_of,
    tax_defects,
    with_categories,
)
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.billing.tax_lines import completed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_rows import InvoiceKey, JournalEntry

_REMEDIES = {
    DepositState.RESERVED: "attendez la fin du dépôt",
    DepositState.AMBIGUOUS: "lancez « wochorus follow » pour savoir si Chorus l'a reçue",
    DepositState.INTERNAL: "une annulation interne ne se corrige pas, elle se défait avec la "
    "réémission (wochorus invoice reissue --undo)",
}
_INTERNAL = (
    "c'est une annulation interne, qui n'est jamais déposée : retirez la ligne, et refaites la "
    "réémission ici si elle manque"
)
_MAKE_A_CREDIT_NOTE = "si elle est fausse, faites un avoir"


LINES = "lines"
BREAKDOWN = "rate_1"
"""What stands among the names of differing fields for the lines, and for the VAT."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that differs from the invoice known; `differing` names the fields."""

    entry: JournalEntry
    known: KnownInvoice
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that cannot come in: what is wrong, and in which column of the journal."""

    entry: JournalEntry
    defect: Defect


@dataclass(slots=True)
class InvoiceChanges:
    """The entries of a file, sorted by what they do."""

    new: list[JournalEntry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: dict[InvoiceKey, int] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    other_years: list[tuple[JournalEntry, int]] = field(default_factory=list)
    """New entries whose number, customer and total exist in another year: a wrong date?"""

    def forget_customers(self, codes: Collection[str]) -> None:
        """Drop the entries of these customers."""
        self.new = [entry for entry in self.new if entry.customer.code not in codes]
        self.changed = [c for c in self.changed if c.entry.customer.code not in codes]


def compare(
    company: Company, entries: Iterable[JournalEntry], also_locked: Iterable[int] = ()
) -> InvoiceChanges:
    """Sort ``entries``, inside the transaction of the import.

    The invoices about to change are locked, so that no deposit reserves one meanwhile; with them
    those of ``also_locked``, in one order, so that two programs never wait for each other.
    """
    asked = list(entries)
    with_lines = any(entry.lines is not None for entry in asked)
    known = known_invoices(company, {entry.key.number for entry in asked}, with_lines=with_lines)
    settled = [_settled(entry, known.get(entry.key)) for entry in asked]
    differing = [e.key for e in settled if e.key in known and _differences(e, known[e.key])]
    _lock({known[key].id for key in differing}.union(also_locked))
    numbers = {key.number for key in differing}
    known |= known_invoices(company, numbers, with_lines=with_lines)
    years: defaultdict[str, list[InvoiceKey]] = defaultdict(list)
    for key in known:
        years[key.number].append(key)
    changes = InvoiceChanges()
    for told, entry in zip(asked, settled, strict=True):
        now = known.get(entry.key)
        _sort(_settled(told, now) if entry.key.number in numbers else entry, now, changes)
        if entry.key not in known:
            changes.other_years += _other_years(entry, years, known)
    return changes


def _settled(entry: JournalEntry, known: KnownInvoice | None) -> JournalEntry:
    """Complete the VAT that the file tells with what is known, and with what the lines say."""
    if entry.breakdown is None and entry.lines is None:
        return entry
    known_breakdown = known.breakdown if known else ()
    breakdown = known_breakdown if entry.breakdown is None else entry.breakdown
    if bases := _bases(entry, known):
        breakdown = with_categories(breakdown, bases)
        if entry.lines is not None and not breakdown:
            breakdown = breakdown_of(bases)
    breakdown = completed(breakdown, known_breakdown)
    return entry if breakdown == entry.breakdown else replace(entry, breakdown=breakdown)


def _bases(entry: JournalEntry, known: KnownInvoice | None) -> dict[TaxKey, Decimal]:
    if entry.lines is not None:
        return bases_of(entry.lines)
    return known.bases if known else {}


def _lock(ids: set[int]) -> None:
    list(Invoice.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id"))


def _sort(entry: JournalEntry, known: KnownInvoice | None, changes: InvoiceChanges) -> None:
    names = _differences(entry, known) if known else ()
    if known and not names:
        changes.unchanged[entry.key] = known.id
    elif known and (known.is_issued or known.state not in FREE_STATES):
        reason = _reason(names, known)
        column = "number" if names[0] == LINES else names[0]
        changes.refused.append(Refusal(entry, Defect(column, reason)))
    elif defects := _total_defects(entry, known):
        changes.refused += [Refusal(entry, defect) for defect in defects]
    elif known:
        changes.changed.append(Change(entry, known, names))
    elif entry.is_internal:
        changes.refused.append(Refusal(entry, Defect("number", _INTERNAL)))
    else:
        changes.new.append(entry)


def _total_defects(entry: JournalEntry, known: KnownInvoice | None) -> list[Defect]:
    """Compare the totals with the lines that the invoice will have, told or known."""
    bases = _bases(entry, known)
    if not bases:
        return []
    breakdown = entry.breakdown
    if breakdown is None:
        breakdown = known.breakdown if known else ()
    return amount_defect(bases, entry.fields["total_without_tax"]) or tax_defects(
        bases, breakdown, entry.fields["total_tax"]
    )


def _differences(entry: JournalEntry, known: KnownInvoice) -> tuple[str, ...]:
    """Name the fields that differ."""
    names = [name for name, value in entry.fields.items() if value != known.fields[name]]
    if entry.customer.code != known.customer_code:
        names.append("customer_code")
    if entry.breakdown is not None and entry.breakdown != known.breakdown:
        names.append(BREAKDOWN)
    if entry.lines is not None and entry.lines != known.lines:
        names.append(LINES)
    return tuple(names)


def _other_years(
    entry: JournalEntry,
    years: Mapping[str, list[InvoiceKey]],
    known: Mapping[InvoiceKey, KnownInvoice],
) -> list[tuple[JournalEntry, int]]:
    total: Decimal = entry.fields["total_with_tax"]
    return [
        (entry, key.year)
        for key in years.get(entry.key.number, ())
        if known[key].customer_code == entry.customer.code
        and known[key].fields["total_with_tax"] == total
    ]


def _reason(differing: Iterable[str], known: KnownInvoice) -> str:
    titles = ", ".join("lignes" if name == LINES else COLUMN_OF[name].header for name in differing)
    state = DepositState(known.state)
    remedy = _REMEDIES.get(state, _MAKE_A_CREDIT_NOTE)
    told = "a été émise ici" if known.is_issued else f"est à l'état « {state.label} »"
    return (
        f"la facture {told} et ne change plus ({titles}) : remettez la valeur d'origine ; {remedy}"
    )
