"""The references of a contract from a date on, and what was spent of its orders.

The billing of an invoice calls `references_on` for what it cites, `record_use` for what it spends,
in its own transaction, and `ceiling_of` to know what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum

from wochorus.accounts.columns import check_columns
from wochorus.contracts.history import differences, record, told
from wochorus.contracts.models import CeilingBasis, ContractReferences, EngagementUse
from wochorus.contracts.references import References, reference_defects
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal

    from wochorus.contracts.models import Contract

_TERMS = (
    "marche",
    "engagement",
    "code_service",
    "ceiling",
    "ceiling_basis",
    "engagement_ends_on",
)
_MAY_BE_ABSENT = {"ceiling", "engagement_ends_on"}
REFERENCE_NAMES = (*_TERMS, "references_from")


def references_on(contract: Contract, day: date) -> ContractReferences | None:
    """Find the references in force on ``day``: the latest begun, else the first to come.

    Those of a contract that was loaded with its ``references`` cost no query.
    """
    known = sorted(contract.references.all(), key=lambda each: each.starts_on)
    begun = [each for each in known if each.starts_on <= day]
    return begun[-1] if begun else next(iter(known), None)


def cited_references(contract: Contract, day: date) -> References:
    """Give what an invoice cites on ``day``; the code service of the customer stands in."""
    found = references_on(contract, day)
    cited = found.cited if found else References()
    service = cited.code_service or contract.customer.code_service
    return References(cited.marche, cited.engagement, service)


@transaction.atomic
def set_references(
    contract: Contract,
    *,
    actor: str,
    emptied: Collection[str] = (),
    **fields: Any,  # noqa: ANN401 - fields of any type
) -> ContractReferences:
    """Set the references from a day on (``references_from``, the effect of the contract if none).

    On the day of known references, these are corrected: only what is not `None` changes, and the
    amount and the end named by ``emptied`` are taken away. On another day new ones begin, which
    take from the former what is `None`; a new engagement leaves behind
    the ceiling and the end of the former. Raises `InvalidInput` on what Chorus Pro cannot take.
    """
    start = fields.pop("references_from", None) or _usual_start(contract)
    given = {name: value for name, value in fields.items() if value is not None}
    found = contract.references.filter(starts_on=start).first()
    references = found or _following(contract, start, given)
    before = {name: getattr(references, name) for name in _TERMS}
    for name, value in given.items():
        if name not in _TERMS:
            raise TypeError(name)
        setattr(references, name, value)
    for name in _MAY_BE_ABSENT & set(emptied):
        setattr(references, name, None)
    _check(contract, references)
    references.save()
    changes = differences(references, before, _TERMS)
    if changes or found is None:
        record(contract, "Références", actor, changes, start)
    return references


def _usual_start(contract: Contract) -> date:
    """Correct the latest references when no day is told, or begin with the contract."""
    latest = contract.references.order_by("starts_on").last()
    return latest.starts_on if latest else contract.starts_on


def _following(contract: Contract, start: date, given: dict[str, Any]) -> ContractReferences:
    former = contract.references.filter(starts_on__lt=start).order_by("starts_on").last()
    fresh = ContractReferences(contract=contract, starts_on=start)
    if former is not None:
        is_same_order = given.get("engagement", former.engagement) == former.engagement
        kept = _TERMS if is_same_order else ("marche", "code_service")
        for name in kept:
            setattr(fresh, name, getattr(former, name))
    return fresh


def _check(contract: Contract, references: ContractReferences) -> None:
    if references.starts_on < contract.starts_on:
        raise InvalidInput(
            f"Des références du {format_date(references.starts_on)} précèdent l'effet du contrat",
            where=f"contrat {contract.number}",
            remedy=f"Donnez un jour à partir du {format_date(contract.starts_on)}.",
        )
    if defects := reference_defects(references.cited):
        raise InvalidInput(
            " ; ".join(defects), where=f"contrat {contract.number}", remedy="Corrigez-les."
        )
    if references.ceiling is not None and references.ceiling <= ZERO:
        raise InvalidInput(
            "Le montant de l'engagement est positif", remedy="Corrigez-le, ou laissez-le vide."
        )
    if references.ceiling is not None and not references.engagement:
        raise InvalidInput(
            "Un montant d'engagement va avec un n° d'engagement",
            where=f"contrat {contract.number}",
            remedy="Donnez aussi le n° d'engagement.",
        )
    check_columns(references)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """An order and what is left of it, in euros without or with VAT as ``basis`` says."""

    engagement: str
    basis: CeilingBasis
    amount: Decimal
    consumed: Decimal
    ends_on: date | None

    @property
    def left(self) -> Decimal:
        """What may still be billed; negative when the order is overrun."""
        return self.amount - self.consumed

    @property
    def percent(self) -> Decimal:
        """How much of it is consumed."""
        return self.consumed * 100 / self.amount

    def takes(self, without_tax: Decimal, with_tax: Decimal) -> bool:
        """Tell whether an invoice of this amount stays within what is left."""
        amount = without_tax if self.basis == CeilingBasis.WITHOUT_TAX else with_tax
        return amount <= self.left


def ceiling_of(contract: Contract, day: date) -> Ceiling | None:
    """Give the order in force on ``day`` and what it has consumed; none without an amount."""
    references = references_on(contract, day)
    if references is None or references.ceiling is None:
        return None
    column = "without_tax" if references.ceiling_basis == CeilingBasis.WITHOUT_TAX else "with_tax"
    uses = EngagementUse.objects.filter(contract=contract, engagement=references.engagement)
    consumed = uses.aggregate(total=Sum(column))["total"] or ZERO
    return Ceiling(
        references.engagement,
        CeilingBasis(references.ceiling_basis),
        references.ceiling,
        consumed,
        references.engagement_ends_on,
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """What a document spends of an order; a credit note gives back, in negative."""

    document: str
    day: date
    without_tax: Decimal
    with_tax: Decimal


def record_use(contract: Contract, engagement: str, spent: Spent) -> None:
    """Record what a document spends, in the caller's transaction; twice is as once.

    A document that was recorded with other amounts takes the new ones. An empty document number
    stands for what had been spent before the contract came in.
    """
    EngagementUse.objects.update_or_create(
        contract=contract,
        engagement=engagement,
        document=spent.document,
        defaults={
            "used_on": spent.day,
            "without_tax": spent.without_tax,
            "with_tax": spent.with_tax,
        },
    )


@transaction.atomic
def set_opening_use(contract: Contract, spent: Spent, *, actor: str) -> str:
    """Tell what the order in force on the day of ``spent`` had consumed elsewhere; give its number.

    Raises `InvalidInput` when the contract has no engagement on that day.
    """
    references = references_on(contract, spent.day)
    if references is None or not references.engagement:
        raise InvalidInput(
            f"Le contrat n'a pas d'engagement le {format_date(spent.day)}",
            where=f"contrat {contract.number}",
            remedy="Saisissez-le : contract change --engagement … --ceiling …",
        )
    record_use(contract, references.engagement, spent)
    amounts = {"HT": ("", told(spent.without_tax)), "TTC": ("", told(spent.with_tax))}
    record(contract, f"Consommé ailleurs : {references.engagement}", actor, amounts, spent.day)
    return references.engagement


def opening_use(contract: Contract, engagement: str) -> Spent | None:
    """Give what an order had consumed elsewhere, if that was told."""
    known = EngagementUse.objects.filter(contract=contract, engagement=engagement, document="")
    found = known.first()
    return Spent("", found.used_on, found.without_tax, found.with_tax) if found else None


def forget_use(contract: Contract, document: str) -> None:
    """Take back what a document spent, when it comes to nothing (a draft that is dropped)."""
    EngagementUse.objects.filter(contract=contract, document=document).exclude(document="").delete()
