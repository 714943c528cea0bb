"""Long lists inside one answer, each served page by page, as the sheet of an invoice has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from choruspro.portal import Request


@dataclass
class InnerShelf:
    """One list: how its pages are asked, and how the answer names what it holds."""

    rows: Sequence[dict[str, Any]]
    paging: str
    number: str
    name: str
    totals: str
    size: int = 10

    def holder(self, request: Request) -> dict[str, Any]:
        """Serve the page that ``request`` asks for, of ``size`` rows whatever it asks."""
        page = request.json[self.paging][self.number]
        shown = list(self.rows[(page - 1) * self.size : page * self.size])
        return {
            self.name: shown,
            f"nbResultatsParPage{self.totals}": self.size,
            f"pageCourante{self.totals}": page,
            f"pages{self.totals}": -(-len(self.rows) // self.size),
            f"total{self.totals}": len(self.rows),
        }
