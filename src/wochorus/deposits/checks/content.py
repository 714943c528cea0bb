"""What the invoice says: number, references, dates, amounts.

Sources: Chorus Pro annex G1.05 (number) and field lengths; EN 16931 BR-CO-10 to BR-CO-17 for the
arithmetic; the EDI annex for credit notes and for frame A2.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.accounts.services import CADRES
from wochorus.billing.models import InvoiceKind
from wochorus.core.money import ZERO, format_euros, format_number, to_cents
from wochorus.deposits.checks.anomaly import Candidate, Finding, Level, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER_LENGTH = 20
REFERENCE_LENGTH = 50
SERVICE_LENGTH = 100
VAT_TOLERANCE = Decimal(1)
"""BR-CO-17 as the official rules apply it: less than one unit between VAT and base × rate."""

_IS_A_CREDIT_NOTE = "Une facture négative est un avoir : changez son type."
_ORIGIN = "colonne Facture d'origine"
_FORBIDDEN_IN_NUMBER = re.compile(r"[^A-Za-z0-9 \-_+/]")


def check_number(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The number has at most 20 characters of Chorus Pro's alphabet, and no stray space."""
    number = candidate.number
    renumber = "Corrigez la numérotation : émettez la facture sous un numéro accepté."
    if len(number) > NUMBER_LENGTH:
        yield Finding(
            "NUMBER_TOO_LONG",
            f"Le numéro a {len(number)} caractères, Chorus Pro en accepte {NUMBER_LENGTH}",
            renumber,
        )
    if forbidden := sorted(set(_FORBIDDEN_IN_NUMBER.findall(number))):
        yield Finding(
            "NUMBER_CHARACTER",
            f"Le numéro contient un caractère interdit : {' '.join(forbidden)}",
            f"Seuls lettres sans accent, chiffres, espace et - _ + / sont admis. {renumber}",
        )
    if number != " ".join(number.split()):
        yield Finding(
            "NUMBER_SPACES",
            "Le numéro commence ou finit par un espace, ou en contient deux de suite",
            renumber,
        )


def check_references(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The references fit in Chorus Pro's fields."""
    engagement, marche, service = candidate.engagement, candidate.marche, candidate.code_service
    for code, label, column, value, limit in (
        ("ENGAGEMENT_TOO_LONG", "n° d'engagement", "N° engagement", engagement, REFERENCE_LENGTH),
        ("MARCHE_TOO_LONG", "n° de marché", "N° marché", marche, REFERENCE_LENGTH),
        ("SERVICE_TOO_LONG", "code service", "Code service", service, SERVICE_LENGTH),
    ):
        if len(value) > limit:
            yield Finding(
                code,
                f"Le {label} a {len(value)} caractères, Chorus Pro en accepte {limit}",
                f"Raccourcissez le {label}. {candidate.corrected(f'colonne {column}')}",
            )


def check_dates(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """The dates are plausible."""
    if candidate.issue_date > around.today:
        yield Finding(
            "DATE_IN_FUTURE",
            f"La facture est datée du {candidate.issue_date:%d/%m/%Y}, dans l'avenir",
            "Vérifiez la date avant de déposer.",
            Level.WARNING,
        )
    if candidate.due_date and candidate.due_date < candidate.issue_date:
        yield Finding(
            "DUE_DATE_TOO_EARLY",
            f"L'échéance ({candidate.due_date:%d/%m/%Y}) précède la date de la facture",
            "Vérifiez l'échéance.",
            Level.WARNING,
        )


def check_totals(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """HT, TVA, TTC and the amount due add up to the cent."""
    if not candidate.tax_breakdown:
        yield Finding(
            "TAX_BREAKDOWN_MISSING",
            "La facture n'a aucune ventilation de TVA",
            "Donnez au moins un taux avec sa base et son montant.",
        )
        return
    base = sum((line.taxable_amount for line in candidate.tax_breakdown), ZERO)
    tax = sum((line.tax_amount for line in candidate.tax_breakdown), ZERO)
    for code, label, written, computed in (
        ("TOTAL_HT", "HT (somme des bases)", candidate.total_without_tax, base),
        ("TOTAL_TVA", "TVA (somme des taux)", candidate.total_tax, tax),
        (
            "TOTAL_TTC",
            "TTC (HT + TVA)",
            candidate.total_with_tax,
            candidate.total_without_tax + candidate.total_tax,
        ),
        (
            "AMOUNT_DUE",
            "net à payer (TTC − acompte)",
            candidate.amount_due,
            candidate.total_with_tax - candidate.prepaid,
        ),
    ):
        if written != computed:
            yield Finding(
                code,
                f"Total {label} : {format_euros(written)} écrit, {format_euros(computed)} calculé",
                candidate.corrected("montants"),
            )


def check_tax_rates(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """Each VAT amount is close to its base times its rate."""
    for line in candidate.tax_breakdown:
        expected = to_cents(line.taxable_amount * line.rate / 100)
        if abs(line.tax_amount - expected) >= VAT_TOLERANCE:
            yield Finding(
                "TAX_AMOUNT",
                f"TVA à {format_number(line.rate)} % : {format_euros(line.tax_amount)} écrit, "
                f"{format_euros(expected)} attendu",
                "Vérifiez le taux et le montant.",
                Level.WARNING,
            )


def check_signs(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """An invoice asks for money, never less than nothing; frame A2 leaves nothing to pay."""
    for label, amount, remedy in (
        ("Le total HT", candidate.total_without_tax, _IS_A_CREDIT_NOTE),
        ("Le total TTC", candidate.total_with_tax, _IS_A_CREDIT_NOTE),
        ("L'acompte", candidate.prepaid, "Corrigez l'acompte versé."),
        ("Le net à payer", candidate.amount_due, "Un acompte ne dépasse pas le TTC : corrigez-le."),
    ):
        if amount < ZERO:
            yield Finding("TOTAL_NEGATIVE", f"{label} est négatif ({format_euros(amount)})", remedy)
    if candidate.cadre == "A2" and candidate.amount_due != ZERO:
        yield Finding(
            "ALREADY_PAID_AMOUNT",
            "Le cadre A2 (facture déjà payée) demande un net à payer nul",
            "Corrigez le net à payer, ou passez la facture en cadre A1.",
        )


def check_cadre(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The billing frame is one that an ordinary supplier may use."""
    if candidate.cadre not in CADRES:
        yield Finding(
            "CADRE",
            f"Le cadre de facturation {candidate.cadre} n'est pas celui d'un fournisseur",
            f"Il faut l'un de {', '.join(CADRES)}. {candidate.corrected('colonne Cadre')}",
        )


def check_credit_note(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """A credit note cites its invoice, and we know that invoice."""
    if candidate.kind != InvoiceKind.CREDIT_NOTE:
        return
    origin = candidate.preceding_invoice
    if not origin:
        yield Finding(
            "CREDIT_NOTE_ORIGIN",
            "L'avoir ne cite pas sa facture",
            f"Donnez le numéro de la facture d'origine. {candidate.corrected(_ORIGIN)}",
        )
    elif origin not in around.known_numbers:
        yield Finding(
            "CREDIT_NOTE_ORIGIN_UNKNOWN",
            f"La facture d'origine {origin} n'est pas dans le journal",
            "Vérifiez le numéro, ou importez cette facture : wochorus journal import FICHIER",
            Level.WARNING,
        )
