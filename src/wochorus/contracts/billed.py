"""What is billed of a contract does not move: held while it is looked at, refused when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.contracts.models import Contract
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date


def locked(contract_id: int) -> Contract:
    """Lock a contract until the end of the transaction, and give it as it is now."""
    return Contract.objects.select_for_update().get(pk=contract_id)


def is_billed(contract: Contract) -> bool:
    """Tell whether some days of the contract are billed: the run has moved its next period."""
    return contract.next_start > contract.starts_on


def billed_until(contract: Contract) -> date | None:
    """Give the last day that is billed, if any is."""
    return contract.next_start - ONE_DAY if is_billed(contract) else None


def refuse_billed(contract: Contract, day: date, *, past: str) -> None:
    """Raise `InvalidInput` when ``day`` is billed; ``past`` says in French what to do of it."""
    billed = billed_until(contract)
    if billed is not None and day <= billed:
        raise InvalidInput(
            f"Le contrat est facturé jusqu'au {format_date(billed)}",
            where=f"contrat {contract.number}",
            remedy=f"Donnez un jour à partir du {format_date(billed + ONE_DAY)} ; {past}",
        )
