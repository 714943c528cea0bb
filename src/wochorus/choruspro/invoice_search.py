"""The supplier's search of invoices, read to its last page.

Traps of the real portal: without explicit paging it gives ten rows and says nothing; it may give
fewer rows per page than asked; rows move between pages while invoices come in. So every row is
recognised by its identifier, a page that brings nothing new ends the reading, and what was read
is compared with the announced total.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wochorus.choruspro.bodies import json_body
from wochorus.choruspro.errors import IncompleteSearch, UnexpectedAnswer
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.invoices import InvoicePage, InvoiceRow, InvoiceSearch
from wochorus.choruspro.readings import read
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Hashable

    from wochorus.choruspro.gateway import Gateway

PAGE_SIZE = 100
MOST_ROWS = 500_000
_OPERATION = "rechercher/fournisseur"


def search_invoices(gateway: Gateway, search: InvoiceSearch) -> list[InvoiceRow]:
    """Read every invoice that ``search`` finds. See `ChorusClient.search_invoices`."""
    rows: dict[Hashable, InvoiceRow] = {}
    number = 1
    while True:
        page = _page(gateway, search, number)
        before = len(rows)
        rows |= {row.key: row for row in page.rows}
        if len(rows) == before or _is_last(page, number, len(rows)):
            break
        if len(rows) > MOST_ROWS:
            raise _too_many(len(rows))
        number += 1
    _check_total(page, len(rows))
    return list(rows.values())


def _page(gateway: Gateway, search: InvoiceSearch, number: int) -> InvoicePage:
    call = Call(
        operation=_OPERATION,
        path=f"/cpro/factures/v1/{_OPERATION}",
        body=json_body({**search.as_request(), "rechercheFactureParFournisseur": _paging(number)}),
        wait=gateway.timeouts.read,
    )
    payload = read(gateway, call)
    try:
        page = InvoicePage.read(payload)
    except ValidationError as error:
        raise _malformed(gateway.address(call), payload) from error
    if page.rows or "listeFactures" in payload or (page.paging and page.paging.total is not None):
        return page
    raise _malformed(gateway.address(call), payload)


def _paging(number: int) -> dict[str, Any]:
    # Invoice numbers rise in an order that new rows disturb least; the portal's own order, the
    # day of deposit, leaves all the rows of one flow equal and free to jump between pages.
    return {
        "nbResultatsParPage": PAGE_SIZE,
        "pageResultatDemandee": number,
        "triColonne": "numeroFacture",
        "triSens": "Ascendant",
    }


def _malformed(where: str, payload: dict[str, Any]) -> UnexpectedAnswer:
    body = excerpt(json.dumps(payload, default=str, ensure_ascii=False).encode())
    return UnexpectedAnswer(
        "La liste de factures donnée par Chorus Pro n'a pas la forme attendue",
        evidence=Evidence(HTTPStatus.OK, body, ""),
        where=where,
        remedy="Rien n'a été modifié. Adressez ce message à l'assistance",
    )


def _is_last(page: InvoicePage, number: int, read_so_far: int) -> bool:
    """Trust the total first, then the number of pages; without either, read on."""
    if page.paging is None:
        return False
    if page.paging.total is not None:
        return read_so_far >= page.paging.total
    return page.paging.pages is not None and number >= page.paging.pages


def _check_total(last_page: InvoicePage, found: int) -> None:
    announced = last_page.paging.total if last_page.paging else None
    if announced is not None and found < announced:
        raise IncompleteSearch(
            f"La recherche de factures est incomplète : {found} lues sur {announced} annoncées",
            where=_OPERATION,
            remedy="Rien n'a été modifié. Recommencez ; si cela persiste, réduisez la période",
        )


def _too_many(found: int) -> Permanent:
    return Permanent(
        f"La recherche rend trop de factures (plus de {found - 1})",
        where=_OPERATION,
        remedy="Réduisez la période ou précisez les filtres",
    )
