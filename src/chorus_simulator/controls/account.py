"""The bank account of a credit transfer: an IBAN, and one whose check digits are right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

TRANSFERS = frozenset({"30", "31", "42", "58"})
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MODULUS, _REMAINDER = 97, 1


def check_account(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that a credit transfer has an IBAN, and that any account given is one."""
    invoice = inquiry.invoice
    if not invoice.format.needs_account:
        return
    if invoice.account is None:
        if invoice.payment_mode in TRANSFERS and not invoice.is_credit_note:
            yield Fault("account", "l'IBAN est obligatoire pour un virement")
    elif not _is_iban(invoice.account.replace(" ", "")):
        yield Fault("account", f"l'IBAN {invoice.account[:34]} n'est pas valide")


def _is_iban(text: str) -> bool:
    """Check an IBAN as ISO 13616 has it: letters count from 10, the whole modulo 97 is 1."""
    if not _IBAN.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % _MODULUS == _REMAINDER
