"""State orders: ``engagementsJuridiques/v1/rechercher``.

A supplier finds the orders that the State has passed to its structures. Only the three names of
the request are public; the rows answer with the same names.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from chorus_simulator.operations import READ, Answer, Call, Message, Operation, success
from chorus_simulator.operations.own_structures import ENTITLED
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of

_PASSED = f"supplier_id IN (SELECT id FROM structures WHERE {ENTITLED})"  # noqa: S608  a constant


class OrderSearch(Message):
    """Request of ``rechercher``: the supplier's ``idStructure`` is written as a text."""

    structureReceptriceEngagementJuridique: str | None = None
    numeroEngagementJuridique: str | None = None
    etatCourantEngagementJuridique: str | None = None
    parametresRecherche: Paging | None = None


class Order(TypedDict):
    """A row of ``listeEngagementJuridique``."""

    idEngagementJuridique: int
    numeroEngagementJuridique: str
    etatCourantEngagementJuridique: str
    structureReceptriceEngagementJuridique: str


class Orders(Answer):
    """Answer of ``rechercher``."""

    listeEngagementJuridique: list[Order]
    parametresRetour: Pages


def search_orders(call: Call, asked: OrderSearch) -> dict[str, Any]:
    """Find the orders passed to the structures of the account; every filter is compared whole."""
    filters = {
        "CAST(supplier_id AS TEXT)": asked.structureReceptriceEngagementJuridique,
        "number": asked.numeroEngagementJuridique,
        "state": asked.etatCourantEngagementJuridique,
    }
    given = {column: value for column, value in filters.items() if value}
    conditions = [f"{column} = :value_{n}" for n, column in enumerate(given)]
    search = Search(
        "*",
        "state_orders",
        (_PASSED, *conditions),
        {f"value_{n}": value for n, value in enumerate(given.values())}
        | {"login": call.account.login},
        {"numeroEngagementJuridique": "number", "etatCourantEngagementJuridique": "state"},
        "numeroEngagementJuridique",
    )
    rows, found = page_of(call.db, search, asked.parametresRecherche, call.settings)
    orders = [
        Order(
            idEngagementJuridique=row["id"],
            numeroEngagementJuridique=row["number"],
            etatCourantEngagementJuridique=row["state"],
            structureReceptriceEngagementJuridique=str(row["supplier_id"]),
        )
        for row in rows
    ]
    return success(READ, listeEngagementJuridique=orders, parametresRetour=found)


OPERATIONS = {
    "engagementsJuridiques/v1/rechercher": Operation(OrderSearch, search_orders, result=Orders)
}
