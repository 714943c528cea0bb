"""Every operation that the simulator answers, by its path under ``/cpro/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.operations import (
    attachments,
    corrections,
    deposits,
    downloads,
    health,
    histories,
    invoice_search,
    invoice_sheets,
    received_invoices,
    reports,
    structures,
    validated_invoices,
)

if TYPE_CHECKING:
    from chorus_simulator.operations import Operation

OPERATIONS: dict[str, Operation] = {
    **deposits.OPERATIONS,
    **reports.OPERATIONS,
    **invoice_search.OPERATIONS,
    **invoice_sheets.OPERATIONS,
    **histories.OPERATIONS,
    **corrections.OPERATIONS,
    **downloads.OPERATIONS,
    **attachments.OPERATIONS,
    **received_invoices.OPERATIONS,
    **validated_invoices.OPERATIONS,
    **structures.OPERATIONS,
    **health.OPERATIONS,
}
