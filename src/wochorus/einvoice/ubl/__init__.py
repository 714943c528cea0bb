"""UBL 2.1 (OASIS), Invoice and CreditNote, in the binding of EN 16931."""

from wochorus.einvoice.ubl.not_carried import NOT_CARRIED, not_carried
from wochorus.einvoice.ubl.reading import read
from wochorus.einvoice.ubl.writing import write

__all__ = ["NOT_CARRIED", "not_carried", "read", "write"]
