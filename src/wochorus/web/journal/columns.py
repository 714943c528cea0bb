"""The columns of the journal on screen, and what stands in each for one invoice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wochorus.billing.models import InvoiceSource
from wochorus.billing.payments.queries import LedgerState
from wochorus.billing.payments.state import ChorusPayment, payment_states
from wochorus.choruspro.catalogue import DEAD, PAID, Actor, invoice_status
from wochorus.choruspro.catalogue.syntaxes import SYNTAXES
from wochorus.core.identifiers import format_siret
from wochorus.customers.models import BuyerKind
from wochorus.customers.payment_means import PaymentMeans
from wochorus.web.deposit.words import on_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wochorus.billing.journal import JournalRow
    from wochorus.billing.payments.state import PaymentState
    from wochorus.spreadsheets.writing import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``sort`` names it for `JournalSort`, and is empty when it cannot be sorted."""

    key: str
    label: str
    width: int
    kind: str = "text"
    title: str = ""
    sort: str = ""
    hidden: bool = False


COLUMNS = (
    Column("bill_state", "État", 88, "state", "État de la facture"),
    Column(
        "deposit", "Démat.", 122, "state", "Où elle en est sur le chemin de Chorus Pro", "state"
    ),
    Column("number", "N° facture", 124, sort="number"),
    Column("flow", "N° Chorus", 242, title="N° du flux de dépôt", sort="flow"),
    Column("kind", "Type", 76, sort="kind"),
    Column("date", "Date", 98, "date", sort="date"),
    Column("due", "Échéance", 104, "date", sort="due", hidden=True),
    Column("customer", "Client", 190, sort="customer"),
    Column("with_tax", "TTC", 108, "amount", "Montant TTC", "with_tax"),
    Column("left", "Reste dû", 108, "amount", "D'après vos règlements", "left"),
    Column("status", "Statut Chorus", 180, "state", "Ce que Chorus Pro en dit", "status"),
    Column("payment", "Paiement", 150, "state", "D'après vos règlements, puis Chorus Pro"),
    Column("siret", "SIRET", 166, "siret", sort="siret"),
    Column("references", "Références", 200, title="Engagement, marché, service"),
    Column("without_tax", "HT", 104, "amount", "Montant hors taxe", "without_tax"),
    Column("tax", "TVA", 92, "amount", "Montant de la TVA", "tax", hidden=True),
    Column("nature", "Public / privé", 90, hidden=True),
    Column("source", "Origine", 110, hidden=True),
    Column("sector", "Secteur", 110, hidden=True),
    Column("chantier", "Chantier", 140, hidden=True),
    Column("group", "Groupe", 110, hidden=True),
    Column("means", "Règlement", 110, hidden=True),
    Column("subject", "Objet", 220, hidden=True),
)
BY_KEY = {column.key: column for column in COLUMNS}
SORT_OF = {column.key: column.sort for column in COLUMNS if column.sort}

_INTERFACES = {entry.interface[3:7]: entry.label for entry in SYNTAXES.values() if entry.interface}
_SOURCES = {str(value): str(label) for value, label in InvoiceSource.choices}
_MEANS = {str(value): str(label) for value, label in PaymentMeans.choices}
_NATURES = {str(value): str(label) for value, label in BuyerKind.choices}
_DEPOSIT_MARKS = {
    "to_deposit": "ready",
    "reserved": "sent",
    "ambiguous": "ambiguous",
    "deposited": "deposited",
    "integrated": "integrated",
    "refused": "refused",
}
_PAYMENT_MARKS = {LedgerState.PAID: "paid", LedgerState.PARTLY: "waiting"}


def columns_as_json() -> list[dict[str, Any]]:
    """Describe the columns for the grid."""
    return [
        {**asdict(column), "title": column.title or column.label, "sortable": bool(column.sort)}
        for column in COLUMNS
    ]


def rows_as_json(rows: Sequence[JournalRow]) -> list[dict[str, Any]]:
    """Write rows for the grid; amounts as text, those of a credit note negative."""
    states = payment_states(rows)
    return [_row(row, state) for row, state in zip(rows, states, strict=True)]


def row_cells(row: JournalRow, state: PaymentState, keys: Sequence[str]) -> list[Cell]:
    """Write the columns ``keys`` of a row for a file."""
    shown: dict[str, Any] = {
        "bill_state": _bill_state(row)["label"],
        "deposit": row.state_label,
        "number": row.number,
        "flow": row.flow_number,
        "kind": row.kind_label,
        "date": row.issue_date,
        "due": row.due_date,
        "customer": row.customer_name,
        "siret": format_siret(row.customer_siret),
        "references": row.references,
        "without_tax": _sign(row) * row.total_without_tax,
        "tax": _sign(row) * row.total_tax,
        "with_tax": _sign(row) * row.total_with_tax,
        "left": _sign(row) * row.left,
        "status": status_name(row.chorus_status) if row.chorus_status else "",
        "payment": _payment(state)["label"],
        **_natures(row),
    }
    return [shown[key] for key in keys]


def _row(row: JournalRow, state: PaymentState) -> dict[str, Any]:
    sign = _sign(row)
    return {
        "id": row.id,
        "row_class": "struck" if row.is_cancelled else "",
        "bill_state": _bill_state(row),
        "deposit": _deposit(row),
        "number": row.number,
        "flow": row.flow_number,
        "flow_title": flow_number_meaning(row.flow_number),
        "kind": row.kind_label,
        "date": row.issue_date.isoformat(),
        "due": row.due_date.isoformat() if row.due_date else "",
        "customer": row.customer_name,
        "siret": row.customer_siret,
        "references": row.references,
        "without_tax": str(sign * row.total_without_tax),
        "tax": str(sign * row.total_tax),
        "with_tax": str(sign * row.total_with_tax),
        "left": str(sign * row.left),
        "status": _status(row.chorus_status) if row.chorus_status else "",
        "payment": _payment(state),
        **_natures(row),
    }


def _sign(row: JournalRow) -> int:
    return -1 if row.kind == "381" else 1


def _natures(row: JournalRow) -> dict[str, str]:
    return {
        "nature": _NATURES.get(row.buyer_kind, ""),
        "source": _SOURCES.get(row.source, row.source),
        "sector": row.sector,
        "chantier": row.chantier,
        "group": row.group,
        "means": _MEANS.get(row.payment_means, row.payment_means),
        "subject": row.subject,
    }


def _bill_state(row: JournalRow) -> dict[str, str]:
    if row.reissue is not None:
        return _mark("blocked", "Annulée", "Rejetée, annulée et réémise sous un autre numéro")
    if row.deposit_state == "internal":
        return _mark("none", "Interne", "Annulation interne, jamais déposée")
    if row.amount_due > 0 and row.left <= 0:
        return _mark("paid", "Soldée", "Plus rien n'est dû")
    return _mark("none", "Émise", "Émise, et pas encore soldée")


def _deposit(row: JournalRow) -> dict[str, str]:
    mark = _DEPOSIT_MARKS.get(row.deposit_state, "none")
    return _mark(mark, row.state_label, row.refusal)


@lru_cache(maxsize=200)
def _status(status: str) -> dict[str, str]:
    meaning = invoice_status(status)
    title = f"{meaning.label} ({status}). {on_screen(meaning.remedy)}"
    return _mark(status_mark(status), status_name(status), title)


def status_name(status: str) -> str:
    """Name a status of Chorus Pro in a few words; an unknown one by its code."""
    meaning = invoice_status(status)
    if not meaning.is_known:
        return status
    short = meaning.label.split(" : ")[0].split(",")[0].split(" ; ")[0]
    return short[:1].upper() + short[1:]


def status_mark(status: str) -> str:
    """Name the shape that stands beside a status of Chorus Pro."""
    if status == PAID:
        return "paid"
    if status in DEAD:
        return "rejected"
    return "suspended" if invoice_status(status).actor is Actor.SUPPLIER else "sent"


def _payment(state: PaymentState) -> dict[str, str]:
    mark = _PAYMENT_MARKS.get(state.ledger, "none")
    chorus = "" if state.chorus is ChorusPayment.ABSENT else f" ; Chorus Pro : {state.chorus.value}"
    label = state.ledger.value[:1].upper() + state.ledger.value[1:]
    return _mark("blocked" if state.difference else mark, label, f"{label}{chorus}")


def _mark(code: str, label: str, title: str) -> dict[str, str]:
    return {"code": code, "label": label, "title": title}


def flow_number_meaning(number: str) -> str:
    """Decode « CPP0011113000000003142185 »: application, interface, rank; nothing of another.

    AIFE external specification, naming of flows: application code, four digits of the interface
    code, then a sequence.
    """
    application, interface, rank = number[:6], number[6:10], number[10:]
    if not (application.startswith("CPP") and interface.isdigit() and rank.isdigit()):
        return ""
    known = _INTERFACES.get(interface)
    syntax = f" ({known})" if known else ""
    return f"Application {application}, interface {interface}{syntax}, flux n° {int(rank)}"
