"""Totals: net, VAT, gross and payable must reconcile.

HT is the sum of the bases, and in a full format that of the lines less allowances plus charges;
TTC is HT plus the VAT amounts; what is left to pay is TTC less what was paid. A format that cannot
say what was paid only has it lie between nothing and TTC. The portal's tolerance is not public: it
is a setting. A cadre A2 (already paid) must have nothing left to pay.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault
from chorus_simulator.formats.record import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry
    from chorus_simulator.formats.record import DepositedInvoice


def check_totals(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that the totals add up."""
    invoice = inquiry.invoice
    tolerance = Decimal(inquiry.settings.totals_tolerance)
    if invoice.format.needs_breakdown and not invoice.vat:
        yield Fault("vat", "le récapitulatif de TVA est obligatoire")
    yield from _check_vat(invoice, tolerance)
    yield from _check_payable(invoice, tolerance)
    if invoice.totals.lines is not None:
        yield from _check_net(invoice, invoice.totals.lines, tolerance)
    if invoice.format.adds_up_lines:
        yield from _check_sums(invoice, tolerance)


def _check_vat(invoice: DepositedInvoice, tolerance: Decimal) -> Iterator[Fault]:
    totals = invoice.totals
    bases = sum((line.base for line in invoice.vat), NOTHING)
    vat = sum((line.amount for line in invoice.vat), NOTHING)
    if invoice.vat and abs(totals.net - bases) > tolerance:
        yield Fault("net", f"le total HT {totals.net} n'est pas la somme des bases {bases}")
    if invoice.vat and totals.vat is not None and abs(totals.vat - vat) > tolerance:
        yield Fault("vat_total", f"le total TVA {totals.vat} n'est pas la somme des montants {vat}")
    if abs(totals.gross - totals.net - vat) > tolerance:
        yield Fault("gross", f"le total TTC {totals.gross} n'est pas HT {totals.net} + TVA {vat}")


def _check_payable(invoice: DepositedInvoice, tolerance: Decimal) -> Iterator[Fault]:
    totals = invoice.totals
    if totals.prepaid is not None:
        due = totals.gross - totals.prepaid + totals.rounding
        if abs(totals.payable - due) > tolerance:
            yield Fault(
                "payable",
                f"le net à payer {totals.payable} n'est pas TTC {totals.gross} - déjà payé "
                f"{totals.prepaid}",
            )
        return
    low, high = sorted((NOTHING, totals.gross))
    if not low - tolerance <= totals.payable <= high + tolerance:
        yield Fault(
            "payable",
            f"le net à payer {totals.payable} n'est pas entre 0 et le TTC {totals.gross}",
        )


def _check_net(invoice: DepositedInvoice, lines: Decimal, tolerance: Decimal) -> Iterator[Fault]:
    totals = invoice.totals
    expected = lines - (totals.allowances or NOTHING) + (totals.charges or NOTHING)
    if abs(totals.net - expected) > tolerance:
        yield Fault(
            "net", f"le total HT {totals.net} n'est pas lignes - remises + charges = {expected}"
        )


def _check_sums(invoice: DepositedInvoice, tolerance: Decimal) -> Iterator[Fault]:
    """Check that lines, allowances and charges add up to the totals that are given."""
    totals, parts = invoice.totals, invoice.adjustments
    lines = sum((line.net or NOTHING for line in invoice.lines if line.counts), NOTHING)
    pairs = [("lines_total", "des lignes", totals.lines, lines)]
    if parts is not None:
        pairs += [
            ("allowances_total", "des remises", totals.allowances, parts.allowances),
            ("charges_total", "des charges", totals.charges, parts.charges),
        ]
    for name, words, total, found in pairs:
        if total is not None and abs(total - found) > tolerance:
            yield Fault(name, f"le total {words} {total} n'est pas leur somme {found}")


def check_already_paid(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that an invoice already paid has nothing left to pay."""
    invoice = inquiry.invoice
    if invoice.cadre == "A2" and invoice.totals.payable != 0:
        yield Fault("payable", "le net à payer doit être nul pour le cadre A2 (déjà payée)")
