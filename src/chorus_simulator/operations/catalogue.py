"""Every operation that the simulator answers, by its path under ``/cpro/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.operations import (
    attachments,
    corrections,
    deposits,
    directory_download,
    downloads,
    health,
    histories,
    invoice_search,
    invoice_sheets,
    lists,
    own_structures,
    pdf_deposits,
    received_invoices,
    recipients,
    recycling,
    reports,
    state_orders,
    structure_spaces,
    structures,
    submissions,
    validated_invoices,
)

if TYPE_CHECKING:
    from chorus_simulator.operations import Operation

OPERATIONS: dict[str, Operation] = {
    **deposits.OPERATIONS,
    **pdf_deposits.OPERATIONS,
    **submissions.OPERATIONS,
    **invoice_search.OPERATIONS,
    **invoice_sheets.OPERATIONS,
    **histories.OPERATIONS,
    **corrections.OPERATIONS,
    **recycling.OPERATIONS,
    **downloads.OPERATIONS,
    **reports.OPERATIONS,
    **attachments.OPERATIONS,
    **received_invoices.OPERATIONS,
    **validated_invoices.OPERATIONS,
    **lists.OPERATIONS,
    **own_structures.OPERATIONS,
    **recipients.OPERATIONS,
    **directory_download.OPERATIONS,
    **structures.OPERATIONS,
    **structure_spaces.OPERATIONS,
    **state_orders.OPERATIONS,
    **health.OPERATIONS,
}
