"""What looks wrong about a contract before it is billed, said and never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.contracts.billed import billed_until
from wochorus.contracts.calendar import Timing, add_months
from wochorus.contracts.due import bill_of
from wochorus.contracts.queries import in_force, lines_of, state_of
from wochorus.contracts.reference_terms import ceiling_of, cited_references, references_on
from wochorus.contracts.revised_prices import next_revision_on
from wochorus.contracts.terms import ContractState
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SiretDefect, siret_defect
from wochorus.core.money import format_euros
from wochorus.core.tax_categories import TaxCategory
from wochorus.customers.models import BuyerKind
from wochorus.customers.service_choice import check_code_service
from wochorus.directory.demands import ServiceFault, missing_references, service_fault
from wochorus.directory.queries import services_by_code, structures_by_siret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.contracts.models import Contract, ContractLine

ALMOST_SPENT = 80
"""Per cent of an order from which its use is told."""
NOTICE_MONTHS = 3
"""How long before it the deadline of a notice is told."""


def contract_warnings(contract: Contract, today: date) -> list[str]:
    """Say in French what to look at in a contract; nothing once it has ended and is all billed."""
    if state_of(contract, today) is ContractState.ENDED and contract.next_period is None:
        return list(_billed_beyond(contract))
    lines = lines_of(contract)
    return [
        *_billed_beyond(contract),
        *_paper(contract),
        *_life(contract, today),
        *_public(contract, today),
        *_order(contract),
        *_lines(contract, lines),
        *_revision(contract, today),
    ]


def _billed_beyond(contract: Contract) -> Iterator[str]:
    billed, last = billed_until(contract), contract.term.last_day
    if billed is not None and last is not None and billed > last:
        yield (
            f"facturé jusqu'au {format_date(billed)} alors que le contrat finit le "
            f"{format_date(last)} : établissez un avoir pour la différence"
        )


def _paper(contract: Contract) -> Iterator[str]:
    if contract.signed_on is None:
        yield "aucune date de signature n'est saisie"
    elif contract.returned_on is None:
        yield "le contrat signé n'est pas noté comme restitué (contract return)"


def _life(contract: Contract, today: date) -> Iterator[str]:
    term = contract.term
    notice = term.notice_by(today)
    if notice is not None and today <= notice <= add_months(today, NOTICE_MONTHS):
        yield (
            f"pour ne pas le reconduire, prévenez au plus tard le {format_date(notice)} ; sinon il "
            f"repart le {format_date(term.current_end(today) or notice)}"
        )
    last = term.last_day
    if last is not None and today <= last <= add_months(today, NOTICE_MONTHS):
        yield f"le contrat finit le {format_date(last)}"


def _public(contract: Contract, today: date) -> Iterator[str]:
    customer = contract.customer
    if customer.kind != BuyerKind.PUBLIC:
        return
    if contract.timing == Timing.ADVANCE:
        yield (
            "facturé en avance à un client public : le délai de paiement ne court qu'à partir du "
            "service fait, et une administration ne paie pas avant ; préférez « échu »"
        )
    if not customer.siret:
        yield f"le client {customer.code} n'a pas de SIRET : ses factures ne seront pas déposées"
        return
    cited = cited_references(contract, today)
    try:
        check_code_service(customer.siret, cited.code_service)
    except InvalidInput as error:
        yield f"{error.what} ({error.where})"
    yield from _missing(customer.siret, cited.code_service, cited.engagement)


def _missing(siret: str, service: str, engagement: str) -> Iterator[str]:
    """Tell what the annuaire asks for and the contract does not give."""
    structure = structures_by_siret([siret]).get(siret)
    if structure is None:
        return
    if not structure.is_active or structure.is_closed:
        yield f"la structure {siret} n'est plus active dans l'annuaire"
    yield from (each.value for each in missing_references(structure, service, engagement))
    chosen = services_by_code([(siret, service)]).get((siret, service)) if service else None
    if service_fault(structure, chosen, service, engagement) is ServiceFault.ENGAGEMENT:
        yield f"le service {service} {ServiceFault.ENGAGEMENT.value}"


def _order(contract: Contract) -> Iterator[str]:
    period = contract.next_period
    if period is None:
        return
    references = references_on(contract, period.billed.start)
    ends = references.engagement_ends_on if references else None
    if ends is not None and ends < period.billed.end:
        yield (
            f"l'engagement finit le {format_date(ends)}, avant la fin de la prochaine période "
            f"({format_date(period.billed.end)}) : demandez le suivant au client"
        )
    ceiling = ceiling_of(contract, period.billed.start)
    if ceiling is None:
        return
    bill = bill_of(contract, period)
    left = format_euros(ceiling.left)
    if not ceiling.takes(bill.without_tax, bill.with_tax):
        yield (
            f"l'engagement {ceiling.engagement} n'a plus que {left} {ceiling.basis.value} : la "
            "prochaine facture le dépasse"
        )
    elif ceiling.percent >= ALMOST_SPENT:
        yield (
            f"l'engagement {ceiling.engagement} est consommé à {ceiling.percent:.0f} % : il reste "
            f"{left} {ceiling.basis.value}"
        )


def _lines(contract: Contract, lines: list[ContractLine]) -> Iterator[str]:
    period = contract.next_period
    if period is not None and bill_of(contract, period).is_suspended:
        days = f"de la prochaine période ({period.billed})"
        yield (
            f"aucune ligne n'est due pour les jours {days}"
            if lines
            else "le contrat n'a pas de ligne"
        )
    day = period.billed.end if period else contract.starts_on
    reverse = [
        line for line in in_force(lines, day) if line.tax_category == TaxCategory.REVERSE_CHARGE
    ]
    if reverse and not contract.subcontract:
        yield (
            "des lignes sont en autoliquidation : elle suppose un contrat écrit de sous-traitance, "
            "notez-le (contract change --subcontract)"
        )
    if reverse and not (contract.company.vat_number and contract.customer.vat_number):
        yield "l'autoliquidation demande les n° de TVA du fournisseur et du client sur la facture"
    for site in contract.chantiers.all():
        if site.siret and siret_defect(site.siret) is SiretDefect.WRONG_KEY:
            yield f"la clé du SIRET du chantier {site.name} est fausse : vérifiez-le"


def _revision(contract: Contract, today: date) -> Iterator[str]:
    day = next_revision_on(contract)
    if day is not None and day <= today:
        yield f"une révision de prix est due depuis le {format_date(day)} (contract revise)"
    latest = contract.revisions.filter(undone_at=None).last()
    if latest is not None and latest.is_provisional:
        yield (
            f"la révision du {format_date(latest.effective_on)} emploie une valeur provisoire : "
            "refaites-la quand la valeur définitive paraît"
        )
