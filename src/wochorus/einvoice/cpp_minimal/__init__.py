"""The CPP minimal format (`IN_DP_E2_CPP_FACTURE_MIN`, FSO1113A): one XML file, n invoices.

Each invoice is reduced to its parties, amounts and references; its PDF and attachments travel
inside the file, each zipped then base64-coded. No schema of this format is public: the element
tree follows a public sample (CPPFactureMixte V1.14), and nothing is written that it does not
show. That is why the invoice that a credit note corrects does not appear here: it stands in the
PDF alone.

Writing and reading stream: they hold one document at a time, and keep documents beyond one
megabyte on disk, so that memory does not grow with the number of invoices.
"""

from wochorus.einvoice.cpp_minimal.converting import invoice_of, minimal_of, supplier_of
from wochorus.einvoice.cpp_minimal.flow import (
    SYNTAX,
    Attachment,
    Envelope,
    MinimalInvoice,
    Party,
    Tax,
)
from wochorus.einvoice.cpp_minimal.not_carried import not_carried
from wochorus.einvoice.cpp_minimal.reading import FlowReading, ReadingLimits, read
from wochorus.einvoice.cpp_minimal.writing import write_flow

__all__ = [
    "SYNTAX",
    "Attachment",
    "Envelope",
    "FlowReading",
    "MinimalInvoice",
    "Party",
    "ReadingLimits",
    "Tax",
    "invoice_of",
    "minimal_of",
    "not_carried",
    "read",
    "supplier_of",
    "write_flow",
]
