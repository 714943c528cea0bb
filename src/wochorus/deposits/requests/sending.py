"""One request, from what a user asks to Chorus Pro's answer.

The order of the steps is the guarantee: the portal is asked where the invoice stands, the files
are given, what is sent is frozen and "sending" committed, then the call is made outside any
transaction, then the answer is committed.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wochorus.choruspro import BusinessRefusal, UncertainChange
from wochorus.choruspro.messages.requests import check
from wochorus.core.errors import Ambiguous, Permanent, Transient, WoChorusError
from wochorus.deposits.events import acting
from wochorus.deposits.models import InvoiceRequest, RequestState
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.requests.conditions import (
    check_on_chorus,
    check_status,
    chorus_id_of,
    still_waiting,
)
from wochorus.deposits.requests.effects import conclude
from wochorus.deposits.requests.files import give_files
from wochorus.deposits.requests.moves import (
    LEGAL_REQUEST_MOVES,
    claim_request,
    move_request,
    record_request_event,
)
from wochorus.deposits.requests.orphans import take_over_requests
from wochorus.deposits.requests.standing import note_standing, read_standing
from wochorus.deposits.sending import PAUSES_BEFORE_RETRY, asked_pause
from wochorus.deposits.voice import voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.requests.wishes import Prepared, Wish

    Sleep = Callable[[float], None]


def ask(
    company: Company,
    invoice: Invoice,
    wish: Wish,
    client: ChorusClient,
    *,
    sleep: Sleep = time.sleep,
) -> InvoiceRequest:
    """Ask Chorus Pro for one change of ``invoice``, once, and record what it said.

    The request comes back done, refused, or ambiguous (held until the portal has been asked).
    Raises `InvalidInput` when the invoice does not stand where this may be asked, `Transient` and
    `Permanent` when Chorus Pro cannot be asked: nothing was sent then.
    """
    with voice(company):
        take_over_requests(company)
        invoice.refresh_from_db()
        check_on_chorus(company, invoice)
        chorus_id = chorus_id_of(company, invoice, client)
        standing = read_standing(client, chorus_id)
        note_standing(invoice, standing)
        check_status(wish.kind, invoice, standing)
        given = give_files(client, wish.pieces)
        prepared = wish.prepared(chorus_id, given)
        check(
            prepared.message.problems(),
            what="Chorus Pro refuserait cette demande",
            where=f"facture {invoice.number}",
        )
        request = _placed(
            InvoiceRequest(
                invoice=invoice,
                environment=company.environment,
                chorus_id=chorus_id,
                kind=wish.kind,
                body=prepared.message.as_request(),
                files=[each.as_json() for each in given],
                before=standing.as_json(),
                actor=acting(),
            )
        )
        _send(request, prepared, client, sleep)
        if request.state == RequestState.DONE:
            _read_again(invoice, client, chorus_id)
    return request


def _placed(request: InvoiceRequest) -> InvoiceRequest:
    """Freeze what is sent, and commit that it is being sent."""
    try:
        with transaction.atomic():
            request.save()
            record_request_event(request, RequestState.SENDING, "", {"files": request.files})
    except IntegrityError as error:
        live = InvoiceRequest.objects.filter(invoice=request.invoice).latest("pk")
        raise still_waiting(live) from error
    return request


def _send(request: InvoiceRequest, prepared: Prepared, client: ChorusClient, sleep: Sleep) -> None:
    try:
        _call(request, prepared, client, sleep)
    except BusinessRefusal as refusal:
        payload = {"code": refusal.code, "label": refusal.label}
        _settle(request, RequestState.REFUSED, f"{refusal.what}. {refusal.remedy}", payload)
    except Ambiguous as doubt:
        evidence = asdict(doubt.evidence) if isinstance(doubt, UncertainChange) else {}
        _settle(request, RequestState.AMBIGUOUS, doubt.what, evidence)
    except TakenOverError:
        raise
    except (Transient, Permanent) as failure:
        _settle(request, RequestState.NOT_DONE, f"Rien n'est parti : {failure.what}")
        raise
    except BaseException:
        # Ctrl-C or a defect of ours, with the request perhaps on its way.
        with suppress(TakenOverError):
            move_request(request, RequestState.AMBIGUOUS, "Envoi interrompu.")
        raise
    else:
        _settle(request, RequestState.DONE, "Chorus Pro l'a acceptée.")


def _call(request: InvoiceRequest, prepared: Prepared, client: ChorusClient, sleep: Sleep) -> None:
    named = client.with_correlation_id(f"request-{request.pk}")
    claim = partial(claim_request, request)
    for pause in PAUSES_BEFORE_RETRY:
        try:
            prepared.send(named, claim)
        except Transient as failure:
            record_request_event(request, "retry", str(failure))
            sleep(asked_pause(failure) or pause)
        else:
            return
    prepared.send(named, claim)


def _settle(
    request: InvoiceRequest,
    to: RequestState,
    message: str,
    payload: dict[str, object] | None = None,
) -> None:
    """Record an answer, even one that comes after another program has given it up."""
    try:
        conclude(request, to, message, payload)
    except TakenOverError:
        record_request_event(request, "late_answer", message, payload)
        request.refresh_from_db()
        if to in LEGAL_REQUEST_MOVES.get(RequestState(request.state), ()):
            conclude(request, to, message, payload)


def _read_again(invoice: Invoice, client: ChorusClient, chorus_id: int) -> None:
    """Show the new status at once; the follow-up reads it anyway."""
    with suppress(WoChorusError):
        note_standing(invoice, read_standing(client, chorus_id))
