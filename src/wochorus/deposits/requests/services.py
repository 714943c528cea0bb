"""What a user may ask for a recorded invoice, controlled before anything is sent.

Each function gives a wish, which `wochorus.deposits.requests.sending.ask` then sends.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wochorus.billing.models import Invoice
from wochorus.choruspro.messages.corrections import LONGEST_REASON
from wochorus.choruspro.messages.submissions import LONGEST_COMMENT
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SiretDefect, compact_identifier, siret_defect
from wochorus.deposits.candidates import load_candidates, surroundings_of
from wochorus.deposits.checks.anomaly import Level
from wochorus.deposits.checks.recipient import check_siret, check_structure
from wochorus.deposits.checks.routing import check_required_references, check_service
from wochorus.deposits.requests.conditions import check_recycling_offered
from wochorus.deposits.requests.files import kept_pieces
from wochorus.deposits.requests.wishes import (
    Completion,
    HandledRejection,
    OtherValidator,
    Recycling,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.checks.anomaly import Candidate

_ROUTING_CHECKS = (check_siret, check_structure, check_required_references, check_service)


def completion(invoice: Invoice, paths: Iterable[Path], comment: str) -> Completion:
    """Gather what a suspended invoice lacked: files, a comment, or both.

    Raises `InvalidInput` when there is neither, or when Chorus Pro would refuse a file; `OSError`
    when one cannot be read.
    """
    files = list(paths)
    if not files and not comment.strip():
        raise InvalidInput(
            "Il n'y a ni pièce ni commentaire à ajouter",
            where=f"facture {invoice.number}",
            remedy="Donnez --file FICHIER, --comment TEXTE, ou les deux.",
        )
    _check_length("le commentaire", comment.strip(), LONGEST_COMMENT)
    return Completion(comment=comment.strip(), pieces=kept_pieces(invoice, files))


def recycling(company: Company, invoice: Invoice, asked: Recycling, today: date) -> Recycling:
    """Control another routing against the annuaire; without a SIRET the recipient stays.

    Raises `InvalidInput` when recycling is no longer offered, when nothing is to be changed, or
    when the routing would be refused.
    """
    check_recycling_offered(company, today)
    _check_length("le commentaire", asked.comment, LONGEST_COMMENT)
    if not any((asked.siret, asked.code_service, asked.engagement, asked.marche)):
        raise InvalidInput(
            "Rien ne change dans l'aiguillage de la facture",
            where=f"facture {invoice.number}",
            remedy="Donnez ce que le destinataire demande : --recipient, --service, --engagement "
            "ou --marche.",
        )
    former = compact_identifier(invoice.customer.siret)
    routed = replace(asked, siret=compact_identifier(asked.siret) or former)
    _check_routing(company, _rerouted(invoice, routed, stays=routed.siret == former), today)
    return routed


def _rerouted(invoice: Invoice, asked: Recycling, *, stays: bool) -> Candidate:
    (known,) = load_candidates(Invoice.objects.filter(pk=invoice.pk))
    return replace(
        known,
        customer_siret=asked.siret,
        code_service=asked.code_service or (known.code_service if stays else ""),
        engagement=asked.engagement or known.engagement,
        marche=asked.marche or known.marche,
    )


def _check_routing(company: Company, candidate: Candidate, today: date) -> None:
    around = surroundings_of(company, [candidate], today)
    wrong = [
        finding
        for check in _ROUTING_CHECKS
        for finding in check(candidate, around)
        if finding.level is Level.BLOCKING
    ]
    if wrong:
        raise InvalidInput(
            " ; ".join(finding.message for finding in wrong),
            where=f"nouvel aiguillage de la facture {candidate.number}",
            remedy=" ".join(dict.fromkeys(finding.remedy for finding in wrong)),
        )


def other_validator(siret: str) -> OtherValidator:
    """Name the structure that validates. Raises `InvalidInput` unless the SIRET has 14 digits."""
    compact = compact_identifier(siret)
    if siret_defect(compact) in (SiretDefect.EMPTY, SiretDefect.NOT_FOURTEEN_DIGITS):
        raise InvalidInput(
            f"Le SIRET « {siret} » du valideur n'a pas 14 chiffres",
            remedy="Demandez-le au titulaire ou au mandataire du marché ; rien n'a été envoyé.",
        )
    return OtherValidator(compact)


def handled_rejection(reason: str, details: str) -> HandledRejection:
    """Say that a rejection was dealt with."""
    _check_length("le motif", reason.strip(), LONGEST_REASON)
    _check_length("les précisions", details.strip(), LONGEST_COMMENT)
    return HandledRejection(reason.strip(), details.strip())


def _check_length(what: str, text: str, longest: int) -> None:
    """Refuse a text too long before anything of the request leaves."""
    if len(text) > longest:
        raise InvalidInput(
            f"Trop long : {what} a {len(text)} caractères, Chorus Pro en accepte {longest}",
            remedy="Raccourcissez le texte ; rien n'a été envoyé.",
        )
