"""Pages of the documentation that say what the engine does: composed from it, never by hand."""

from wochorus.einvoice.reference.formats_page import formats_page
from wochorus.einvoice.reference.json_page import json_page

PAGES = {"facture-json": json_page, "formats": formats_page}
"""The pages of ``docs/reference`` by their file name without ending."""

__all__ = ["PAGES", "formats_page", "json_page"]
