"""Invoices in UN/CEFACT Cross Industry Invoice, the XML of Factur-X: written and read."""

from wochorus.einvoice.cii.not_carried import NOT_CARRIED, not_carried
from wochorus.einvoice.cii.reading import read
from wochorus.einvoice.cii.vocabulary import Version
from wochorus.einvoice.cii.writing import write

__all__ = ["NOT_CARRIED", "Version", "not_carried", "read", "write"]
