"""How the commands about one invoice show it, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.billing.payments.state import PaymentState
    from wochorus.deposits.statuses.telling import Standing


def invoice_as_json(invoice: Invoice, standing: Standing) -> dict[str, Any]:
    """Describe for programs an invoice and where it stands."""
    return {
        "number": invoice.number,
        "issue_date": invoice.issue_date,
        "kind": invoice.kind,
        "customer": invoice.customer.name,
        "total_with_tax": invoice.total_with_tax,
        "state": invoice.deposit_state,
        "state_label": str(invoice.get_deposit_state_display()),
        "flow_number": invoice.flow_number,
        "chorus_id": invoice.chorus_id,
        "standing": standing_as_json(standing),
    }


def payment_state_as_json(state: PaymentState) -> dict[str, Any]:
    """Describe for programs what our ledger and Chorus Pro say of the payment."""
    return {
        "ledger": state.ledger.name.lower(),
        "ledger_label": state.ledger.value,
        "chorus": state.chorus.name.lower(),
        "chorus_label": state.chorus.value,
        "paid": state.paid,
        "left": state.left,
        "difference": state.difference,
    }


def standing_as_json(standing: Standing) -> dict[str, Any]:
    """Describe for programs where an invoice stands."""
    return {
        "status": standing.status,
        "label": standing.label,
        "known": standing.is_known,
        "since": standing.since,
        "reason": standing.reason,
        "who": standing.who,
        "actor": standing.actor,
        "remedy": standing.remedy,
        "end": standing.end,
        "sentence": standing.sentence,
    }
