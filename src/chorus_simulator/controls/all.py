"""The controls, in the order in which the portal verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls.account import check_account
from chorus_simulator.controls.amounts import check_already_paid, check_totals
from chorus_simulator.controls.codes import check_cadre, check_currency, check_kind
from chorus_simulator.controls.credit_note import check_credit_note
from chorus_simulator.controls.documents import check_documents
from chorus_simulator.controls.identifiers import check_identifiers
from chorus_simulator.controls.lengths import check_lengths
from chorus_simulator.controls.lines import check_lines
from chorus_simulator.controls.number import check_number
from chorus_simulator.controls.official import check_official_rules
from chorus_simulator.controls.orders import check_order
from chorus_simulator.controls.payment import check_payment
from chorus_simulator.controls.recipient import check_recipient
from chorus_simulator.controls.routing import check_routing
from chorus_simulator.controls.supplier import check_supplier
from chorus_simulator.controls.uniqueness import check_uniqueness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chorus_simulator.controls import Fault, Inquiry

CONTROLS: tuple[Callable[[Inquiry], Iterator[Fault]], ...] = (
    check_number,
    check_kind,
    check_cadre,
    check_identifiers,
    check_currency,
    check_payment,
    check_account,
    check_lines,
    check_lengths,
    check_documents,
    check_official_rules,
    check_supplier,
    check_recipient,
    check_routing,
    check_order,
    check_uniqueness,
    check_totals,
    check_already_paid,
    check_credit_note,
)
"""Rules of the format, ours then the official ones; parties; uniqueness; amounts."""
