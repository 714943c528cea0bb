"""The attachments of an invoice: added, told and taken away until it is deposited.

The kinds are those of AFNOR rule BR-FR-17 (XP Z12-012), which the circuit of the 2026 reform
carries in BT-123 with the same code; so do CII and UBL towards Chorus Pro today. A Factur-X names
the kind in the description of the file; the State's minimal format knows only role 02, an annex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from wochorus.billing.document_links import Attachment, link_documents
from wochorus.billing.documents import content_store, save_documents
from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    Document,
    DocumentRole,
    Invoice,
    InvoiceDocument,
)
from wochorus.core.attachments import LARGEST_INVOICE, AttachmentKind
from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.storage.attachments import TakenFile, take_attachment

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KnownAttachment:
    """An attachment as it is told; ``kind`` is empty when nobody said what it is."""

    name: str
    kind: str
    size: int
    media_type: str
    sha256: str
    defect: str
    kept_since: datetime

    @property
    def kind_label(self) -> str:
        """The French name of the kind."""
        return AttachmentKind(self.kind).label if self.kind else "non précisé"


def attachments_of(invoice: Invoice) -> list[KnownAttachment]:
    """List the attachments of ``invoice`` in their order, its own PDF apart."""
    links = invoice.documents.filter(role=DocumentRole.ANNEX).select_related("document")
    return [_known(link) for link in links.order_by("position", "id")]


def add_attachment(
    invoice: Invoice, path: Path, *, name: str = "", kind: str = AttachmentKind.ANNEX
) -> KnownAttachment:
    """Add the file at ``path`` to ``invoice`` under ``name``, or replace the one so named.

    Raises `InvalidInput` when the invoice is no longer free, when Chorus Pro would refuse the
    file or the invoice would weigh more than it takes, and as `take_attachment`.
    """
    name = name or path.name
    where = f"facture {invoice.number}"
    _require_free(invoice)
    taken = take_attachment(
        content_store(), path, name, where=where, scanner=settings.ENVIRONMENT.scanner
    )
    wanted = Attachment(invoice.pk, DocumentRole.ANNEX, name, taken.sha256, AttachmentKind(kind))
    with transaction.atomic():
        _lock(invoice)
        _require_room(invoice, taken, name)
        save_documents(
            [Document(sha256=taken.sha256, size=taken.size, media_type=taken.media_type)]
        )
        report = link_documents([wanted])
    if report.refused:
        raise InvalidInput(
            report.refused[0].reason, where=f"{where}, fichier {name}", remedy="Rien n'a été joint."
        )
    return next(each for each in attachments_of(invoice) if each.name == name)


@transaction.atomic
def remove_attachment(invoice: Invoice, name: str) -> KnownAttachment:
    """Take the attachment ``name`` away from ``invoice``, and tell what it was.

    Its content stays in the store: to undo, add it again. Raises `InvalidInput` when there is none
    of that name, or when the invoice is no longer free.
    """
    _lock(invoice)
    link = invoice.documents.filter(role=DocumentRole.ANNEX, file_name=name).first()
    if link is None:
        known = ", ".join(each.name for each in attachments_of(invoice))
        raise InvalidInput(
            f"La facture n'a pas de pièce jointe « {name} »",
            where=f"facture {invoice.number}",
            remedy=f"Pièces jointes : {known}." if known else "Elle n'en a aucune.",
        )
    _require_free(invoice)
    removed = _known(link)
    link.delete()
    return removed


def _known(link: InvoiceDocument) -> KnownAttachment:
    document = link.document
    return KnownAttachment(
        link.file_name,
        link.kind,
        document.size,
        document.media_type,
        document.sha256,
        document.defect,
        document.created_at,
    )


def _lock(invoice: Invoice) -> None:
    """Hold the invoice, so that no deposit reserves it while its documents change."""
    held = Invoice.objects.select_for_update().only("deposit_state").get(pk=invoice.pk)
    invoice.deposit_state = held.deposit_state


def _require_free(invoice: Invoice) -> None:
    if invoice.deposit_state in FREE_STATES:
        return
    state = DepositState(invoice.deposit_state)
    raise InvalidInput(
        f"La facture est {state.label.lower()} : ses pièces jointes ne changent plus",
        where=f"facture {invoice.number}",
        remedy=_remedy(invoice, state),
    )


def _remedy(invoice: Invoice, state: DepositState) -> str:
    if state in {DepositState.DEPOSITED, DepositState.INTEGRATED}:
        return (
            f"Si le client en demande une autre : wochorus invoice complete {invoice.number} "
            "--file FICHIER"
        )
    if state is DepositState.INTERNAL:
        return "Une annulation interne n'est jamais déposée : elle n'a pas besoin de pièces."
    return "Attendez la fin du dépôt (wochorus follow)."


def _require_room(invoice: Invoice, taken: TakenFile, name: str) -> None:
    others = invoice.documents.exclude(role=DocumentRole.ANNEX, file_name=name)
    weight = sum(others.values_list("document__size", flat=True)) + taken.size
    if weight > LARGEST_INVOICE:
        raise InvalidInput(
            f"La facture et ses pièces pèseraient {format_megabytes(weight)}, Chorus Pro en "
            "accepte 120",
            where=f"facture {invoice.number}, fichier {name}",
            remedy="Réduisez ou retirez des fichiers ; rien n'a été joint.",
        )
