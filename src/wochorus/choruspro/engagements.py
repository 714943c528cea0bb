"""Purchase orders of the State (``engagements juridiques``), looked up by their number.

Only State orders live there, with numbers of ten digits; other public bodies keep their own.
"""

from __future__ import annotations

from wochorus.choruspro.listings import Listing, read_listing
from wochorus.choruspro.messages.engagements import EngagementRow
from wochorus.choruspro.operations import Operations

ORDERED = "COMMANDE"


class EngagementOperations(Operations):
    """Readings of the State's purchase orders."""

    def search_engagements(
        self, supplier_id: int, number: str, *, state: str = ORDERED
    ) -> list[EngagementRow]:
        """Look for a purchase order addressed to a supplier (``engagementsJuridiques``).

        ``supplier_id`` is Chorus Pro's own number of the supplier's structure (its
        ``chorus_id``). No order found gives an empty list. The operation is seen without paging:
        raises `IncompleteSearch` if Chorus Pro announces more orders than it gives.
        """
        listing = Listing(
            api="engagementsJuridiques",
            operation="rechercher",
            rows="listeEngagementJuridique",
            row=EngagementRow,
            noun="engagements",
            request={
                # A text, where every other operation takes a number.
                "structureReceptriceEngagementJuridique": str(supplier_id),
                "numeroEngagementJuridique": number,
                "etatCourantEngagementJuridique": state,
            },
        )
        return read_listing(self.gateway, listing)
