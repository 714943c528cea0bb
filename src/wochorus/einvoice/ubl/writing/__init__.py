"""Write an invoice as UBL 2.1: each section gives its text, the document puts them in order."""

from wochorus.einvoice.ubl.writing.document import write

__all__ = ["write"]
