"""What only shows once the file of an invoice is made: it cannot leave, or no flow can hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.sizes import format_size
from wochorus.deposits.checks.anomaly import Finding

if TYPE_CHECKING:
    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.einvoice_files import RefusedInvoiceError


def cannot_be_made(why: RefusedInvoiceError) -> Finding:
    """Say why an invoice has no file that may leave."""
    return Finding("EINVOICE_NOT_MADE", why.what, why.remedy)


def too_heavy_for_a_flow(candidate: Candidate, size: int, most: int) -> Finding:
    """Say which document to shrink. Sizes in bytes, those of files before their encoding."""
    heaviest = max(candidate.documents, key=lambda file: file.size, default=None)
    name = heaviest.file_name if heaviest else ""
    weight = f" ({format_size(heaviest.size)})" if heaviest else ""
    return Finding(
        "FLOW_TOO_HEAVY",
        f"La facture pèse {format_size(size)} avec ses pièces jointes, un flux "
        f"{format_size(most)} au plus",
        f"Réduisez d'abord {name}{weight} : numérisation en 150 points, ou document à part.",
        attachment=name,
    )
