"""The letter that asks a late public payer for its interest, as a PDF ready to send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wochorus.core.banking import format_iban
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_euros, format_number
from wochorus.customers.people import billing_address
from wochorus.einvoice.rendering.typesetting import MAIN_FILE, typeset

if TYPE_CHECKING:
    from datetime import date, datetime

    from wochorus.billing.delays import LateInterest
    from wochorus.billing.models import Invoice
    from wochorus.deposits.lateness.claims import Lateness

_TEMPLATE = Path(__file__).with_name("letter.typ")


def letter(lateness: Lateness, day: date, created: datetime) -> bytes:
    """Write the letter of ``day`` for one late invoice, as PDF/A-3a; ``created`` dates the file.

    Raises `InvalidInput` when nothing is owed, or when the rate of the half-year is not known.
    """
    if lateness.claim is None and lateness.is_late:
        raise InvalidInput(
            f"Les intérêts de la facture {lateness.invoice.number} ne se calculent pas encore",
            remedy=lateness.trouble,
        )
    if lateness.claim is None or not lateness.is_late:
        raise InvalidInput(
            f"La facture {lateness.invoice.number} ne donne droit à aucun intérêt",
            where=lateness.trouble,
            remedy="« wochorus late show » dit où en est son délai.",
        )
    texts = _texts(lateness, lateness.claim, day)
    files = {MAIN_FILE: _TEMPLATE.read_bytes(), "letter.json": json.dumps(texts).encode()}
    return typeset(files, created)


def _texts(lateness: Lateness, claim: LateInterest, day: date) -> dict[str, Any]:
    invoice, company = lateness.invoice, lateness.invoice.company
    return {
        "subject": f"Intérêts moratoires, facture n° {invoice.number}",
        "sender": _filled(
            company.name,
            company.address,
            company.address_line_2,
            f"{company.postcode} {company.town}",
            f"SIRET {format_siret(company.siret)}" if company.siret else "",
            company.email,
            company.phone,
        ),
        "recipient": _recipient(invoice),
        "place-and-day": f"{company.town or 'Fait'}, le {format_date(day)}",
        "opening": _opening(lateness),
        "slices": [
            [
                f"du {format_date(one.first)} au {format_date(one.last)}",
                str(one.days),
                format_euros(one.principal),
                format_euros(one.interest),
            ]
            for one in claim.slices
        ],
        "totals": [
            [f"Intérêts au taux de {_percent(claim)}", format_euros(claim.interest)],
            ["Indemnité forfaitaire de recouvrement", format_euros(claim.fee)],
            ["Total", format_euros(claim.total)],
        ],
        "closing": _closing(lateness),
        "signature": company.name,
        "legal": company.legal_information or company.name,
    }


def _recipient(invoice: Invoice) -> list[str]:
    customer = invoice.customer
    place = billing_address(customer)
    return _filled(
        customer.name,
        f"Service {invoice.code_service}" if invoice.code_service else "",
        place.address,
        place.address_line_2,
        f"{place.postcode} {place.town}",
    )


_LAW = (
    "Passé ce délai, les intérêts moratoires et l'indemnité forfaitaire de recouvrement sont dus "
    "de plein droit, sans autre formalité (articles L2192-13, R2192-31 à R2192-36 et D2192-35 du "
    "code de la commande publique). En voici le décompte, au taux de la Banque centrale européenne "
    "du premier jour du semestre où ils ont commencé à courir, majoré de huit points, sur une "
    "année de 365 jours :"
)
_FAREWELL = "Nous vous prions d'agréer, Madame, Monsieur, l'expression de notre considération."


def _opening(lateness: Lateness) -> list[str]:
    story = " ".join(_filled(_received(lateness), _limit(lateness), _still_owed(lateness)))
    return ["Madame, Monsieur,", story, _LAW]


def _received(lateness: Lateness) -> str:
    invoice = lateness.invoice
    named = (("engagement", invoice.engagement), ("marché", invoice.marche))
    references = "".join(f", {title} {value}" for title, value in named if value)
    return (
        f"Notre facture n° {invoice.number} du {format_date(invoice.issue_date)}, de "
        f"{format_euros(invoice.amount_due)}{references}, vous est parvenue sur Chorus Pro le "
        f"{format_date(lateness.received_on)}."
    )


def _limit(lateness: Lateness) -> str:
    due = lateness.clock.due
    if due is None:
        return ""
    suspended = (due - lateness.opposable_on).days > lateness.payer.days
    counted = ", compte tenu de la suspension que vous avez notifiée" if suspended else ""
    return (
        f"Le délai de paiement de {lateness.payer.days} jours que fixe le code de la commande "
        f"publique a expiré le {format_date(due)}{counted}."
    )


def _still_owed(lateness: Lateness) -> str:
    if lateness.paid_on:
        return f"Elle a été payée le {format_date(lateness.paid_on)}."
    return f"À ce jour, {format_euros(lateness.unpaid)} restent dus."


def _closing(lateness: Lateness) -> list[str]:
    company = lateness.invoice.company
    account = f" sur notre compte {format_iban(company.iban)}" if company.iban else ""
    asked = (
        f"Nous vous remercions de nous verser cette somme{account}, au plus tard quarante-cinq "
        "jours après la mise en paiement de la facture (article R2192-36)."
    )
    running = "Les intérêts continuent de courir jusqu'à la mise en paiement de la facture."
    return [asked if lateness.paid_on else f"{asked} {running}", _FAREWELL]


def _percent(claim: LateInterest) -> str:
    return f"{format_number(claim.rate)}\u00a0%"


def _filled(*lines: str) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
