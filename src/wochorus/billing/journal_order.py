"""The orders in which the journal can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OrderBy
from django.db.models.functions import Collate, Length

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Expression

    from wochorus.billing.models import Invoice

_DATE: tuple[Expression | F, ...] = (F("issue_date"), F("number"))
_NUMBER: tuple[Expression | F, ...] = (Length("number"), Collate("number", "C"))
_BY: dict[str, tuple[Expression | F, ...]] = {
    "date": _DATE,
    "number": (*_NUMBER, F("pk")),
    **{
        name: (F(field), *_DATE)
        for name, field in {
            "kind": "kind",
            "state": "deposit_state",
            "flow": "flow_number",
            "due": "due_date",
            "customer": "customer__name",
            "siret": "customer__siret",
            "without_tax": "total_without_tax",
            "tax": "total_tax",
            "with_tax": "total_with_tax",
            "status": "chorus_status",
        }.items()
    },
    "left": (F("amount_due") - F("paid"), *_DATE),
}
SORTS = tuple(_BY)


@dataclass(frozen=True, slots=True)
class JournalSort:
    """By what, one of `SORTS`, and which way; equal ones follow by date and number, that way too.

    Numbers go by length first, so that F-9 comes before F-10. What is left is before re-issues.
    """

    by: str = "date"
    descending: bool = False

    @property
    def is_by_date(self) -> bool:
        """Whether this is the journal's own order, either way."""
        return self.by == "date"

    def of(self, invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
        """Put ``invoices`` in this order."""
        return invoices.order_by(
            *(OrderBy(part, descending=self.descending) for part in _BY[self.by])
        )

    @property
    def reversed(self) -> JournalSort:
        """The same from the other end."""
        return JournalSort(self.by, not self.descending)


OLDEST_FIRST, NEWEST_FIRST = JournalSort(), JournalSort(descending=True)
