"""Which document belongs to which invoice, changed in bulk and only while it may change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    Document,
    DocumentRole,
    Invoice,
    InvoiceDocument,
)
from wochorus.storage.inspection import NOT_A_PDF, PDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored document to give to an invoice, as its PDF or as an annex.

    An empty ``kind`` says nothing: an annex that is there keeps its own.
    """

    invoice_id: int
    role: DocumentRole
    file_name: str
    sha256: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RefusedAttachment:
    """An attachment that was not made, and why, in French."""

    attachment: Attachment
    reason: str


@dataclass(slots=True)
class LinkReport:
    """How many documents were added, replaced, removed or found as asked; what was refused."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: list[RefusedAttachment] = field(default_factory=list)


@dataclass(slots=True)
class _Shelf:
    """The links of one invoice, as they will be."""

    links: list[InvoiceDocument] = field(default_factory=list)

    def held_by(self, attachment: Attachment) -> InvoiceDocument | None:
        """Find the link that ``attachment`` would replace."""
        for link in self.links:
            same_name = link.file_name == attachment.file_name
            main = attachment.role == DocumentRole.MAIN
            if link.role == attachment.role and (main or same_name):
                return link
        return None

    def name_is_taken(self, attachment: Attachment) -> bool:
        """Tell whether a document of the other role bears that name."""
        return any(
            link.file_name == attachment.file_name and link.role != attachment.role
            for link in self.links
        )

    def next_position(self) -> int:
        """Number the next annex; the main document is 1 in its own role."""
        return max((link.position for link in self.links), default=0) + 1


@dataclass(slots=True)
class _Plan:
    """The rows to write, gathered while the report is made."""

    new: list[InvoiceDocument] = field(default_factory=list)
    changed: dict[int, InvoiceDocument] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def link_documents(
    wanted: Iterable[Attachment], *, annexes_only: Mapping[int, frozenset[str]] | None = None
) -> LinkReport:
    """Give documents (already saved) to invoices, inside the caller's transaction.

    ``annexes_only`` maps an invoice to the names its annexes may have: others are removed. An
    invoice that is not free keeps what it has: a difference is refused, never applied.
    """
    asked = list(wanted)
    allowed = annexes_only or {}
    invoices = {attachment.invoice_id for attachment in asked} | set(allowed)
    shelves = _shelves(invoices)
    locked = _lock_states(_touched(asked, allowed, shelves))
    report, plan = LinkReport(), _Plan()
    for invoice_id, names in allowed.items():
        if locked.get(invoice_id) in FREE_STATES:
            _remove_others(shelves[invoice_id], names, plan, report)
    for attachment in asked:
        state = locked.get(attachment.invoice_id)
        _place(attachment, shelves[attachment.invoice_id], state, plan, report)
    _write(plan, asked)
    return report


def _shelves(invoice_ids: set[int]) -> defaultdict[int, _Shelf]:
    shelves: defaultdict[int, _Shelf] = defaultdict(_Shelf)
    for link in InvoiceDocument.objects.filter(invoice_id__in=invoice_ids).order_by("id"):
        shelves[link.invoice_id].links.append(link)
    return shelves


def _touched(
    asked: list[Attachment], allowed: Mapping[int, frozenset[str]], shelves: Mapping[int, _Shelf]
) -> set[int]:
    """Name the invoices where something may change: only those are locked."""
    ids = {item.invoice_id for item in asked if not _is_there(item, shelves[item.invoice_id])}
    for invoice_id, names in allowed.items():
        if any(_is_other_annex(link, names) for link in shelves[invoice_id].links):
            ids.add(invoice_id)
    return ids


def _is_there(attachment: Attachment, shelf: _Shelf) -> bool:
    held = shelf.held_by(attachment)
    return (
        held is not None
        and (held.document_id, held.file_name) == (attachment.sha256, attachment.file_name)
        and attachment.kind in {"", held.kind}
    )


def _is_other_annex(link: InvoiceDocument, names: frozenset[str]) -> bool:
    return link.role == DocumentRole.ANNEX and link.file_name not in names


def _lock_states(invoice_ids: set[int]) -> dict[int, str]:
    """Lock the invoices, so that no deposit reserves one while its documents change."""
    rows = Invoice.objects.select_for_update().filter(id__in=invoice_ids).order_by("id")
    return dict(rows.values_list("id", "deposit_state"))


def _remove_others(shelf: _Shelf, names: frozenset[str], plan: _Plan, report: LinkReport) -> None:
    others = [link for link in shelf.links if _is_other_annex(link, names)]
    for link in others:
        shelf.links.remove(link)
        plan.gone.append(link.pk)
        report.removed += 1


def _place(
    attachment: Attachment, shelf: _Shelf, state: str | None, plan: _Plan, report: LinkReport
) -> None:
    held = shelf.held_by(attachment)
    if (
        held is not None
        and held.document_id == attachment.sha256
        and (_is_there(attachment, shelf) or state not in FREE_STATES)
    ):
        report.unchanged += 1
    elif reason := _refusal(attachment, shelf, state):
        report.refused.append(RefusedAttachment(attachment, reason))
    elif held is None:
        _add(attachment, shelf, plan)
        report.added += 1
    else:
        held.document_id, held.file_name = attachment.sha256, attachment.file_name
        held.kind = attachment.kind or held.kind
        if held.pk:
            plan.changed[held.pk] = held
        report.replaced += 1


def _refusal(attachment: Attachment, shelf: _Shelf, state: str | None) -> str:
    if state is None:
        return "La facture a disparu"
    if state not in FREE_STATES:
        label = DepositState(state).label.lower()
        return f"La facture est {label} : ses documents ne changent plus"
    if shelf.name_is_taken(attachment):
        return "Un autre document de la facture porte déjà ce nom : renommez le fichier"
    return ""


def _add(attachment: Attachment, shelf: _Shelf, plan: _Plan) -> None:
    main = attachment.role == DocumentRole.MAIN
    link = InvoiceDocument(
        invoice_id=attachment.invoice_id,
        document_id=attachment.sha256,
        role=attachment.role,
        kind=attachment.kind,
        file_name=attachment.file_name,
        position=1 if main else shelf.next_position(),
    )
    shelf.links.append(link)
    plan.new.append(link)


def _write(plan: _Plan, asked: list[Attachment]) -> None:
    if plan.gone:
        InvoiceDocument.objects.filter(id__in=plan.gone).delete()
    if plan.changed:
        InvoiceDocument.objects.bulk_update(
            plan.changed.values(), ["document", "file_name", "kind"], batch_size=BATCH
        )
    InvoiceDocument.objects.bulk_create(plan.new, batch_size=BATCH)
    mains = {item.sha256 for item in asked if item.role == DocumentRole.MAIN}
    strangers = Document.objects.filter(sha256__in=mains, defect="").exclude(media_type=PDF)
    strangers.update(defect=NOT_A_PDF)
