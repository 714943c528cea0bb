"""Asking Chorus Pro what became of a flow whose answer was lost.

An ambiguous flow holds its invoices. Three outcomes are possible: its invoices are found under
one flow number, which is adopted; they are absent, asked twice, after the delay that the portal's
index may need, and then they are free again; or nothing certain can be said yet, and they stay
held. Guessing is not an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.choruspro import InvoiceSearch
from wochorus.core.money import to_cents
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Flow
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from wochorus.choruspro import ChorusClient, InvoiceRow

FEW_INVOICES = 3
"""Up to here, invoices are asked for one by one; beyond, by the window of deposit dates first."""
DEPOSIT_DATE_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an absence must last before it is believed.

    ``delay`` runs from the sending; ``between`` separates the two askings.
    """

    delay: timedelta
    between: timedelta


def reconcile(flow: Flow, client: ChorusClient, patience: Patience, now: datetime) -> None:
    """Ask Chorus Pro about one ambiguous flow and settle it if the answer is certain.

    ``now`` is aware. The flow is refreshed; it is still ambiguous when nothing is certain.
    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked.
    """
    asked_before = _was_absent_before(flow, now - patience.between)
    rows = _matching_rows(flow, client)
    numbers = sorted({row.flow_number for row in rows if row.flow_number})
    record_event(
        "asked",
        flow,
        message=f"{len(rows)} facture(s) trouvée(s) sur Chorus Pro",
        payload={"flow_numbers": numbers, "invoices": [row.invoice_number for row in rows]},
    )
    if len(numbers) == 1:
        adopt_number(flow, numbers[0], "Retrouvé sur Chorus Pro.")
    elif numbers:
        _tell_undecided(flow, numbers)
    elif not rows and asked_before and now - _sent_at(flow) >= patience.delay:
        move_flow(
            flow,
            Move(
                FlowState.NOT_RECEIVED,
                LineState.RELEASED,
                "Chorus Pro n'a pas reçu ce flux (demandé deux fois) : à déposer à nouveau.",
            ),
        )


def _was_absent_before(flow: Flow, moment: datetime) -> bool:
    return flow.events.filter(kind="asked", payload__invoices=[], at__lte=moment).exists()


def _sent_at(flow: Flow) -> datetime:
    return flow.sent_at or flow.created_at


def _tell_undecided(flow: Flow, numbers: list[str]) -> None:
    message = f"Plusieurs flux de Chorus Pro correspondent : {', '.join(numbers)}."
    Flow.objects.filter(pk=flow.pk, state=FlowState.AMBIGUOUS).update(message=message)
    flow.refresh_from_db()


def _matching_rows(flow: Flow, client: ChorusClient) -> list[InvoiceRow]:
    expected = {
        number: to_cents(total)
        for number, total in flow.lines.filter(state=LineState.AMBIGUOUS).values_list(
            "invoice__number", "invoice__total_with_tax"
        )
    }
    others = set(
        Flow.objects.filter(environment=flow.environment)
        .exclude(flow_number="")
        .values_list("flow_number", flat=True)
    )
    return [
        row
        for row in _rows_around(flow, client, list(expected))
        if row.invoice_number in expected
        and row.supplier_siret in ("", flow.company.siret)
        and _same_amount(row, expected[row.invoice_number])
        and row.flow_number not in others
    ]


def _same_amount(row: InvoiceRow, expected: Decimal) -> bool:
    return row.amount_with_tax is None or to_cents(row.amount_with_tax) == expected


def _rows_around(flow: Flow, client: ChorusClient, numbers: list[str]) -> list[InvoiceRow]:
    sent_on = timezone.localtime(_sent_at(flow)).date()
    window = InvoiceSearch(
        deposited_from=sent_on - DEPOSIT_DATE_MARGIN,
        deposited_to=timezone.localdate() + DEPOSIT_DATE_MARGIN,
    )
    if len(numbers) > FEW_INVOICES and (rows := client.search_invoices(window)):
        return rows
    # A portal that caps its lists would make a wide search look empty: ask by number too.
    return [
        row
        for number in numbers[:FEW_INVOICES]
        for row in client.search_invoices(window.model_copy(update={"invoice_number": number}))
    ]
