"""A contract as the command line shows it: like its printed form, and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.contract.common import print_warnings
from wochorus.cli.output import out
from wochorus.contracts.amounts import PriceBasis
from wochorus.contracts.due import bill_of, payment_term_of
from wochorus.contracts.history import told
from wochorus.contracts.models import RevisionClause
from wochorus.contracts.queries import lines_of, state_of
from wochorus.contracts.reference_terms import ceiling_of, cited_references
from wochorus.contracts.references import reference_text
from wochorus.contracts.revised_prices import next_revision_on
from wochorus.contracts.revision import formula_text
from wochorus.contracts.revision_clauses import applied_revisions, formula_of
from wochorus.contracts.warnings import contract_warnings
from wochorus.core.dates import format_date
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_euros, format_number
from wochorus.core.units import unit_word
from wochorus.customers.terms import term_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.contracts.models import Contract, ContractLine

_PLAIN = (
    *("number", "subject", "kind", "salesperson", "quotation", "sector", "is_draft"),
    *("signed_on", "returned_on", "starts_on", "duration_months", "ends_on", "renewal_months"),
    *("most_renewals", "notice_months", "terminated_on", "termination_reason", "timing"),
    *("every_months", "anchor", "anchor_day", "next_start", "payment_term", "cadre"),
    *("subcontract", "note"),
)
_LINE = (
    *("name", "description", "quantity", "unit", "basis", "price", "tax_category", "tax_rate"),
    *("exemption_code", "exemption_reason", "starts_on", "ends_on", "is_revised", "base_price"),
)


def contract_as_json(contract: Contract, today: date) -> dict[str, Any]:
    """Describe a contract for programs."""
    period = contract.next_period
    bill = bill_of(contract, period) if period else None
    day = reference_day(contract, today)
    ceiling, cited = ceiling_of(contract, day), cited_references(contract, day)
    return {
        "company": contract.company.code,
        "customer": contract.customer.code,
        **{name: getattr(contract, name) for name in _PLAIN},
        "state": state_of(contract, today).value,
        "next_period": period
        and {
            "start": period.billed.start,
            "end": period.billed.end,
            "is_partial": period.is_partial,
            "without_tax": bill and bill.without_tax,
            "with_tax": bill and bill.with_tax,
        },
        "last_day": contract.term.last_day,
        "notice_by": contract.term.notice_by(today),
        "references": {
            "marche": cited.marche,
            "engagement": cited.engagement,
            "code_service": cited.code_service,
            "text": reference_text(cited),
        },
        "ceiling": ceiling
        and {
            "engagement": ceiling.engagement,
            "basis": ceiling.basis.value,
            "amount": ceiling.amount,
            "consumed": ceiling.consumed,
            "left": ceiling.left,
            "ends_on": ceiling.ends_on,
        },
        "lines": [
            {
                "rank": rank,
                **{name: getattr(line, name) for name in _LINE},
                "chantier": line.chantier.name if line.chantier else "",
            }
            for rank, line in enumerate(lines_of(contract), start=1)
        ],
        "sites": list(contract.chantiers.order_by("name").values("name", "siret", "town")),
        "suspensions": list(contract.suspensions.values("starts_on", "ends_on", "reason")),
        "files": list(contract.files.values("name", "kind", "follows", "size", "sha256")),
        "revisions": [
            {"effective_on": one.effective_on, "coefficient": one.coefficient, "steps": one.steps}
            for one in applied_revisions(contract)
        ],
        "next_revision_on": next_revision_on(contract),
        "warnings": contract_warnings(contract, today),
    }


def reference_day(contract: Contract, today: date) -> date:
    """Give the day of the references to show: the next billed, or today."""
    period = contract.next_period
    return period.billed.start if period else today


def print_contract(contract: Contract, today: date) -> None:
    """Print a contract like its form, then its lines, and what to look at."""
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in (
        *_identity(contract, today),
        *_billing(contract),
        *_references(contract, today),
        *_revision(contract),
        *_rest(contract),
    ):
        if value:
            table.add_row(label, escape(value))
    out.print(table)
    _print_lines(contract)
    print_warnings(contract_warnings(contract, today))


def _identity(contract: Contract, today: date) -> Iterator[tuple[str, str]]:
    customer = contract.customer
    yield "N° contrat", f"{contract.number} ({state_of(contract, today).label})"
    siret = format_siret(customer.siret) if customer.siret else "SIRET manquant"
    yield "Client", f"{customer.code} {customer.name}, {siret}"
    yield "Objet", contract.subject
    yield "Type", contract.kind
    signed = format_date(contract.signed_on) if contract.signed_on else "non saisie"
    returned = f", restitué le {format_date(contract.returned_on)}" if contract.returned_on else ""
    yield "Signature", f"{signed}{returned or ', non restitué'}"
    yield "Effet", format_date(contract.starts_on)
    yield "Durée", _duration(contract)
    last = contract.term.last_day
    yield "Fin", format_date(last) if last else "sans terme"
    notice = contract.term.notice_by(today)
    yield "Préavis", f"avant le {format_date(notice)} inclus" if notice else ""
    yield "VRP", contract.salesperson
    yield "Devis", contract.quotation
    yield "Secteur", contract.sector


def _duration(contract: Contract) -> str:
    if contract.duration_months is None:
        return "indéterminée"
    told_duration = f"{contract.duration_months} mois"
    if not contract.renewal_months:
        return told_duration
    most = contract.most_renewals
    limit = "" if most is None else f", {most} fois au plus"
    return f"{told_duration}, reconduit tacitement de {contract.renewal_months} mois{limit}"


def _billing(contract: Contract) -> Iterator[tuple[str, str]]:
    timing = contract.get_timing_display()
    every = f"{contract.every_months} " if contract.every_months > 1 else ""
    yield "Facturation", f"{timing}, tous les {every}mois"
    period = contract.next_period
    if period is None:
        yield "Prochaine facture", "plus rien à facturer"
        return
    bill = bill_of(contract, period)
    part = " (période incomplète)" if period.is_partial else ""
    yield "Prochaine facture", f"{period.billed}{part}"
    amounts = f"{format_euros(bill.without_tax)} HT, {format_euros(bill.with_tax)} TTC"
    yield "Montant", f"{amounts}, le {format_date(bill.issued_on)}"
    term = f"{payment_term_of(contract)}{_term_origin(contract)}"
    yield "Échéance", f"{term}, le {format_date(bill.due_on)}"
    yield "Cadre", contract.cadre or f"{contract.company.cadre} (de la société)"


def _term_origin(contract: Contract) -> str:
    if contract.payment_term:
        return ""
    return " (suggérée par la loi)" if term_of(contract.customer) is None else " (du client)"


def _references(contract: Contract, today: date) -> Iterator[tuple[str, str]]:
    day = reference_day(contract, today)
    yield "Références", reference_text(cited_references(contract, day)) or "aucune"
    ceiling = ceiling_of(contract, day)
    if ceiling is not None:
        until = f", jusqu'au {format_date(ceiling.ends_on)}" if ceiling.ends_on else ""
        basis = ceiling.basis.value
        yield "Engagement", f"{format_euros(ceiling.amount)} {basis}{until}"
        yield "Consommé", f"{format_euros(ceiling.consumed)} {basis} ({ceiling.percent:.0f} %)"
        yield "Reste", f"{format_euros(ceiling.left)} {basis}"
    yield "Sous-traitance", contract.subcontract


def _revision(contract: Contract) -> Iterator[tuple[str, str]]:
    clause = RevisionClause.objects.filter(contract=contract).first()
    if clause is None:
        yield "Révision", "prix fermes"
        return
    yield "Révision", formula_text(formula_of(clause))
    for one in applied_revisions(contract):
        yield "Révisé le", f"{format_date(one.effective_on)} : coefficient {told(one.coefficient)}"
    following = next_revision_on(contract)
    yield "Prochaine révision", format_date(following) if following else ""


def _rest(contract: Contract) -> Iterator[tuple[str, str]]:
    for one in contract.suspensions.order_by("starts_on"):
        end = f"au {format_date(one.ends_on)}" if one.ends_on else "sans fin"
        yield "Suspendu", f"du {format_date(one.starts_on)} {end} {one.reason}".strip()
    for site in contract.chantiers.order_by("name"):
        parts = (site.name, format_siret(site.siret), site.address, f"{site.postcode} {site.town}")
        yield "Chantier", ", ".join(part.strip() for part in parts if part.strip())
    for file in contract.files.all():
        kind, follows = file.get_kind_display(), file.get_follows_display()
        yield "Pièce jointe", f"{file.name} : {kind}, {follows.lower()}"
    yield "Note", contract.note


def _print_lines(contract: Contract) -> None:
    lines = lines_of(contract)
    if not lines:
        return
    out.print()
    print_columns(
        (
            TextColumn("Ligne", right=True),
            TextColumn("Désignation", least=12),
            TextColumn("Chantier", least=8),
            TextColumn("Quantité", right=True),
            TextColumn("Par"),
            TextColumn("Prix HT", right=True),
            TextColumn("TVA", right=True),
            TextColumn("Du"),
            TextColumn("Au"),
        ),
        [_line_cells(rank, line) for rank, line in enumerate(lines, start=1)],
    )


def _line_cells(rank: int, line: ContractLine) -> tuple[str, ...]:
    rate = f"{told(line.tax_rate)} %"
    return (
        str(rank),
        line.name,
        line.chantier.name if line.chantier else "",
        f"{told(line.quantity)} {unit_word(line.unit)}",
        PriceBasis(line.basis).label.removeprefix("par "),
        f"{format_number(line.price, 2)} €",
        rate if line.tax_category == "S" else f"{line.tax_category} {rate}",
        format_date(line.starts_on),
        format_date(line.ends_on) if line.ends_on else "",
    )
