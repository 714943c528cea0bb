"""What proves the requests made for an invoice: what was sent, the answers, the very files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wochorus.billing.documents import content_store
from wochorus.deposits.models import InvoiceRequest

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice


def evidence_of_requests(invoice: Invoice) -> dict[str, bytes]:
    """Gather them under the names that they have in the proof of the invoice; empty when none.

    Raises `Permanent` when a file that was sent is gone.
    """
    requests = list(InvoiceRequest.objects.filter(invoice=invoice).order_by("pk"))
    if not requests:
        return {}
    facts = json.dumps([_facts(each) for each in requests], ensure_ascii=False, indent=2)
    files = {"demandes.json": f"{facts}\n".encode()}
    for request in requests:
        for given in request.files:
            with content_store().open(given["sha256"]) as content:
                files[f"demandes/{request.pk}/{given['name']}"] = content.read()
    return files


def _facts(request: InvoiceRequest) -> dict[str, Any]:
    moments = (request.created_at, request.sent_at, request.ended_at)
    created, sent, ended = (moment and moment.isoformat() for moment in moments)
    return {
        "id": request.pk,
        "kind": request.kind,
        "state": request.state,
        "message": request.message,
        "environment": request.environment,
        "sent": request.body,
        "files": request.files,
        "actor": request.actor,
        "created_at": created,
        "sent_at": sent,
        "ended_at": ended,
    }
