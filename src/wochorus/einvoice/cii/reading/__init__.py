"""Read CII of any origin: each section takes what it knows, the rest is told."""

from wochorus.einvoice.cii.reading.document import read

__all__ = ["read"]
