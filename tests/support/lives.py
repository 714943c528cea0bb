"""Integrated invoices and their portal: what the follow-up of statuses starts from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone

from support.answers import a_row
from support.records import an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import ChorusClient, InvoiceHistory, InvoiceRow, InvoiceSearch
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.states import DepositMode, FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company


def an_integrated_invoice(
    company: Company, number: str, *, has_id: bool = True, **fields: Any
) -> Invoice:
    """Record an invoice that the portal has integrated; its id there is `chorus_id_of`."""
    invoice = an_invoice(
        company,
        number,
        deposit_state=DepositState.INTEGRATED,
        deposited_at=timezone.now(),
        **fields,
    )
    if has_id:
        Invoice.objects.filter(pk=invoice.pk).update(chorus_id=chorus_id_of(invoice))
        invoice.refresh_from_db()
    flow = Flow.objects.create(
        company=company,
        environment=company.environment,
        name=number,
        mode=DepositMode.BATCH,
        syntax="IN_DP_E2_CPP_FACTURE_MIN",
        deposit_date=timezone.localdate(),
        state=FlowState.INTEGRATED,
        owner=uuid.uuid4(),
    )
    FlowLine.objects.create(flow=flow, invoice=invoice, position=1, state=LineState.INTEGRATED)
    return invoice


def chorus_id_of(invoice: Invoice) -> int:
    """Give the id that `a_row` shows for an invoice."""
    return 1000 + invoice.pk


def status_row(invoice: Invoice, status: str, moment: str = "", **changes: Any) -> InvoiceRow:
    """Show an invoice in a status, since ``moment`` (ISO), as the search does."""
    return a_row(invoice, statut=status, dateHeureEtatCourant=moment or None, **changes)


def a_history(*lines: tuple[str, str, str], **more: Any) -> InvoiceHistory:
    """Tell statuses as (status, moment, comment), numbered in their order."""
    statuses = [
        {
            "histoStatutId": rank,
            "histoStatutCode": status,
            "histoStatutDatePassage": moment,
            "histoStatutCommentaire": comment,
            "histoStatutUtilisateurNom": "BERNARD",
            "histoStatutUtilisateurPrenom": "Anne",
        }
        for rank, (status, moment, comment) in enumerate(lines, start=1)
    ]
    payload = {
        "statutCourantCode": lines[-1][0] if lines else "",
        "historiquesDesStatuts": {"histoStatut": statuses},
        **more,
    }
    return InvoiceHistory.read(payload)


@dataclass
class StatusPortal:
    """Plays Chorus Pro for the statuses; an answer may be an error, or something that is called."""

    rows: list[InvoiceRow] = field(default_factory=list)
    histories: dict[int, InvoiceHistory | Exception | Callable[[], InvoiceHistory]] = field(
        default_factory=dict
    )
    searched: list[InvoiceSearch] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    search_failure: Exception | None = None

    def tell(self, invoice: Invoice, history: Any) -> None:
        """Answer this about the history of ``invoice``."""
        self.histories[chorus_id_of(invoice)] = history

    def search_invoices(self, search: InvoiceSearch) -> list[InvoiceRow]:
        self.searched.append(search)
        if self.search_failure is not None:
            raise self.search_failure
        return list(self.rows)

    def invoice_history(self, chorus_id: int) -> InvoiceHistory:
        self.read.append(chorus_id)
        answer = self.histories.get(chorus_id, InvoiceHistory.read({}))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, InvoiceHistory) else answer()

    @property
    def client(self) -> ChorusClient:
        return cast("ChorusClient", self)
