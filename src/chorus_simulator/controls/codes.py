"""Coded values: type of document, cadre, currency.

Works invoices have their own flows (E4, E5) since 2024 and justice statements theirs (E3), so an
ordinary flow accepts the four cadres of an ordinary supplier. The cadres of the 2026 circuit
(S1, B1, M1…) are refused, as files made for it are when they are deposited directly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

CADRES = {f"A{number}" for number in range(1, 26)}
ORDINARY = {"A1", "A2", "A9", "A12"}


def check_kind(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the type: one of those that the format takes."""
    invoice = inquiry.invoice
    if invoice.kind not in invoice.format.kinds:
        known = ", ".join(invoice.format.kinds)
        yield Fault("kind", f"le type {invoice.kind[:10]} n'est pas l'un de {known}")


def check_cadre(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the cadre de facturation."""
    cadre = inquiry.invoice.cadre
    if re.fullmatch(r"[BSM][0-9]", cadre):
        yield Fault("cadre", f"le cadre {cadre} est celui d'un autre circuit : A1 à A25 attendu")
    elif cadre not in CADRES:
        yield Fault("cadre", f"le cadre de facturation {cadre[:10]} n'est pas connu (A1 à A25)")
    elif cadre not in ORDINARY:
        yield Fault("cadre", f"le cadre de facturation {cadre} n'est pas permis dans ce flux")


def check_currency(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the form of the currency code."""
    if not re.fullmatch(r"[A-Z]{3}", inquiry.invoice.currency):
        yield Fault("currency", "la devise doit être un code de trois lettres (EUR)")
