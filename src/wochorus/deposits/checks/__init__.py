"""Every check made on an invoice before it may leave, in the order of their telling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.deposits.checks import content, files, formats, history, recipient, routing, ways
from wochorus.deposits.checks.anomaly import Anomaly, Candidate, Finding, Surroundings
from wochorus.deposits.checks.einvoice import with_opinion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from wochorus.deposits.judging import Opinion

    Check = Callable[[Candidate, Surroundings], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    history.check_not_deposited,
    recipient.check_buyer_kind,
    recipient.check_siret,
    recipient.check_structure,
    routing.check_required_references,
    routing.check_service,
    content.check_number,
    content.check_references,
    content.check_dates,
    content.check_totals,
    content.check_tax_rates,
    content.check_signs,
    content.check_cadre,
    content.check_credit_note,
    ways.check_validator,
    ways.check_typed_lines,
    ways.check_request,
    formats.check_lines,
    formats.check_tax_categories,
    files.check_main_document,
    ways.check_weight_of_pdf,
    files.check_attachments,
    formats.check_attachment_formats,
    files.check_total_weight,
)


def anomalies_of(
    candidate: Candidate, around: Surroundings, opinion: Opinion | None = None
) -> list[Anomaly]:
    """Find everything wrong with one invoice, blocking or not; ``opinion`` is the engine's."""
    findings = [finding for check in CHECKS for finding in check(candidate, around)]
    if opinion is not None:
        findings = with_opinion(candidate, findings, opinion)
    if not findings:
        return []
    structure, service = around.structure_of(candidate), around.service_of(candidate)
    return [Anomaly(candidate, finding, structure, service) for finding in findings]


def all_anomalies(
    candidates: Iterable[Candidate],
    around: Surroundings,
    opinions: Mapping[int, Opinion] | None = None,
) -> list[Anomaly]:
    """Find everything wrong with every invoice; no finding stops the next.

    ``opinions`` are the engine's, by the id of the invoice.
    """
    known = opinions or {}
    return [
        anomaly
        for candidate in candidates
        for anomaly in anomalies_of(candidate, around, known.get(candidate.invoice_id))
    ]
