"""What the ways in without XML ask of an invoice, beside what all do.

Sources: Chorus Pro, operations ``soumettre`` (frames A9 and A12 name who validates; what is typed
in has a line) and ``deposer/pdf`` (10 MB).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.attachments import LARGEST_ATTACHMENT
from wochorus.core.money import format_euros, to_cents
from wochorus.core.sizes import format_megabytes
from wochorus.deposits.checks.anomaly import Candidate, Finding, Level, Surroundings
from wochorus.deposits.checks.files import quoted
from wochorus.deposits.syntaxes import SubmittedFormat, is_submitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

VALIDATED_CADRES = frozenset({"A9", "A12"})
"""Frames in which somebody validates before the recipient sees the invoice."""


def check_validator(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """A subcontractor's or a co-contractor's invoice names who validates it; no other does."""
    if not is_submitted(candidate.document_format):
        return
    is_validated = candidate.cadre in VALIDATED_CADRES
    if is_validated and not candidate.validator:
        yield Finding(
            "VALIDATOR_MISSING",
            f"Le cadre {candidate.cadre} demande le valideur de la facture",
            "Donnez le SIRET de l'entreprise qui la valide. "
            f"{candidate.corrected('colonne Valideur')}",
        )
    elif candidate.validator and not is_validated:
        yield Finding(
            "VALIDATOR_NOT_USED",
            f"La facture nomme un valideur, que le cadre {candidate.cadre} ne connaît pas : il ne "
            "sera pas transmis",
            "Passez-la en cadre A9 (sous-traitant) ou A12 (cotraitant), ou videz la colonne "
            "Valideur.",
            Level.WARNING,
        )


def check_typed_lines(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """What is typed in has its lines: Chorus Pro composes the page from them."""
    if candidate.document_format is SubmittedFormat.TYPED and not candidate.has_lines:
        yield Finding(
            "TYPED_LINES_MISSING",
            "La facture n'a que ses totaux : la saisie demande ses lignes",
            "Importez-les (feuille « Lignes » du journal), ou choisissez une autre voie : "
            "--way xml ou --way pdf.",
        )


def check_weight_of_pdf(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The PDF of an invoice that leaves without XML is a file of the account, as any other."""
    main = candidate.main_document
    if main is None or not is_submitted(candidate.document_format):
        return
    if main.size > LARGEST_ATTACHMENT:
        yield Finding(
            "PDF_TOO_LARGE",
            f"Le PDF de la facture pèse {format_megabytes(main.size)}, Chorus Pro en accepte 10",
            "Réduisez-le (numérisation en 150 points, moins d'images), puis : wochorus archive "
            f"attach {quoted(candidate.number)} FICHIER",
            attachment=main.file_name,
        )


def check_request(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """Its request fits in Chorus Pro's fields, and adds up as Chorus Pro will add it."""
    yield from around.submissions.get(candidate.invoice_id, ())


def request_refused(problems: Sequence[str]) -> Finding:
    """Say what Chorus Pro's fields do not hold; ``problems`` are French phrases."""
    return Finding(
        "SUBMISSION_REFUSED",
        f"Chorus Pro n'accepterait pas cette facture : {' ; '.join(problems)}",
        "Corrigez ce qui est dit : le client (wochorus customer change CODE), ou la facture "
        "(wochorus journal import FICHIER).",
    )


def lines_add_up_otherwise(lines: Decimal, total: Decimal) -> Finding:
    """Say that quantities times prices are not the total, which Chorus Pro computes again."""
    return Finding(
        "TYPED_LINES_TOTAL",
        f"Quantité × prix des lignes fait {format_euros(to_cents(lines))}, le total HT "
        f"{format_euros(total)} : Chorus Pro refait ce calcul",
        "Donnez des prix unitaires plus précis, ou choisissez une autre voie : --way xml ou "
        "--way pdf.",
    )
