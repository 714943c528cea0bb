"""An invoice as UN/CEFACT Cross Industry Invoice, by building one string.

One module per section of the document, in the order of the schema. Which element holds which
business term is said by EN 16931-3-3, for the French extensions by the profile EXTENDED-CTC-FR.
"""

from wochorus.einvoice.cii.writing.invoice import write

__all__ = ["write"]
