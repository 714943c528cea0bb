"""Asking Chorus Pro what became of a request whose answer was lost.

Its trace is found and it is done; or it is missing, looked for twice, after the delay that the
portal may need, and it is not done; or nothing is certain yet, and it waits. Guessing is not an
outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.choruspro import BusinessRefusal, IncompleteSearch, UnexpectedAnswer
from wochorus.deposits.models import InvoiceRequest, RequestState
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.requests.effects import conclude
from wochorus.deposits.requests.moves import record_request_event
from wochorus.deposits.requests.orphans import take_over_requests_if_alone
from wochorus.deposits.requests.standing import note_standing, read_standing
from wochorus.deposits.requests.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.patience import Patience


def uncertain_requests(company: Company) -> list[InvoiceRequest]:
    """List the requests whose answer was lost, the oldest first."""
    waiting = InvoiceRequest.objects.filter(
        invoice__company=company, environment=company.environment, state=RequestState.AMBIGUOUS
    )
    return list(waiting.select_related("invoice__company").order_by("pk"))


def requests_to_settle(company: Company) -> list[InvoiceRequest]:
    """Take over what dead programs left, then list what is uncertain."""
    take_over_requests_if_alone(company)
    return uncertain_requests(company)


def reconcile_requests(
    requests: Iterable[InvoiceRequest],
    client: ChorusClient,
    patience: Patience,
    goes_on: Callable[[], bool] = lambda: True,
) -> list[InvoiceRequest]:
    """Ask Chorus Pro about each of these uncertain requests, once; list those that still are.

    A request about which it answers oddly stays uncertain and stops no other. Raises `Transient`
    or `Permanent` when Chorus Pro cannot be asked at all.
    """
    waiting = []
    for request in requests:
        if not goes_on():
            break
        try:
            reconcile_request(request, client, patience, timezone.now())
        except TakenOverError:
            request.refresh_from_db()
        except (BusinessRefusal, IncompleteSearch, UnexpectedAnswer) as trouble:
            _write(request, message=str(trouble))
        if request.state == RequestState.AMBIGUOUS:
            waiting.append(request)
    return waiting


def reconcile_request(
    request: InvoiceRequest, client: ChorusClient, patience: Patience, now: datetime
) -> None:
    """Look for the trace of one uncertain request, and settle it if the answer is certain.

    ``now`` is aware. Raises as a reading of Chorus Pro, and `TakenOverError`.
    """
    InvoiceRequest.objects.filter(pk=request.pk).update(asked_at=now)
    standing = read_standing(client, request.chorus_id)
    trace = trace_of(request, standing.history, client)
    told = trace or "pas de trace"
    record_request_event(request, "asked", f"{told} ; statut {standing.status or 'inconnu'}")
    if request.invoice.chorus_id == request.chorus_id:
        note_standing(request.invoice, standing)
    if trace:
        conclude(request, RequestState.DONE, f"Retrouvée sur Chorus Pro : {trace}.")
    elif _has_been_missing(request, patience, now):
        message = (
            "Chorus Pro n'en montre aucune trace (cherchée deux fois) : elle n'est pas faite. "
            f"La facture y est au statut : {standing.label}."
        )
        conclude(request, RequestState.NOT_DONE, message)
    else:
        _wait(request, patience, now)


def _has_been_missing(request: InvoiceRequest, patience: Patience, now: datetime) -> bool:
    missed = request.absent_at
    return (
        missed is not None
        and now - missed >= patience.between
        and now - _sent_at(request) >= patience.delay
    )


def _sent_at(request: InvoiceRequest) -> datetime:
    return request.sent_at or request.created_at


def _wait(request: InvoiceRequest, patience: Patience, now: datetime) -> None:
    due = timezone.localtime(max(_sent_at(request) + patience.delay, now + patience.between))
    _write(
        request,
        absent_at=request.absent_at or now,
        message="Chorus Pro n'en montre pas encore de trace ; elle sera dite non faite s'il n'en "
        f"montre toujours pas après le {due:%d/%m à %H:%M}.",
    )


def _write(request: InvoiceRequest, **columns: object) -> None:
    """Write what was read, unless another program has moved the request meanwhile."""
    still = InvoiceRequest.objects.filter(pk=request.pk, state=RequestState.AMBIGUOUS)
    still.update(**columns)
    request.refresh_from_db()
