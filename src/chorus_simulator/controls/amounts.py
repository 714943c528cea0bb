"""Totals: net, VAT, gross and payable must reconcile.

HT is the sum of the bases, TTC is HT plus the VAT amounts, and what is left to pay lies between
nothing and TTC (this format has no field for what was paid already). The portal's tolerance is
not public: it is a setting. A cadre A2 (already paid) must have nothing left to pay.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

_NOTHING = Decimal(0)


def check_totals(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that the totals add up."""
    invoice = inquiry.invoice
    tolerance = Decimal(inquiry.settings.totals_tolerance)
    bases = sum((line.base for line in invoice.vat), _NOTHING)
    vat = sum((line.amount for line in invoice.vat), _NOTHING)
    if invoice.vat and abs(invoice.net - bases) > tolerance:
        yield Fault("net", f"le total HT {invoice.net} n'est pas la somme des bases {bases}")
    if abs(invoice.gross - invoice.net - vat) > tolerance:
        yield Fault("gross", f"le total TTC {invoice.gross} n'est pas HT {invoice.net} + TVA {vat}")
    low, high = sorted((_NOTHING, invoice.gross))
    if not low - tolerance <= invoice.payable <= high + tolerance:
        yield Fault(
            "payable",
            f"le net à payer {invoice.payable} n'est pas entre 0 et le TTC {invoice.gross}",
        )


def check_already_paid(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that an invoice already paid has nothing left to pay."""
    invoice = inquiry.invoice
    if invoice.cadre == "A2" and invoice.payable != 0:
        yield Fault("payable", "le net à payer doit être nul pour le cadre A2 (déjà payée)")
