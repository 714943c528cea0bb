"""What forbids to issue an invoice, whoever is billed: an invoice that is issued stays so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wochorus.accounts.services import CADRES
from wochorus.billing.issuing.content import amounts_of
from wochorus.billing.models import InvoiceKind
from wochorus.contracts.references import reference_defects
from wochorus.core.money import LARGEST_AMOUNT, ZERO, format_euros
from wochorus.core.tax_categories import TaxCategory, category_defect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.issuing.content import InvoiceContent

_REASONED = frozenset({TaxCategory.EXEMPT, TaxCategory.OUT_OF_SCOPE})


def content_defects(company: Company, content: InvoiceContent) -> list[str]:
    """Say in French all that keeps ``content`` from being issued by ``company``."""
    if not content.lines:
        return ["elle n'a aucune ligne"]
    return [
        *_parties(company, content),
        *reference_defects(content.references),
        *_dates(content),
        *_amounts(content),
        *_taxes(content),
        *_frame(content),
        *_files(content),
        *_origin(content),
    ]


def _parties(company: Company, content: InvoiceContent) -> Iterator[str]:
    if content.customer.company_id != company.pk:
        yield f"le client {content.customer.code} est celui d'une autre société"
    contract = content.contract
    if contract is not None and contract.customer_id != content.customer.pk:
        yield f"le contrat {contract.number} n'est pas celui du client {content.customer.code}"


def _dates(content: InvoiceContent) -> Iterator[str]:
    start, end = content.period_start, content.period_end
    if start and end and end < start:
        yield "sa période finit avant de commencer"
    for line in content.lines:
        if line.period_start and line.period_end and line.period_end < line.period_start:
            yield f"la période de la ligne {line.identifier} finit avant de commencer"


def _amounts(content: InvoiceContent) -> Iterator[str]:
    amounts = amounts_of(content)
    largest = max(amounts.with_tax, *(abs(line.net_amount) for line in content.lines))
    if largest > LARGEST_AMOUNT:
        yield f"un de ses montants dépasse {format_euros(LARGEST_AMOUNT)}"
    if amounts.without_tax < ZERO or amounts.with_tax < ZERO:
        yield (
            f"son total est négatif ({format_euros(amounts.with_tax)} TTC) : ce qui est dû au "
            "client se rend par un avoir"
        )
    elif not ZERO <= content.prepaid <= amounts.with_tax:
        yield (
            f"l'acompte ({format_euros(content.prepaid)}) doit être positif et ne pas dépasser le "
            f"total TTC ({format_euros(amounts.with_tax)})"
        )


def _taxes(content: InvoiceContent) -> Iterator[str]:
    told = {exemption.category for exemption in content.exemptions if any(exemption[1:])}
    for line in content.lines:
        if defect := category_defect(line.tax_category, line.tax_rate):
            yield f"ligne {line.identifier}, TVA : {defect}"
        if not line.tax_category:
            yield f"ligne {line.identifier} : sans TVA, dites pourquoi (catégorie de TVA)"
    bare = {line.tax_category for line in content.lines} & _REASONED - told
    if bare and content.kind == InvoiceKind.INVOICE:
        yield "sans TVA, la facture doit citer le texte qui en dispense (mention légale)"


def _frame(content: InvoiceContent) -> Iterator[str]:
    if content.cadre and content.cadre not in CADRES:
        yield f"son cadre de facturation {content.cadre} n'est pas l'un de {', '.join(CADRES)}"
    if content.cadre == "A2" and amounts_of(content).due:
        yield "le cadre A2 (facture déjà payée) demande un acompte égal au total TTC"


def _files(content: InvoiceContent) -> Iterator[str]:
    names = Counter(file.name for file in content.attachments)
    for name, count in names.items():
        if count > 1:
            yield f"deux pièces jointes portent le nom {name}"


def _origin(content: InvoiceContent) -> Iterator[str]:
    if content.kind == InvoiceKind.CREDIT_NOTE and not content.preceding_invoice:
        yield "un avoir cite sa facture"
