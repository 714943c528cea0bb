"""The documents of an invoice: one readable main document, and annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_documents(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that there is exactly one main document, and that every type is known."""
    invoice = inquiry.invoice
    for kind in invoice.unknown_document_types:
        yield Fault("document", f"le type de pièce jointe {kind[:10]} n'est pas 01 ou 02")
    if invoice.main_documents != 1:
        yield Fault(
            "document",
            f"la facture doit avoir une pièce principale (type 01) : {invoice.main_documents} "
            "trouvée(s)",
        )
