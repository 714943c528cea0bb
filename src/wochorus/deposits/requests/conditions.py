"""When a request may be made: on which status, for which invoice, until which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.choruspro import InvoiceSearch
from wochorus.choruspro.catalogue import invoice_status
from wochorus.core.errors import InvalidInput
from wochorus.deposits.matching import Roll
from wochorus.deposits.models import (
    LIVE_REQUEST_STATES,
    FlowLine,
    InvoiceRequest,
    RequestKind,
)
from wochorus.deposits.states import LIVE_LINE_STATES

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.requests.standing import Standing

STATUSES: dict[RequestKind, tuple[str, ...]] = {
    RequestKind.COMPLETE: ("SUSPENDUE",),
    RequestKind.RECYCLE: ("A_RECYCLER",),
    RequestKind.HANDLE_REJECTION: ("REJETEE",),
    RequestKind.CORRECT_VALIDATOR: ("ERREUR_FOURNISSEUR_SUR_VALIDEUR",),
}
"""The statuses on which each request is taken (AIFE external specification, API annex)."""
_ONLY_ON = {
    RequestKind.COMPLETE: "on ne complète qu'une facture suspendue",
    RequestKind.RECYCLE: "on ne recycle qu'une facture à recycler",
    RequestKind.HANDLE_REJECTION: "on ne déclare traité que le rejet d'une facture rejetée",
    RequestKind.CORRECT_VALIDATOR: "on ne corrige le valideur que d'une facture dont le valideur "
    "désigné n'est pas le bon",
}
RECYCLING_IS_OVER = (
    "Si le destinataire veut un autre aiguillage, demandez-lui de rejeter la facture avec son "
    "motif ; puis annulez-la par un avoir interne et émettez une nouvelle facture sous un nouveau "
    "numéro : wochorus invoice reissue"
)


def check_on_chorus(company: Company, invoice: Invoice) -> None:
    """Refuse an invoice that the company's portal does not hold, or that waits for an answer."""
    if invoice.deposit_state not in ON_CHORUS:
        raise InvalidInput(
            f"La facture {invoice.number} n'est pas sur Chorus Pro : elle est "
            f"« {invoice.get_deposit_state_display()} »",
            remedy="Une facture refusée à l'intégration se corrige et se redépose sous le même "
            "numéro ; une facture incertaine se demande : wochorus follow.",
        )
    elsewhere = live_lines(invoice).exclude(flow__environment=company.environment).first()
    if elsewhere is not None:
        raise InvalidInput(
            f"La facture {invoice.number} a été déposée sur un autre environnement "
            f"({elsewhere.flow.get_environment_display()}) que celui de la société "
            f"({company.get_environment_display()})",
            remedy="Voyez « wochorus company show ».",
        )
    waiting = InvoiceRequest.objects.filter(invoice=invoice, state__in=LIVE_REQUEST_STATES).first()
    if waiting is not None:
        raise still_waiting(waiting)


def still_waiting(request: InvoiceRequest) -> InvalidInput:
    """Say that an earlier request of the invoice has no answer yet."""
    return InvalidInput(
        f"Une demande « {request.get_kind_display()} » de la facture {request.invoice.number} est "
        f"{request.get_state_display()}",
        remedy="Elle n'est pas refaite à l'aveugle. Lancez « wochorus follow » : Chorus Pro dira "
        "si elle est faite.",
    )


def live_lines(invoice: Invoice) -> QuerySet[FlowLine]:
    """Give the line of the flow in which the invoice is on the portal."""
    return FlowLine.objects.filter(invoice=invoice, state__in=LIVE_LINE_STATES).select_related(
        "flow", "invoice"
    )


def check_status(kind: RequestKind, invoice: Invoice, standing: Standing) -> None:
    """Refuse a request that the status of the invoice does not allow; say the status in words."""
    if standing.status in STATUSES[kind]:
        return
    why = f". Motif : {standing.comment.rstrip('.')}" if standing.comment else ""
    raise InvalidInput(
        f"{_ONLY_ON[kind].capitalize()}, et Chorus Pro dit de {invoice.number} : "
        f"{standing.label}{why}",
        remedy=f"Rien n'a été envoyé. {invoice_status(standing.status).remedy}",
    )


def check_recycling_offered(company: Company, today: date) -> None:
    """Refuse a recycling after the last day on which it is offered.

    Source: AIFE external specification of 30/04/2026 §2.4.2, which withdraws the service and
    gives no date.
    """
    last = company.recycling_until
    if last is not None and today > last:
        raise InvalidInput(
            f"Le recyclage n'existe plus depuis le {last:%d/%m/%Y} : le contenu d'une facture "
            "déposée ne change plus",
            remedy=f"{RECYCLING_IS_OVER}. Si Chorus Pro l'offre encore à votre société : wochorus "
            f"company set {company.code} --recycling-until JJ/MM/AAAA",
        )


def chorus_id_of(company: Company, invoice: Invoice, client: ChorusClient) -> int:
    """Give the portal's own number of the invoice; look for it when it was never told.

    Raises `InvalidInput` when the portal does not show the invoice.
    """
    if invoice.chorus_id is None:
        invoice.chorus_id = _found(company, invoice, client)
        invoice.save(update_fields=["chorus_id"])
    if invoice.chorus_id is None:
        raise InvalidInput(
            f"Chorus Pro ne montre pas la facture {invoice.number}",
            where=f"flux {invoice.flow_number or 'sans numéro'}",
            remedy="Lancez « wochorus follow », puis recommencez.",
        )
    return invoice.chorus_id


def _found(company: Company, invoice: Invoice, client: ChorusClient) -> int | None:
    roll = Roll(company, live_lines(invoice))
    rows = client.search_invoices(InvoiceSearch(invoice_number=invoice.number))
    ours = [
        row.chorus_id
        for row in rows
        if row.flow_number in ("", invoice.flow_number) and roll.of_row(row)
    ]
    return ours[0] if len(ours) == 1 else None
