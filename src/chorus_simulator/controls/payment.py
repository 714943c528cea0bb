"""The payment mode: an invoice must bear one; an unknown code is treated as a transfer (G1.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_payment(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that an invoice has a payment mode."""
    invoice = inquiry.invoice
    if not invoice.is_credit_note and not invoice.payment_mode:
        yield Fault("payment_mode", "le mode de paiement est obligatoire pour une facture")
