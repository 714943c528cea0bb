"""UBL 2.1 (OASIS), Invoice and CreditNote, in the binding of EN 16931."""

from wochorus.einvoice.ubl.writing import write

__all__ = ["write"]
