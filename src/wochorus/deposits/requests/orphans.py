"""Requests that a dead program left: each may have been received, so it is uncertain."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from wochorus.deposits.models import LIVE_REQUEST_STATES, InvoiceRequest, RequestState
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.requests.moves import move_request
from wochorus.deposits.voice import try_voice

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice

LEFT = "Le programme s'est arrêté pendant l'envoi ; Chorus Pro dira si la demande est faite."


def take_over_requests(company: Company) -> None:
    """Settle what a dead program left; call with the `voice`, when no other can be alive."""
    for request in _left(company).select_related("invoice"):
        with suppress(TakenOverError):
            move_request(request, RequestState.AMBIGUOUS, LEFT)


def take_over_requests_if_alone(company: Company) -> None:
    """Settle what a dead program left, unless a program speaks for ``company`` right now."""
    if _left(company).exists():
        with try_voice(company) as alone:
            if alone:
                take_over_requests(company)


def give_up_requests(invoice: Invoice, why: str) -> None:
    """Close what is not settled yet of an invoice whose portal the company leaves.

    Call with the `voice`; it joins the transaction.
    """
    waiting = InvoiceRequest.objects.filter(invoice=invoice, state__in=LIVE_REQUEST_STATES)
    for request in waiting.select_related("invoice"):
        move_request(request, RequestState.NOT_DONE, why)


def _left(company: Company) -> QuerySet[InvoiceRequest]:
    return InvoiceRequest.objects.filter(
        invoice__company=company, environment=company.environment, state=RequestState.SENDING
    ).order_by("pk")
