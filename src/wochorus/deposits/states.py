"""The lives of a flow and of an invoice in it: every state, every legal move, and why.

A flow:

    reserved ─┬─ sending ─┬─ deposited ─┬─ integrated
              │           │             ├─ partly_integrated
              │           │             ├─ rejected
              │           │             └─ incident
              │           ├─ not_accepted    Chorus said no before recording anything
              │           ├─ abandoned       no connection, no token: the request never left
              │           └─ ambiguous ─┬─ deposited      found on Chorus: its number is adopted
              │                         └─ not_received   absent, asked twice, delay passed
              └─ abandoned               nothing was sent

A person who has looked at the portal may make the moves out of `ambiguous` and `deposited` too.

An invoice in a flow is *live* while it may be on Chorus Pro, and free again otherwise.
"""

from __future__ import annotations

from django.db import models


class DepositMode(models.TextChoices):
    """The two ways of the deposit: one flow for all, or one flow for each."""

    BATCH = "batch", "Dépôt par lot"
    SEQUENTIAL = "sequential", "Dépôt séquentiel"


class FlowState(models.TextChoices):
    """Where a flow stands."""

    RESERVED = "reserved", "réservé"
    SENDING = "sending", "envoi en cours"
    AMBIGUOUS = "ambiguous", "incertain"
    DEPOSITED = "deposited", "déposé"
    INTEGRATED = "integrated", "intégré"
    PARTLY_INTEGRATED = "partly_integrated", "intégré en partie"
    REJECTED = "rejected", "rejeté"
    INCIDENT = "incident", "en incident"
    NOT_ACCEPTED = "not_accepted", "refusé au dépôt"
    NOT_RECEIVED = "not_received", "non reçu par Chorus"
    ABANDONED = "abandoned", "abandonné avant l'envoi"


class LineState(models.TextChoices):
    """Where an invoice stands inside its flow."""

    RESERVED = "reserved", "réservée"
    SENT = "sent", "envoyée"
    AMBIGUOUS = "ambiguous", "incertaine"
    DEPOSITED = "deposited", "déposée"
    INTEGRATED = "integrated", "intégrée"
    REFUSED = "refused", "refusée"
    RELEASED = "released", "libérée"


LIVE_LINE_STATES = (
    LineState.RESERVED,
    LineState.SENT,
    LineState.AMBIGUOUS,
    LineState.DEPOSITED,
    LineState.INTEGRATED,
)
"""While a line is in one of these, its invoice may be on Chorus Pro: it is not sent again."""

LEGAL_FLOW_MOVES: dict[FlowState, tuple[FlowState, ...]] = {
    FlowState.RESERVED: (FlowState.SENDING, FlowState.ABANDONED),
    FlowState.SENDING: (
        FlowState.DEPOSITED,
        FlowState.NOT_ACCEPTED,
        FlowState.AMBIGUOUS,
        FlowState.ABANDONED,
    ),
    FlowState.AMBIGUOUS: (FlowState.DEPOSITED, FlowState.NOT_RECEIVED),
    FlowState.DEPOSITED: (
        FlowState.INTEGRATED,
        FlowState.PARTLY_INTEGRATED,
        FlowState.REJECTED,
        FlowState.INCIDENT,
    ),
}
