"""Every operation that the simulator answers, by its path under ``/cpro/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.operations import deposits, health, invoice_search, reports, structures

if TYPE_CHECKING:
    from chorus_simulator.operations import Operation

OPERATIONS: dict[str, Operation] = {
    **deposits.OPERATIONS,
    **reports.OPERATIONS,
    **invoice_search.OPERATIONS,
    **structures.OPERATIONS,
    **health.OPERATIONS,
}
