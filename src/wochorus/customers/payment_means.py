"""How an invoice is to be paid (BT-81): the codes that Chorus Pro reads, and their French names.

Chorus Pro takes any other or absent code for a transfer (external specification, rule G1.14).
"""

from __future__ import annotations

from django.db.models import TextChoices


class PaymentMeans(TextChoices):
    """UNTDID 4461 codes accepted by Chorus Pro (rule S2.05)."""

    TRANSFER = "30", "Virement"
    DIRECT_DEBIT = "49", "Prélèvement"
    CHEQUE = "20", "Chèque"
    CARD = "48", "Carte"
    CASH = "10", "Espèces"
    SEPA_TRANSFER = "58", "Virement SEPA"
    SEPA_DIRECT_DEBIT = "59", "Prélèvement SEPA"
    BANK_ACCOUNT = "42", "Versement sur compte"
    DEBIT_TRANSFER = "31", "Virement débit"
    OFFSET = "97", "Compensation"
    UNDEFINED = "1", "Non défini"
