"""A long listing, served page by page, by a portal that has its own habits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from choruspro.portal import Request


def a_shelf(
    rows: Sequence[dict[str, Any]],
    *,
    paging: str,
    listing: str,
    page_size: int | None = None,
    totals: bool = True,
) -> Callable[[Request], dict[str, Any]]:
    """Serve ``rows``; ``page_size`` overrules what is asked, as the real portal may do."""

    def reply(request: Request) -> dict[str, Any]:
        asked = request.json[paging]
        size = page_size or asked["nbResultatsParPage"]
        page = asked["pageResultatDemandee"]
        shown = list(rows[(page - 1) * size : page * size])
        answer: dict[str, Any] = {"codeRetour": 0, "libelle": "TRA_MSG_00.000", listing: shown}
        if totals:
            answer["parametresRetour"] = {
                "nbResultatsParPage": size,
                "pageCourante": page,
                "pages": -(-len(rows) // size),
                "total": len(rows),
            }
        return answer

    return reply
