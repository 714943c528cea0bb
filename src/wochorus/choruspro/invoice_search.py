"""The supplier's search of invoices, read to its last page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.listings import Listing, read_listing
from wochorus.choruspro.messages.invoices import InvoiceRow, InvoiceSearch

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway


def search_invoices(gateway: Gateway, search: InvoiceSearch) -> list[InvoiceRow]:
    """Read every invoice that ``search`` finds. See `ChorusClient.search_invoices`."""
    listing = Listing(
        api="factures",
        operation="rechercher/fournisseur",
        rows="listeFactures",
        row=InvoiceRow,
        noun="factures",
        request=search.as_request(),
        paging="rechercheFactureParFournisseur",
        # Invoice numbers rise in an order that new rows disturb least; the portal's own order,
        # the day of deposit, leaves all the rows of one flow equal and free to jump between pages.
        sort="numeroFacture",
    )
    return read_listing(gateway, listing)
