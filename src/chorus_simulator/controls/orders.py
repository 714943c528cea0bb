"""The orders of the State: the engagement given to it must be one of those it passed.

Only State orders can be looked up on the portal; of other recipients it knows no engagement.
Whether it verifies them at deposit is not public: here it does, by a setting, once orders have
been loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

STATE = "110002011"
"""SIREN of the one recipient that stands for all services of the State."""


def check_order(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that the State has passed this order to this supplier."""
    invoice = inquiry.invoice
    if not invoice.engagement or invoice.recipient[:9] != STATE:
        return
    if not inquiry.settings.state_orders_checked:
        return
    loaded = inquiry.db.execute("SELECT 1 FROM state_orders LIMIT 1").fetchone()
    known = inquiry.db.execute(
        "SELECT 1 FROM state_orders WHERE number = ? AND supplier_id = ?",
        (invoice.engagement, inquiry.verdict.supplier_id),
    ).fetchone()
    if loaded is not None and known is None:
        yield Fault(
            "engagement",
            f"l'engagement {invoice.engagement} n'est pas une commande de l'État à ce fournisseur",
        )
