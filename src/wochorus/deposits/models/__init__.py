"""The tables of the deposit: orders, flows, events, what was read on Chorus Pro, what was asked."""

from wochorus.deposits.models.comparisons import Comparison, ComparisonRow, Side
from wochorus.deposits.models.events import EVENT_LABELS, Event
from wochorus.deposits.models.flows import Flow, FlowLine
from wochorus.deposits.models.invoice_lives import FollowEnd, InvoiceLife, LifeEntry, LifeEntryKind
from wochorus.deposits.models.orders import DateChoice, DepositOrder, OrderItem
from wochorus.deposits.models.readings import PortalReading, ReadingKind
from wochorus.deposits.models.remedies import AppliedRemedy, KnownCheck
from wochorus.deposits.models.requests import (
    LIVE_REQUEST_STATES,
    InvoiceRequest,
    RequestKind,
    RequestState,
)
from wochorus.deposits.models.voice import Voice

__all__ = [
    "EVENT_LABELS",
    "LIVE_REQUEST_STATES",
    "AppliedRemedy",
    "Comparison",
    "ComparisonRow",
    "DateChoice",
    "DepositOrder",
    "Event",
    "Flow",
    "FlowLine",
    "FollowEnd",
    "InvoiceLife",
    "InvoiceRequest",
    "KnownCheck",
    "LifeEntry",
    "LifeEntryKind",
    "OrderItem",
    "PortalReading",
    "ReadingKind",
    "RequestKind",
    "RequestState",
    "Side",
    "Voice",
]
