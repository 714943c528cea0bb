"""The judge of a trial: the portal's own records, against what the journal says.

The portal's witness reads the files that it kept; nothing of what we believe enters it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.models import FREE_STATES, DepositState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crash.ground import Ground


@dataclass(slots=True)
class Verdict:
    """What is wrong, invoice by invoice: all empty when each left exactly once."""

    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    received_again: list[str] = field(default_factory=list)
    untruthful: list[str] = field(default_factory=list)
    recorded: int = 0
    flows: int = 0

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.twice or self.lost or self.received_again or self.untruthful)


def check_truth(ground: Ground) -> list[str]:
    """Compare the journal with the portal while all goes on; list what is false.

    The journal is read before and after the portal: what it says integrated must be there, and
    what is there must not be said free afterwards.
    """
    before = journal(ground)
    held = {row["number"]: row["flow_number"] for row in ground.simulator.admin.invoices()}
    after = journal(ground)
    absent = [
        f"{number} : intégrée au journal, absente du portail"
        for number, (state, _) in before.items()
        if state == DepositState.INTEGRATED and number not in held
    ]
    free = [
        f"{number} : sur le portail, libre au journal ({state})"
        for number, (state, _) in after.items()
        if state in FREE_STATES and number in held
    ]
    elsewhere = [
        f"{number} : flux {flow} au journal, {held[number]} sur le portail"
        for number, (state, flow) in before.items()
        if state == DepositState.INTEGRATED and number in held and held[number] != flow
    ]
    return absent + free + elsewhere


def journal(ground: Ground) -> dict[str, tuple[str, str]]:
    """Give the state and the flow number of each invoice, by its number."""
    rows = ground.read("SELECT number, deposit_state, flow_number FROM billing_invoice")
    return {number: (state, flow) for number, state, flow in rows}


def judge(ground: Ground, wanted: Iterable[str], seen_false: Iterable[str]) -> Verdict:
    """Give the verdict on a trial that is over, whose invoices were ``wanted``."""
    held = Counter(row["number"] for row in ground.simulator.admin.invoices())
    simulator = ground.simulator.admin
    said = journal(ground)
    wanted = list(wanted)
    unsettled = [
        f"{number} : {said[number][0]} à la fin"
        for number in wanted
        if said[number][0] != DepositState.INTEGRATED
    ]
    return Verdict(
        twice=[number for number, times in held.items() if times > 1],
        lost=[number for number in wanted if not held[number]],
        received_again=[
            f"{row['number']} : {', '.join(row['flows'])}" for row in simulator.witness(at_least=2)
        ],
        untruthful=[*seen_false, *check_truth(ground), *unsettled],
        recorded=held.total(),
        flows=len(simulator.flows()),
    )


def story(ground: Ground, number: str) -> list[str]:
    """Tell all that was noted of the flows of one invoice, to find what went wrong."""
    rows = ground.read(
        "SELECT e.at, e.flow_id, e.order_id, e.kind, e.message, e.payload::text"
        " FROM deposits_event e JOIN deposits_flowline l ON l.flow_id = e.flow_id"
        " JOIN billing_invoice i ON i.id = l.invoice_id WHERE i.number = %s ORDER BY e.id",
        number,
    )
    return [
        f"{at:%H:%M:%S.%f} flux {flow} ordre {order} {kind} {message} {payload[:200]}"
        for at, flow, order, kind, message, payload in rows
    ]
