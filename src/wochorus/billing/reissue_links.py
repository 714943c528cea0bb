"""What ties the three documents of a reissue, told beside each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.billing.models import Reissue

if TYPE_CHECKING:
    from collections.abc import Collection


def reissue_notes(invoice_ids: Collection[int]) -> dict[int, str]:
    """Say in French, of each of these invoices that was reissued, what it is tied to."""
    rows = Reissue.objects.filter(
        Q(original__in=invoice_ids)
        | Q(credit_note__in=invoice_ids)
        | Q(replacement__in=invoice_ids)
    ).select_related("original", "credit_note", "replacement")
    told: dict[int, list[str]] = {}
    for row in rows.order_by("pk"):
        first, note, new = row.original, row.credit_note, row.replacement
        told.setdefault(new.pk, []).append(f"remplace {first.number}")
        told.setdefault(note.pk, []).append(f"annule {first.number}, interne")
        told.setdefault(first.pk, []).append(
            f"annulée par {note.number}, remplacée par {new.number}"
        )
    return {pk: " ; ".join(notes) for pk, notes in told.items()}
