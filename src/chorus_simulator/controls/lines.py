"""The lines: quantities of at most 4 decimals, and a gross price only with its allowance.

The portal wants the amount of the allowance as soon as a gross price is written, even 0; this is
the most reported refusal of Factur-X files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

QUANTITY_DECIMALS = 4


def check_lines(inquiry: Inquiry) -> Iterator[Fault]:
    """Check each line."""
    invoice = inquiry.invoice
    for line in invoice.lines:
        name = line.label[:10] or "sans numéro"
        if len(line.quantity.partition(".")[2]) > QUANTITY_DECIMALS:
            yield Fault(
                "line_quantity",
                f"la quantité a plus de {QUANTITY_DECIMALS} décimales (ligne {name})",
            )
        wanted = invoice.format.gross_price_needs_allowance
        if wanted and line.has_gross_price and not line.has_price_allowance:
            yield Fault(
                "price_allowance",
                f"la donnée est obligatoire si le prix brut est renseigné (ligne {name})",
            )
