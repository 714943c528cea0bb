"""The documents of an invoice: one readable main document (unless it is structured), annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_documents(inquiry: Inquiry) -> Iterator[Fault]:
    """Check that there is exactly one main document where one is due, and that types are known."""
    invoice = inquiry.invoice
    for kind in invoice.unknown_document_types:
        yield Fault("document", f"le type de pièce jointe « {kind[:10]} » n'est pas 01 ou 02")
    if invoice.format.needs_main_document and invoice.main_documents != 1:
        yield Fault(
            "document",
            f"la facture doit avoir un PDF principal : {invoice.main_documents} trouvé(s)",
        )
