"""The lives of a deposit order, of its flows, of the invoices in them: every state and every move.

An order is what a user asked, carried out by whichever program is there:

    draft ── planned ── running ─┬─ done
      │         │        │  ↑    └─ cancelled
      │         │       paused ──── cancelled
      │         ├────────────────── done         it had nothing to send
      └─────────┴────────────────── cancelled

draft: its invoices are being checked and its files made. planned: every file lies ready, nothing
is held, nothing was sent. paused: stopped between two flows, by the user or because Chorus Pro
lets nobody in; what is left may leave later, with the same files.

An invoice in an order is selected; then blocked (an anomaly), skipped (deposited already), in a
flow, or left aside (not sent, with the reason).

A flow:

    built ─┬─ reserved ─┬─ sending ─┬─ deposited ─┬─ integrated
           │            │           │             ├─ partly_integrated
           │            │           │             ├─ rejected
           │            │           │             └─ incident
           │            │           ├─ not_accepted    Chorus said no before recording anything
           │            │           ├─ abandoned       no connection, no token: it never left
           │            │           └─ ambiguous ─┬─ deposited      found: its number is adopted
           │            │                         └─ not_received   absent, asked twice, late
           │            ├─ not_accepted             a document of a submission was refused
           │            └─ abandoned                nothing was sent
           └─ abandoned                             an invoice changed, or the order is cancelled

built: the file lies on the disk with its SHA-256; no invoice is held yet. What is submitted
without XML is a flow too, of one invoice; it goes from deposited to integrated at once.

A person who has looked at the portal may make the moves out of `ambiguous` and `deposited` too.
A flow that is rejected or in incident becomes partly integrated when the portal shows one of its
invoices after all. One that was concluded not received is deposited after all when Chorus Pro's own
answer comes late. A flow that was found on the portal, and not sent from here, begins integrated.

An invoice in a flow is *live* while it may be on Chorus Pro, and free again otherwise.
"""

from __future__ import annotations

from django.db import models


class DepositMode(models.TextChoices):
    """The two ways of the deposit: one flow for all, or one flow for each."""

    BATCH = "batch", "Dépôt par lot"
    SEQUENTIAL = "sequential", "Dépôt séquentiel"


class OrderState(models.TextChoices):
    """Where an order stands."""

    DRAFT = "draft", "en préparation"
    PLANNED = "planned", "prêt à partir"
    RUNNING = "running", "en cours"
    PAUSED = "paused", "en pause"
    DONE = "done", "terminé"
    CANCELLED = "cancelled", "annulé"


class OrderWish(models.TextChoices):
    """What the user asks of a running order; obeyed between two flows."""

    NONE = "", "rien"
    PAUSE = "pause", "mettre en pause"
    CANCEL = "cancel", "annuler"


LEGAL_ORDER_MOVES: dict[OrderState, tuple[OrderState, ...]] = {
    OrderState.DRAFT: (OrderState.PLANNED, OrderState.CANCELLED),
    OrderState.PLANNED: (OrderState.RUNNING, OrderState.DONE, OrderState.CANCELLED),
    OrderState.RUNNING: (OrderState.PAUSED, OrderState.DONE, OrderState.CANCELLED),
    OrderState.PAUSED: (OrderState.RUNNING, OrderState.CANCELLED),
}


class ItemState(models.TextChoices):
    """Where an invoice stands in an order; in a flow, its line there tells the rest."""

    SELECTED = "selected", "choisie"
    BLOCKED = "blocked", "bloquée"
    SKIPPED = "skipped", "ignorée"
    IN_FLOW = "in_flow", "dans un flux"
    LEFT = "left", "non envoyée"


class FlowState(models.TextChoices):
    """Where a flow stands."""

    BUILT = "built", "préparé"
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

    PLANNED = "planned", "prévue"
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
    FlowState.BUILT: (FlowState.RESERVED, FlowState.ABANDONED),
    FlowState.RESERVED: (FlowState.SENDING, FlowState.NOT_ACCEPTED, FlowState.ABANDONED),
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
    FlowState.NOT_RECEIVED: (FlowState.DEPOSITED,),
    FlowState.REJECTED: (FlowState.PARTLY_INTEGRATED,),
    FlowState.INCIDENT: (FlowState.PARTLY_INTEGRATED,),
}
