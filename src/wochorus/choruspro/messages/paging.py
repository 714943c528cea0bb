"""Where a page stands in a listing."""

from __future__ import annotations

from wochorus.choruspro.messages.base import Identifier, Message, chorus


class Paging(Message):
    """What Chorus Pro announces of a listing (``parametresRetour``)."""

    page: Identifier = chorus("pageCourante")
    pages: Identifier = chorus("pages")
    total: Identifier = chorus("total")


class Totals(Message):
    """What an answer holds beside its list."""

    paging: Paging | None = chorus("parametresRetour")
