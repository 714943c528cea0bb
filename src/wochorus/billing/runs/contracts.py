"""The contracts of a run, loaded whole with a few queries for any number of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from wochorus.billing.numbering.models import IssuedInvoice
from wochorus.contracts.due import contracts_to_bill
from wochorus.contracts.models import Contract, ContractLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which contracts are wanted; what is empty asks nothing."""

    contracts: tuple[str, ...] = ()
    customer: str = ""
    kind: str = ""
    sector: str = ""
    group: str = ""
    salesperson: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give what is asked, to be kept with the run."""
        return {name: value for name, value in asdict(self).items() if value}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> RunFilter:
        """Give the filter that was kept."""
        known = {**kept, "contracts": tuple(kept.get("contracts", ()))}
        return RunFilter(**known)

    def condition(self) -> Q:
        """Give it as a condition on contracts."""
        asked = Q()
        if self.contracts:
            asked &= Q(number__in=self.contracts)
        for column, value in (
            ("customer__code__iexact", self.customer),
            ("customer__kind", self.kind),
            ("sector__iexact", self.sector),
            ("customer__group__iexact", self.group),
            ("salesperson__iexact", self.salesperson),
        ):
            if value:
                asked &= Q(**{column: value})
        return asked


EVERY_CONTRACT = RunFilter()


def contracts_wanted(company: Company, until: date, wanted: RunFilter) -> list[Contract]:
    """Load the contracts of ``company`` that may owe something by ``until``, by number."""
    return _whole(company, contracts_asked(company, until, wanted))


def contracts_asked(
    company: Company, until: date, wanted: RunFilter = EVERY_CONTRACT
) -> QuerySet[Contract]:
    """Find the contracts that may owe something by ``until``; some may owe nothing yet."""
    return contracts_to_bill(company.pk, until).filter(wanted.condition())


def contracts_locked(company: Company, ids: Iterable[int]) -> dict[int, Contract]:
    """Lock these contracts until the end of the transaction, and load them as they are now."""
    wanted = sorted(set(ids))
    list(
        Contract.objects.select_for_update()
        .filter(company=company, pk__in=wanted)
        .order_by("pk")
        .values_list("pk")
    )
    found = Contract.objects.filter(pk__in=wanted).select_related("customer")
    return {contract.pk: contract for contract in _whole(company, found)}


def _whole(company: Company, contracts: QuerySet[Contract]) -> list[Contract]:
    lines = ContractLine.objects.select_related("chantier", "revision").order_by("position", "id")
    loaded = list(
        contracts.prefetch_related(None).prefetch_related(
            Prefetch("lines", lines), "suspensions", "references", "files"
        )
    )
    for contract in loaded:
        contract.company = company
    return loaded


def already_billed_here(contract_ids: Iterable[int]) -> set[int]:
    """Tell which contracts had an invoice issued here: their next one is not the first."""
    issued = IssuedInvoice.objects.filter(contract__in=list(contract_ids))
    return set(issued.values_list("contract_id", flat=True).distinct())
