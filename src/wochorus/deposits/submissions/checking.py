"""What Chorus Pro would not take in the request of an invoice, found before it is frozen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.deposits.checks.ways import lines_add_up_otherwise, request_refused
from wochorus.deposits.submissions.request import FrozenDocument, PortalNumbers
from wochorus.deposits.submissions.writing import requests_of
from wochorus.deposits.syntaxes import is_submitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.deposits.checks.anomaly import Candidate, Finding
    from wochorus.deposits.submissions.request import FrozenLine, FrozenRequest

_TOLERANCE = Decimal("0.01")
"""Chorus Pro's own is not published; a cent is that of the reform's rules (G1.53)."""
_PLACES = Decimal("0.000001")
_TOLD_ELSEWHERE = (
    "le numéro de la facture a ",
    "le numéro de la facture n'a ",
    "le numéro d'engagement",
    "le numéro de marché",
    "le code service",
    "le SIRET du destinataire",
    "une facture ",
)
"""What the other checks say in their own words."""
_PDF = FrozenDocument(is_main=True, name="facture.pdf", file="", sha256="", size=1)


def submission_findings(
    company: Company, candidates: Iterable[Candidate]
) -> dict[int, tuple[Finding, ...]]:
    """Look at the requests of those that leave without XML; give what was found, by id."""
    submitted = {
        candidate.invoice_id: candidate.document_format
        for candidate in candidates
        if is_submitted(candidate.document_format)
    }
    formats = set(submitted.values())
    return {
        invoice_id: found
        for each in formats
        for invoice_id, request in requests_of(
            company, [pk for pk, its in submitted.items() if its is each], each
        )
        if (found := tuple(findings_of(request)))
    }


def findings_of(request: FrozenRequest) -> Iterator[Finding]:
    """Tell what Chorus Pro would not take in ``request``, whose documents are not there yet."""
    whole = request.model_copy(update={"documents": (_PDF,)})
    problems = [
        problem
        for problem in whole.submission(PortalNumbers(files=(0,))).problems()
        if not problem.startswith(_TOLD_ELSEWHERE)
    ]
    if problems:
        yield request_refused(problems)
    lines = sum(map(_net, request.lines), ZERO)
    if request.lines and abs(lines - request.without_tax) > _TOLERANCE:
        yield lines_add_up_otherwise(lines, request.without_tax)


def _net(line: FrozenLine) -> Decimal:
    net = line.quantity * line.unit_price - (line.discount or ZERO)
    return net.quantize(_PLACES, ROUND_HALF_UP)
