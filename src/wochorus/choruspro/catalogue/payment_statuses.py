"""What a status of an invoice says of its payment."""

from __future__ import annotations

PAID = "MISE_EN_PAIEMENT"
"""The transfer was given to the bank: the only news of a payment that Chorus Pro has."""

PAYMENT_ORDERED = frozenset({"MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE"})
"""The last news of a body that does not report the payment; before, its order may still come."""

DEAD = frozenset({"REJETEE", "REFUSEE_1", "REFUSEE_2", "NON_CONFORME", "ABANDONNEE", "SUPPRIMEE"})
"""Nothing is owed under such an invoice."""
