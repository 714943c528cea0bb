"""Files that lie in the data folder of another machine.

Two machines may work on one database, each with its own data folder. The database says what there
is to do; the documents of the invoices, and the flows that lie ready, are files. What was made
elsewhere is made anew here when the documents are here too; else it waits for the other machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.billing.documents import content_store
from wochorus.billing.models import InvoiceDocument
from wochorus.core.errors import Transient
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.states import FlowState, ItemState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.deposits.models import DepositOrder


class FilesElsewhereError(Transient):
    """None of the documents lies in this data folder: another machine has them."""


def require_documents_of_flow(flow: Flow) -> None:
    """Raise `FilesElsewhereError` when ``flow`` needs documents and none of them lies here."""
    invoices = FlowLine.objects.filter(flow=flow).values("invoice")
    _require(InvoiceDocument.objects.filter(invoice__in=invoices))


def require_documents_to_prepare(order: DepositOrder) -> None:
    """Raise the same of the invoices of ``order`` that are still to be prepared."""
    invoices = order.items.filter(state=ItemState.SELECTED).values("invoice")
    _require(InvoiceDocument.objects.filter(invoice__in=invoices))


def flows_without_file() -> tuple[int, list[int]]:
    """Count the flows ready to leave whose file is not in this folder, and name their orders."""
    ready = Flow.objects.filter(state=FlowState.BUILT).exclude(file_sha256="")
    missing = [
        flow
        for flow in ready.only("order_id", "file_name").iterator()
        if not (flow_folder(flow) / flow.file_name).exists()
    ]
    return len(missing), sorted({flow.order_id for flow in missing if flow.order_id})


def _require(links: QuerySet[InvoiceDocument]) -> None:
    store, asked = content_store(), False
    for sha256 in links.values_list("document__sha256", flat=True).distinct().iterator():
        asked = True
        if store.path(sha256).exists():
            return
    if asked:
        raise FilesElsewhereError(
            "Les fichiers de ces factures sont dans un autre dossier de données que "
            f"{settings.ENVIRONMENT.home}",
            remedy="Rien n'est perdu : le service de la machine qui les a s'en chargera. Sinon, "
            "donnez-lui ce dossier (WOCHORUS_HOME), ou annulez l'ordre et déposez à nouveau.",
        )
