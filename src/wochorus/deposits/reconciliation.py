"""Asking Chorus Pro what became of a flow whose answer was lost.

An ambiguous flow holds its invoices. Three outcomes are possible: its invoices are found under
one flow number, which is adopted; they are absent, asked twice, after the delay that the portal's
index may need, and then they are free again; or nothing certain can be said yet, and they stay
held. An invoice that the portal shows, even under another flow or with another amount, is not
absent. Guessing is not an outcome. An invoice submitted without XML has no flow there: its own
number on the portal is adopted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.choruspro import InvoiceSearch
from wochorus.core.money import to_cents
from wochorus.deposits.comparing.portal_rows import flow_number_of, is_draft
from wochorus.deposits.events import record_event
from wochorus.deposits.matching import Roll
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.submissions.reconciling import row_of_submission
from wochorus.deposits.submissions.recording import adopt_row

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.choruspro import ChorusClient, InvoiceRow
    from wochorus.deposits.patience import Patience

FEW_INVOICES = 3
"""How many invoices of a flow are asked for by number: they left together."""
DEPOSIT_DATE_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A line of the flow, and a row by which the portal shows its invoice."""

    line: FlowLine
    row: InvoiceRow


def reconcile(flow: Flow, client: ChorusClient, patience: Patience, now: datetime) -> None:
    """Ask Chorus Pro about one ambiguous flow and settle it if the answer is certain.

    ``now`` is aware. The flow is refreshed; it is still ambiguous when nothing is certain.
    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked.
    """
    asked_before = _was_absent_before(flow, now - patience.between)
    lines = _held_lines(flow)
    seen = _sightings(flow, lines, client)
    numbers = _numbers_that_may_be_ours(flow, seen)
    record_event(
        "asked",
        flow,
        message=f"{len(seen)} facture(s) trouvée(s) sur Chorus Pro",
        payload={
            "flow_numbers": sorted({sighting.row.flow_number for sighting in seen}),
            "invoices": [sighting.row.invoice_number for sighting in seen],
        },
    )
    row = _submission_among(flow, seen)
    if row is not None:
        adopt_row(flow, row)
    elif len(numbers) == 1 and _holds_only_ours(flow, numbers[0], lines, client):
        adopt_number(flow, numbers[0], "Retrouvé sur Chorus Pro.")
    elif seen:
        _tell(flow, _undecided(flow, seen))
    elif asked_before and now - _sent_at(flow) >= patience.delay:
        move_flow(
            flow,
            Move(
                FlowState.NOT_RECEIVED,
                LineState.RELEASED,
                "Chorus Pro n'a aucune facture de ce flux (demandé deux fois) : "
                "à déposer à nouveau.",
            ),
        )
    else:
        _tell(flow, _absent_so_far(flow, patience, now))


def _held_lines(flow: Flow) -> list[FlowLine]:
    held = flow.lines.filter(state=LineState.AMBIGUOUS)
    return list(held.select_related("invoice").order_by("position"))


def _was_absent_before(flow: Flow, moment: datetime) -> bool:
    return flow.events.filter(kind="asked", payload__invoices=[], at__lte=moment).exists()


def _sent_at(flow: Flow) -> datetime:
    return flow.sent_at or flow.created_at


def _undecided(flow: Flow, seen: list[_Sighting]) -> str:
    shown = ", ".join(map(_shown, seen[:FEW_INVOICES]))
    if all(is_draft(sighting.row) for sighting in seen):
        return (
            f"Chorus Pro ne montre de ce flux que {len(seen)} brouillon(s) : {shown}. Un brouillon "
            "n'est pas un dépôt, et ne dit pas si l'envoi est arrivé. Les factures du flux restent "
            "retenues ; supprimez le brouillon sur le portail, puis, si la facture n'y est pas "
            f"autrement, réglez ce flux : wochorus flow resolve {flow.pk} --not-received."
        )
    return (
        f"Chorus Pro montre {len(seen)} facture(s) de ce flux sans que l'on puisse dire qu'elles "
        f"viennent de lui : {shown}. Elles restent retenues ; regardez sur le portail, puis réglez "
        f"ce flux : wochorus flow resolve {flow.pk}."
    )


def _shown(sighting: _Sighting) -> str:
    flow = f"flux {sighting.row.flow_number or 'sans numéro'}"
    return f"{sighting.line.invoice.number} ({'brouillon' if is_draft(sighting.row) else flow})"


def _absent_so_far(flow: Flow, patience: Patience, now: datetime) -> str:
    due = timezone.localtime(max(_sent_at(flow) + patience.delay, now + patience.between))
    return (
        "Chorus Pro ne montre pas encore ce flux ; ses factures restent retenues, et seront "
        f"libérées s'il ne le montre toujours pas après le {due:%d/%m à %H:%M}."
    )


def _tell(flow: Flow, message: str) -> None:
    Flow.objects.filter(pk=flow.pk, state=FlowState.AMBIGUOUS).update(message=message)
    flow.refresh_from_db()


def _numbers_that_may_be_ours(flow: Flow, seen: list[_Sighting]) -> list[str]:
    """List the flow numbers under which the portal may hold this very deposit."""
    if flow.is_submission:
        return []
    ours = [sighting for sighting in seen if _may_be_this_deposit(flow, sighting)]
    found = {flow_number_of(sighting.row) for sighting in ours} - {""}
    known = Flow.objects.filter(environment=flow.environment, flow_number__in=found)
    return sorted(found.difference(known.values_list("flow_number", flat=True)))


def _submission_among(flow: Flow, seen: list[_Sighting]) -> InvoiceRow | None:
    """Find what the portal made of a submission, which has no flow of its own there."""
    if not flow.is_submission:
        return None
    rows = [sighting.row for sighting in seen if _may_be_this_deposit(flow, sighting)]
    return row_of_submission(flow, rows)


def _may_be_this_deposit(flow: Flow, sighting: _Sighting) -> bool:
    row, sent_on = sighting.row, timezone.localtime(_sent_at(flow)).date()
    is_recent = row.deposit_date is None or row.deposit_date >= sent_on - DEPOSIT_DATE_MARGIN
    return is_recent and _same_amount(sighting)


def _same_amount(sighting: _Sighting) -> bool:
    """Compare without sign: the portal may show a credit note as negative."""
    shown = sighting.row.amount_with_tax
    return shown is None or abs(to_cents(shown)) == abs(sighting.line.invoice.total_with_tax)


def _holds_only_ours(
    flow: Flow, flow_number: str, lines: list[FlowLine], client: ChorusClient
) -> bool:
    roll = Roll(flow.company, lines)
    rows = client.search_invoices(InvoiceSearch(flow_number=flow_number))
    return all(roll.of_row(row) for row in rows if row.flow_number == flow_number)


def _sightings(flow: Flow, lines: list[FlowLine], client: ChorusClient) -> list[_Sighting]:
    """Look for the invoices by number and by period; absent means that neither shows one.

    A portal that caps its lists could hide them from the wide search, and one that writes numbers
    otherwise than we do could hide them from the narrow one.
    """
    roll = Roll(flow.company, lines)
    wide, narrow = (_by_period(flow),), _by_number(lines)
    for searches in (narrow, wide) if len(lines) <= FEW_INVOICES else (wide, narrow):
        rows = [row for search in searches for row in client.search_invoices(search)]
        if seen := [_Sighting(line, row) for row in rows if (line := roll.of_row(row))]:
            return seen
    return []


def _by_period(flow: Flow) -> InvoiceSearch:
    sent_on = timezone.localtime(_sent_at(flow)).date()
    return InvoiceSearch(
        deposited_from=sent_on - DEPOSIT_DATE_MARGIN,
        deposited_to=timezone.localdate() + DEPOSIT_DATE_MARGIN,
    )


def _by_number(lines: list[FlowLine]) -> tuple[InvoiceSearch, ...]:
    """Ask without dates: the clock of this machine may be wrong."""
    return tuple(InvoiceSearch(invoice_number=line.invoice.number) for line in lines[:FEW_INVOICES])
