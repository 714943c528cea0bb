"""Read UBL 2.1 of any origin: each section takes what it knows, the rest is told."""

from wochorus.einvoice.ubl.reading.document import read

__all__ = ["read"]
