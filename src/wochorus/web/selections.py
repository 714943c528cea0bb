"""The invoices that a person takes from one screen to another: `?selection=N` in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone

from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.web.models import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.web.access import CompanyRequest

MOST_INVOICES = 50_000
KEPT = timedelta(days=90)
NAME = "selection"


def keep_selection(request: CompanyRequest, invoices: QuerySet[Invoice]) -> Selection:
    """Keep these invoices of the company under a number. Raises `InvalidInput` over the bound."""
    ids = list(invoices.order_by().values_list("pk", flat=True)[: MOST_INVOICES + 1])
    if len(ids) > MOST_INVOICES:
        raise InvalidInput(
            f"La sélection passe {MOST_INVOICES} factures",
            remedy="Réduisez-la par la période ou par un autre filtre du journal.",
        )
    Selection.objects.filter(company=request.company, created_at__lt=timezone.now() - KEPT).delete()
    return Selection.objects.create(user=request.user, company=request.company, invoice_ids=ids)


def chosen_ids(words: Iterable[str]) -> list[int]:
    """Read the ids of a form, each alone or several joined by commas; what is no id is refused."""
    texts = [text for word in words for text in word.split(",") if text.strip()]
    if not all(_is_id(text.strip()) for text in texts):
        raise InvalidInput(
            "La sélection est illisible", remedy="Revenez au journal et choisissez à nouveau."
        )
    return list(dict.fromkeys(int(text) for text in texts))


def selection_of(request: CompanyRequest) -> Selection | None:
    """Give the selection that the address names, if any. Raises `Http404` for an unknown one."""
    text = request.GET.get(NAME) or request.POST.get(NAME) or ""
    if not text:
        return None
    found = None
    if _is_id(text):
        found = Selection.objects.filter(company=request.company, pk=int(text)).first()
    if found is None:
        raise Http404(f"La sélection {text} n'existe pas, ou plus : revenez au journal.")
    return found


def invoices_of(selection: Selection) -> QuerySet[Invoice]:
    """Give the invoices of a selection that still exist."""
    return Invoice.objects.filter(company=selection.company, pk__in=selection.invoice_ids)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19  # noqa: PLR2004 - 64 bits
