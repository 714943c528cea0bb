"""The files of a draft: controlled when they come in, they go with its invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from wochorus.billing.drafts.models import InvoiceDraft, InvoiceDraftFile
from wochorus.billing.drafts.services import locked_draft
from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import InvalidInput
from wochorus.storage.attachments import take_attachment
from wochorus.storage.content_store import ContentStore

if TYPE_CHECKING:
    from pathlib import Path


def attach_to_draft(
    draft: InvoiceDraft, path: Path, *, kind: str = AttachmentKind.ANNEX
) -> InvoiceDraftFile:
    """Add the file at ``path`` to a draft under its name, or replace the one so named.

    Raises `InvalidInput` when the draft is issued, when Chorus Pro would refuse the name, type or
    weight of the file, when it is an unreadable PDF, or when a virus is found; `Transient` when the
    virus scanner does not answer; `OSError` when it cannot be read.
    """
    kept = take_attachment(
        ContentStore(settings.ENVIRONMENT.files),
        path,
        path.name,
        where=f"brouillon {draft.pk}",
        scanner=settings.ENVIRONMENT.scanner,
    )
    told = {
        "kind": kind,
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": kept.media_type,
    }
    with transaction.atomic():
        draft = locked_draft(draft)
        file, _ = InvoiceDraftFile.objects.update_or_create(
            draft=draft, name=path.name, defaults=told
        )
    return file


@transaction.atomic
def detach_from_draft(draft: InvoiceDraft, name: str) -> None:
    """Take a file away. Raises `InvalidInput` when the draft is issued or has no such file."""
    draft = locked_draft(draft)
    deleted, _ = InvoiceDraftFile.objects.filter(draft=draft, name=name).delete()
    if not deleted:
        raise InvalidInput(
            f"Le brouillon n'a pas de pièce jointe « {name} »", where=f"brouillon {draft.pk}"
        )
