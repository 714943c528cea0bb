"""Recording that an invoice of the portal is one of ours, which left by another way.

A backup put back, a person who typed it on the portal, an answer that never came: the portal has
the invoice, and our journal believes it free. To deposit it again would get it refused as a
duplicate. Adopting it writes down that it is there, under its number on the portal, so that it
never leaves; nothing is sent. What identifies an invoice must agree (`likeness.obstacles`):
number, supplier, year, kind, amount, recipient.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from wochorus.accounts.models import WayIn
from wochorus.accounts.services import lock_company
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.core.errors import InvalidInput
from wochorus.deposits.comparing.entries import entry_of
from wochorus.deposits.comparing.journal_side import other_sirets
from wochorus.deposits.comparing.likeness import differences, obstacles
from wochorus.deposits.comparing.pairing import pair
from wochorus.deposits.comparing.portal_rows import flow_number_of, raw_of, storable_json
from wochorus.deposits.comparing.portal_side import rows_numbered
from wochorus.deposits.events import record_event
from wochorus.deposits.matching import number_key
from wochorus.deposits.models import Event, Flow, FlowLine
from wochorus.deposits.moves import Move, move_flow, move_lines
from wochorus.deposits.states import LIVE_LINE_STATES, DepositMode, FlowState, LineState
from wochorus.deposits.statuses.lives import begin_lives
from wochorus.deposits.statuses.news import news_of_row

if TYPE_CHECKING:
    from wochorus.choruspro import ChorusClient, InvoiceRow

ADOPTED_NAME = "repris de Chorus Pro"
_STILL_OPEN = (
    *(FlowState.BUILT, FlowState.RESERVED, FlowState.SENDING),
    *(FlowState.AMBIGUOUS, FlowState.DEPOSITED),
)
_WAYS_IN = {
    "SAISIE_API": WayIn.TYPED,
    "SAISIE_PORTAIL": WayIn.TYPED,
    "SAISIE_WEB": WayIn.TYPED,
    "DEPOT_PDF_API": WayIn.PDF,
    "DEPOT_PDF_PORTAIL": WayIn.PDF,
    "PORTAIL_PDF": WayIn.PDF,
    "DEPOT_PDF_SIGNE_API": WayIn.SIGNED_PDF,
    "DEPOT_PDF_SIGNE_PORTAIL": WayIn.SIGNED_PDF,
}
"""How the portal says that an invoice came (``modeDepot``); all others are files of data."""


class StillFollowedError(InvalidInput):
    """The invoice is in a flow of ours whose fate Chorus Pro has not told yet."""


def adopt_from_portal(invoice: Invoice, client: ChorusClient) -> Flow:
    """Look for ``invoice`` on the portal, and adopt it.

    Raises `InvalidInput` as `adopt`, and when the portal shows none of that number; `Transient` or
    `Permanent` when Chorus Pro cannot be asked.
    """
    place = invoice.company.get_environment_display()
    found = pair([entry_of(invoice)], rows_numbered(client, [invoice.number])).pairs
    if not found:
        raise InvalidInput(
            f"Chorus Pro ne montre pas de facture {invoice.number} de {invoice.issue_date.year}",
            where=f"environnement {place}",
            remedy="Vérifiez le numéro sur le portail. Si elle y vient d'arriver, attendez "
            "quelques minutes.",
        )
    return adopt(invoice, found[0][1])


def adopt(invoice: Invoice, row: InvoiceRow, why: str = "") -> Flow:
    """Record that ``row`` of the portal is ``invoice``; give the flow that now bears it.

    ``why`` is a French sentence for the record. The invoice is refreshed. Raises `InvalidInput`
    when they differ in what identifies an invoice, when the invoice is not free, when the row is
    another invoice's already, or when the company has left the portal that ``invoice.company``, as
    it was loaded before the asking, names; nothing is changed then.
    """
    try:
        with transaction.atomic():
            # A change of environment waits; then as a reservation: the invoice, then its flow.
            lock_company(invoice.company)
            held = Invoice.objects.select_for_update().get(pk=invoice.pk)
            _require_same_portal(held, invoice.company.environment)
            _require_free(held)
            _require_same(held, row)
            _require_nobody_elses(held, row)
            flow = _flow_of(held, row)
            is_new = _put_in(flow, held)
            _write(held, row, flow)
            message = why or "Reconnue sur Chorus Pro : elle n'est pas repartie d'ici."
            _tell(flow, held, row, message, new_line=is_new)
    except IntegrityError as error:
        raise InvalidInput(
            f"La facture {invoice.number} vient d'être prise par un dépôt",
            remedy="Attendez qu'il finisse, puis lancez « wochorus follow ».",
        ) from error
    invoice.refresh_from_db()
    return flow


def _require_same_portal(invoice: Invoice, asked_of: str) -> None:
    """Refuse what another portal showed: the company has left it since it was asked."""
    if invoice.company.environment != asked_of:
        raise InvalidInput(
            "La société a changé d'environnement pendant la lecture : rien n'est repris",
            where=f"facture {invoice.number}",
            remedy="Relancez : la question sera posée à l'environnement de la société.",
        )


def _require_free(invoice: Invoice) -> None:
    if invoice.deposit_state not in FREE_STATES:
        raise InvalidInput(
            f"La facture {invoice.number} n'est pas à reprendre : elle est "
            f"{invoice.get_deposit_state_display().lower()}",
            remedy="Seule une facture à déposer ou refusée se reprend.",
        )


def _require_same(invoice: Invoice, row: InvoiceRow) -> None:
    company = invoice.company
    against = obstacles(entry_of(invoice), row, company.siret, other_sirets(company))
    if not against and row.invoice_number != invoice.number:
        against = _twins(invoice)
    if against:
        raise InvalidInput(
            f"La facture que montre Chorus Pro n'est pas la {invoice.number} du journal : "
            f"{', '.join(against)}",
            where=f"identifiantFactureCPP {row.chorus_id}, flux {row.flow_number or 'sans numéro'}",
            remedy="Corrigez le journal s'il se trompe ; si c'est une autre facture, donnez à la "
            "vôtre un nouveau numéro.",
        )


def _twins(invoice: Invoice) -> list[str]:
    """Tell another invoice of ours that a number written otherwise may stand for."""
    same_year = Invoice.objects.filter(
        company=invoice.company_id, issue_date__year=invoice.issue_date.year
    ).exclude(pk=invoice.pk)
    key = number_key(invoice.number)
    numbers = same_year.values_list("number", flat=True).iterator()
    return [f"son n° peut être celui de la {each}" for each in numbers if number_key(each) == key]


def _require_nobody_elses(invoice: Invoice, row: InvoiceRow) -> None:
    holders = FlowLine.objects.filter(
        flow__environment=invoice.company.environment,
        invoice__chorus_id=row.chorus_id,
        state__in=LIVE_LINE_STATES,
    )
    holder = holders.exclude(invoice=invoice).select_related("invoice").first()
    if holder is not None:
        raise InvalidInput(
            f"Cette facture de Chorus Pro est déjà notée comme la {holder.invoice.number}",
            where=f"identifiantFactureCPP {row.chorus_id}",
            remedy="Si c'était une erreur, rendez-la d'abord : « wochorus compare release "
            f"{holder.invoice.number} ».",
        )


def _flow_of(invoice: Invoice, row: InvoiceRow) -> Flow:
    """Find the flow that bears the portal's number, or make one."""
    number = flow_number_of(row)
    company = invoice.company
    known = Flow.objects.select_for_update().filter(
        environment=company.environment, flow_number=number
    )
    flow = known.first() if number else None
    if flow is None:
        return _new_flow(invoice, row, number)
    where = f"La facture {invoice.number} est, sur Chorus Pro, dans le flux {flow.pk} ({number})"
    if flow.company_id != company.pk:
        raise InvalidInput(
            f"{where}, qui est d'une autre société",
            remedy=f"Vérifiez le SIRET des deux sociétés : l'autre est {flow.company.code}.",
        )
    if flow.state in _STILL_OPEN:
        raise StillFollowedError(
            f"{where}, qui est encore suivi",
            remedy="Lancez d'abord « wochorus follow », puis voyez « wochorus flow show ».",
        )
    if flow.state in (FlowState.REJECTED, FlowState.INCIDENT):
        told = "Chorus Pro montre après coup une facture de ce flux."
        move_flow(flow, Move(FlowState.PARTLY_INTEGRATED, message=told))
    return flow


def _new_flow(invoice: Invoice, row: InvoiceRow, number: str) -> Flow:
    now = timezone.now()
    return Flow.objects.create(
        company=invoice.company,
        environment=invoice.company.environment,
        name=ADOPTED_NAME,
        mode=DepositMode.BATCH,
        way_in=_WAYS_IN.get(row.deposit_mode, WayIn.XML),
        deposit_date=row.deposit_date or invoice.issue_date,
        state=FlowState.INTEGRATED,
        owner=uuid.uuid4(),
        flow_number=number,
        news_at=now,
        is_adopted=True,
        message="Trouvé sur Chorus Pro : il n'est pas parti d'ici, son fichier non plus.",
    )


def _put_in(flow: Flow, invoice: Invoice) -> bool:
    """Give the invoice its live line in the flow; tell whether the line is new there."""
    former = flow.lines.filter(invoice=invoice).order_by("-position").first()
    if former is not None:
        FlowLine.objects.filter(pk=former.pk).update(state=LineState.INTEGRATED, message="")
        return False
    last = flow.lines.aggregate(last=Max("position"))["last"]
    FlowLine.objects.create(
        flow=flow,
        invoice=invoice,
        position=1 if last is None else last + 1,
        state=LineState.INTEGRATED,
    )
    return True


def _write(invoice: Invoice, row: InvoiceRow, flow: Flow) -> None:
    """Show it in the journal, as integrated; its life on the portal begins."""
    said = news_of_row(row)
    Invoice.objects.filter(pk=invoice.pk).update(
        deposit_state=DepositState.INTEGRATED,
        flow_number=flow.flow_number,
        chorus_id=row.chorus_id,
        chorus_status=said.status,
        chorus_status_at=said.at,
        chorus_comment=said.comment,
        deposited_at=flow.sent_at or _deposited_at(row),
        refusal="",
        updated_at=timezone.now(),
    )
    begin_lives(flow.environment, {invoice: row})


def _deposited_at(row: InvoiceRow) -> datetime | None:
    """Give the first moment of the day of deposit: the portal tells no more."""
    if row.deposit_date is None:
        return None
    return timezone.make_aware(datetime.combine(row.deposit_date, time()))


def _tell(flow: Flow, invoice: Invoice, row: InvoiceRow, message: str, *, new_line: bool) -> None:
    found = differences(entry_of(invoice), row, invoice.company.siret)
    record_event(
        "adopted",
        flow,
        invoice=invoice,
        message=message,
        payload={
            "new_line": new_line,
            "differences": storable_json(found),
            "row": raw_of(row),
        },
    )


def has_no_file_here(line: FlowLine) -> bool:
    """Tell whether the invoice was adopted into this flow: no file of ours contains it."""
    return Event.objects.filter(
        flow=line.flow_id, invoice=line.invoice_id, kind="adopted", payload__new_line=True
    ).exists()


def release(invoice: Invoice) -> None:
    """Undo an adoption: the invoice of the portal was not this one, which is free again.

    The invoice is refreshed. Raises `InvalidInput` when it is not an adopted one.
    """
    with transaction.atomic():
        Invoice.objects.select_for_update().get(pk=invoice.pk)
        line = _adopted_line(invoice)
        message = "Ce n'était pas la même facture : à déposer."
        move_lines(line.flow, [line.pk], LineState.RELEASED, message)
        Invoice.objects.filter(pk=invoice.pk).update(chorus_status_at=None, chorus_comment="")
        record_event("adoption_undone", line.flow, invoice=invoice, message=message)
    invoice.refresh_from_db()


def _adopted_line(invoice: Invoice) -> FlowLine:
    live = invoice.lines.filter(state__in=LIVE_LINE_STATES).select_related("flow").first()
    told = Event.objects.filter(
        flow=live.flow_id if live else None,
        invoice=invoice,
        kind__in=("adopted", "adoption_undone"),
    )
    last = told.order_by("-pk").first() if live else None
    if live is None or last is None or last.kind != "adopted":
        raise InvalidInput(
            f"La facture {invoice.number} n'a pas été reprise de Chorus Pro",
            remedy="Une facture partie d'ici se règle par son flux : « wochorus flow resolve ».",
        )
    return live
