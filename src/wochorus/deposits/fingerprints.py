"""What an invoice's file was made from, in 64 characters: a change shows before the file leaves.

Between the making of a file and its sending, minutes or days may pass; an import or a correction
may change the invoice, its customer, a document, the page. The file would then tell another story
than the journal. What is read here has to be in `stamps` as well.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from wochorus.accounts.page_template import page_template
from wochorus.billing.models import Invoice, InvoiceDocument
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.syntaxes import is_einvoice, is_submitted
from wochorus.einvoice.json_format import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.making import Source, StoredFile
    from wochorus.deposits.syntaxes import DepositFormat


def fingerprints(
    company: Company, invoice_ids: Iterable[int], document_format: DepositFormat
) -> dict[int, str]:
    """Give the fingerprint of each invoice as it is now, by its id; one that is gone has none."""
    ids = list(invoice_ids)
    beside = _roles(ids)
    if is_submitted(document_format):
        for invoice_id, validator in _validators(ids):
            beside.setdefault(invoice_id, []).append(validator)
    look = [document_format.value, *_look(company, document_format)]
    return {
        source.invoice_id: _digest(source, [*look, *beside.get(source.invoice_id, ())])
        for source in sources_of(company, ids)
    }


def _digest(source: Source, beside: list[str]) -> str:
    files = [source.page, *source.annexes]
    told = [to_json(source.invoice), *map(_told, files), *beside]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _told(file: StoredFile | None) -> str:
    if file is None:
        return ""
    kind = f"\0{file.kind}" if file.kind else ""
    return f"{file.name}\0{file.media_type}\0{file.sha256}{kind}"


def _roles(ids: list[int]) -> dict[int, list[str]]:
    """Give the documents as the minimal format names them: role, place, content."""
    found: dict[int, list[str]] = {}
    rows = (
        InvoiceDocument.objects.filter(invoice_id__in=ids)
        .order_by("invoice_id", "role", "position", "id")
        .values_list("invoice_id", "role", "file_name", "document__sha256")
    )
    for invoice_id, role, name, sha256 in rows:
        found.setdefault(invoice_id, []).append(f"{role}\0{name}\0{sha256}")
    return found


def _validators(ids: list[int]) -> Iterator[tuple[int, str]]:
    """Give what a submission tells and no e-invoice does."""
    rows = Invoice.objects.filter(pk__in=ids).values_list("pk", "validator", "validator_service")
    return ((pk, f"{validator}\0{service}") for pk, validator, service in rows)


def _look(company: Company, document_format: DepositFormat) -> list[str]:
    """Tell what is taken from the company beside the invoice: logo, template, VAT regime."""
    regime = [str(company.vat_on_debits)] if is_submitted(document_format) else []
    if not is_einvoice(document_format) and not regime:
        return []
    template = page_template(company)
    return [company.logo_sha256, state_of(template), *regime]


def state_of(folder: Path | None) -> str:
    """Tell a folder from the same one changed: its files, their sizes, their moments."""
    if folder is None:
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()
