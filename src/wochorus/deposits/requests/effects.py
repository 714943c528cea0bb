"""What our journal shows once Chorus Pro has made a change: where the invoice goes now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from wochorus.billing.models import Invoice
from wochorus.core.identifiers import compact_identifier
from wochorus.customers.models import Customer
from wochorus.deposits.models import RequestKind, RequestState
from wochorus.deposits.requests.moves import move_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.deposits.models import InvoiceRequest


def conclude(
    request: InvoiceRequest,
    to: RequestState,
    message: str,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Move ``request``; when it is done, the invoice shows it in the same transaction.

    One that is no longer there shows nothing. Raises `TakenOverError` as `move_request`.
    """
    with transaction.atomic():
        changed = _changes(request) if to == RequestState.DONE and _is_still_there(request) else {}
        former = {name: getattr(request.invoice, name) for name in changed}
        move_request(request, to, message, {**(payload or {}), **_told(former, changed)})
        if changed:
            Invoice.objects.filter(pk=request.invoice_id).update(**changed)
    if changed:
        request.invoice.refresh_from_db()


def _is_still_there(request: InvoiceRequest) -> bool:
    """Tell whether the journal still shows the invoice of the portal that the request changed.

    Another portal, or an adoption that was undone, may have freed it: its data is ours alone then.
    """
    invoices = Invoice.objects.select_for_update().filter(pk=request.invoice_id)
    return invoices.filter(chorus_id=request.chorus_id).exists()


def _told(former: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Keep in the story what the deposited invoice said."""
    return {"before": former, "after": dict(changed)} if changed else {}


def _changes(request: InvoiceRequest) -> dict[str, Any]:
    if request.kind == RequestKind.RECYCLE:
        return _routing(request)
    if request.kind == RequestKind.CORRECT_VALIDATOR:
        return {"validator": request.body["identifiantStructure"]}
    return {}


def _routing(request: InvoiceRequest) -> dict[str, Any]:
    recipient, references = request.body["destinataire"], request.body.get("reference", {})
    told = {
        "code_service": recipient.get("codeServiceExecutant"),
        "engagement": references.get("numeroBonCommande"),
        "marche": references.get("numeroMarche"),
    }
    changed = {name: value for name, value in told.items() if value}
    customer = _customer(request.invoice, recipient["codeDestinataire"])
    if customer is not None and customer.pk != request.invoice.customer_id:
        changed = {"customer_id": customer.pk, "code_service": "", **changed}
    return changed


def _customer(invoice: Invoice, siret: str) -> Customer | None:
    """Find the customer at that SIRET, if there is one and only one."""
    if compact_identifier(invoice.customer.siret) == siret:
        return invoice.customer
    customers = Customer.objects.filter(company=invoice.company_id).exclude(siret="")
    found = [each for each in customers if compact_identifier(each.siret) == siret]
    return found[0] if len(found) == 1 else None
