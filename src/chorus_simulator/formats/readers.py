"""Which reader a syntax has, and the extension of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.formats import cii, cpp_minimal, facturx, ubl

if TYPE_CHECKING:
    from collections.abc import Callable

    from chorus_simulator.formats.attachments import Budget
    from chorus_simulator.formats.record import DepositedInvoice


@dataclass(frozen=True, slots=True)
class Reader:
    """How the files of one syntax are read."""

    extension: str
    read: Callable[[bytes, Budget], list[DepositedInvoice]]


READERS = {
    "IN_DP_E2_CPP_FACTURE_MIN": Reader(".xml", cpp_minimal.read),
    "IN_DP_E2_CII_MIN_16B": Reader(".xml", cii.read_minimal),
    "IN_DP_E1_CII_16B": Reader(".xml", cii.read),
    "IN_DP_E2_CII_FACTURX": Reader(".pdf", facturx.read),
    "IN_DP_E1_UBL_INVOICE": Reader(".xml", ubl.read),
    "IN_DP_E2_UBL_INVOICE_MIN": Reader(".xml", ubl.read_minimal),
}
