"""What is known to be wrong before a period is billed, contract by contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Sum

from wochorus.billing.issuing.content import amounts_of
from wochorus.billing.issuing.recipients import recipient_anomalies, recipients_of
from wochorus.contracts.calendar import Rhythm, Timing
from wochorus.contracts.models import CeilingBasis, EngagementUse, PriceRevision, RevisionClause
from wochorus.contracts.reference_terms import references_on
from wochorus.core.dates import format_date
from wochorus.core.money import ZERO, format_euros
from wochorus.core.tax_categories import TaxCategory
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from wochorus.billing.issuing.content import Amounts, InvoiceContent
    from wochorus.billing.issuing.recipients import Recipients
    from wochorus.contracts.due import PeriodBill

LONG_AGO = 366
"""Days after which a period is told as old: its contract may have been billed elsewhere."""

Order = tuple[int, str]
"""A contract and its engagement."""


@dataclass(slots=True)
class Knowledge:
    """What the anomalies need beside a bill; ``spent`` grows with the bills that are looked at."""

    recipients: Recipients
    spent: dict[Order, dict[str, Decimal]]
    revision_due: dict[int, date] = field(default_factory=dict)


def knowledge_of(found: Sequence[tuple[PeriodBill, InvoiceContent]]) -> Knowledge:
    """Read what is needed, with a few queries for any number of bills."""
    contracts = list({bill.contract.pk for bill, _ in found})
    return Knowledge(
        recipients_of(content for _, content in found), _spent(contracts), _revisions(contracts)
    )


def _spent(contracts: Sequence[int]) -> dict[Order, dict[str, Decimal]]:
    uses = EngagementUse.objects.filter(contract__in=contracts)
    sums = uses.values("contract_id", "engagement").annotate(
        ht=Sum("without_tax"), ttc=Sum("with_tax")
    )
    return {
        (row["contract_id"], row["engagement"]): {
            CeilingBasis.WITHOUT_TAX: row["ht"],
            CeilingBasis.WITH_TAX: row["ttc"],
        }
        for row in sums
    }


def _revisions(contracts: Sequence[int]) -> dict[int, date]:
    """Find the day of the next revision of each contract that has a clause."""
    latest = dict(
        PriceRevision.objects.filter(contract__in=contracts, undone_at=None)
        .values("contract_id")
        .annotate(latest=Max("effective_on"))
        .values_list("contract_id", "latest")
    )
    due = {}
    for clause in RevisionClause.objects.filter(contract__in=contracts):
        rhythm = Rhythm(clause.every_months, clause.first_on, clause.first_on.day)
        last = latest.get(clause.contract_id)
        due[clause.contract_id] = (
            rhythm.boundary(rhythm.rank_of(last) + 1) if last else clause.first_on
        )
    return due


def bill_anomalies(
    bill: PeriodBill, content: InvoiceContent, known: Knowledge, issue_date: date
) -> list[str]:
    """Say in French what to look at before ``bill`` is issued; what it spends counts for the next.

    A bill of one contract is looked at after those of its earlier periods.
    """
    return [
        *_nothing_owed(bill),
        *recipient_anomalies(content, known.recipients),
        *_paper(bill),
        *_time(bill, issue_date),
        *_order(bill, amounts_of(content), known),
        *_reverse_charge(bill),
        *_revision(bill, known),
    ]


def _nothing_owed(bill: PeriodBill) -> Iterator[str]:
    if bill.is_suspended:
        yield "rien n'est dû pour cette période : pas de facture, le contrat passe à la suivante"


def _paper(bill: PeriodBill) -> Iterator[str]:
    if bill.contract.returned_on is None:
        yield "le contrat signé n'est pas noté comme restitué (contract return)"


def _time(bill: PeriodBill, issue_date: date) -> Iterator[str]:
    contract, end = bill.contract, bill.period.billed.end
    if contract.timing == Timing.ADVANCE and contract.customer.kind == BuyerKind.PUBLIC:
        yield (
            "facturé en avance à un client public : le délai de paiement ne court qu'à partir du "
            "service fait"
        )
    elif contract.timing == Timing.ARREARS and end > issue_date:
        yield f"la période finit le {format_date(end)}, après la date de la facture"
    if (issue_date - end).days > LONG_AGO:
        yield (
            f"la période a fini le {format_date(end)}, il y a plus d'un an : vérifiez la prochaine "
            "facture du contrat"
        )


def _order(bill: PeriodBill, amounts: Amounts, known: Knowledge) -> Iterator[str]:
    period = bill.period.billed
    references = references_on(bill.contract, period.start)
    if references is None or not references.engagement:
        return
    ends, ceiling = references.engagement_ends_on, references.ceiling
    if ends is not None and ends < period.end:
        yield f"l'engagement {references.engagement} finit le {format_date(ends)}"
    spent = known.spent.setdefault((bill.contract.pk, references.engagement), {})
    for basis, amount in (
        (CeilingBasis.WITHOUT_TAX, amounts.without_tax),
        (CeilingBasis.WITH_TAX, amounts.with_tax),
    ):
        spent[basis] = spent.get(basis, ZERO) + amount
    if (
        ceiling is not None
        and (over := spent[CeilingBasis(references.ceiling_basis)] - ceiling) > 0
    ):
        yield (
            f"l'engagement {references.engagement} est dépassé de {format_euros(over)} "
            f"{references.ceiling_basis}"
        )


def _reverse_charge(bill: PeriodBill) -> Iterator[str]:
    if all(each.line.tax_category != TaxCategory.REVERSE_CHARGE for each in bill.lines):
        return
    contract = bill.contract
    if not contract.subcontract:
        yield "autoliquidation sans contrat écrit de sous-traitance (contract change --subcontract)"
    if not (contract.company.vat_number and contract.customer.vat_number):
        yield "l'autoliquidation demande les n° de TVA du fournisseur et du client"


def _revision(bill: PeriodBill, known: Knowledge) -> Iterator[str]:
    day = known.revision_due.get(bill.contract.pk)
    if day is not None and day <= bill.period.billed.end:
        yield f"une révision de prix est due depuis le {format_date(day)} (contract revise)"
