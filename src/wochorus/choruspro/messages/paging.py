"""Where a page stands in a listing."""

from __future__ import annotations

from wochorus.choruspro.messages.base import Identifier, Message, chorus


class Paging(Message):
    """What Chorus Pro announces of a listing (``parametresRetour``)."""

    page: Identifier = chorus("pageCourante")
    pages: Identifier = chorus("pages")
    total: Identifier = chorus("total")
    size: Identifier = chorus("nbResultatsParPage")


class Totals(Paging):
    """What an answer holds beside its list: in an object, or, for some lists, right beside it."""

    nested: Paging | None = chorus("parametresRetour")

    @property
    def announced(self) -> Paging:
        """The object where there is one."""
        return self.nested or self
