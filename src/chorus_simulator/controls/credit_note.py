"""Credit notes: amounts of one sign, an original number that is one, no payment mode.

The references say little of credit notes. Amounts may be all positive or all negative; the
original invoice is not looked up, as it may have been sent on paper. That a credit note bears no
payment mode is known of Factur-X and taken for all but the CPP format, where it is a setting.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_credit_note(inquiry: Inquiry) -> Iterator[Fault]:
    """Check what is proper to a credit note, and that an invoice is not one in disguise."""
    invoice = inquiry.invoice
    totals = invoice.totals
    if not invoice.is_credit_note:
        if totals.gross < 0:
            yield Fault("gross", "une facture ne peut pas avoir un total négatif : c'est un avoir")
        return
    if invoice.origin_number is not None and not re.fullmatch(
        r"[A-Za-z0-9 \-_+/]{1,20}", invoice.origin_number
    ):
        yield Fault("origin_number", "le numéro de la facture d'origine n'est pas valide")
    if totals.net * totals.gross < 0 or totals.gross * totals.payable < 0:
        yield Fault("gross", "les montants d'un avoir doivent être de même signe")
    refused = (
        invoice.format.credit_note_without_payment or inquiry.settings.credit_note_payment_refused
    )
    if refused and invoice.payment_mode:
        yield Fault("payment_mode", "un avoir ne porte pas de mode de paiement")
