"""What an invoice says and how its page looks, each summed up in 64 characters.

A PDF is out of date when the invoice no longer says what it said then: contents are compared,
never clocks, for a file may be older than an invoice and still be right.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wochorus.accounts.page_template import page_template
from wochorus.billing.einvoice_words import invoices_in_words
from wochorus.einvoice.json_format import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.einvoice import model


def told_by(invoice: model.Invoice) -> str:
    """Sum up all that an invoice says, its seller and its buyer included."""
    return hashlib.sha256(to_json(invoice).encode()).hexdigest()


def told_now(company: Company, invoice_ids: Iterable[int]) -> dict[int, str]:
    """Sum up what these invoices of ``company`` say today, by their ids."""
    return {row.pk: told_by(said) for row, said in invoices_in_words(company, invoice_ids)}


def look_of(company: Company) -> str:
    """Sum up the template and the logo that pages of ``company`` are set with."""
    digest = hashlib.sha256(company.logo_sha256.encode())
    folder = page_template(company)
    files = [] if folder is None else sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        digest.update(f"\0{path.relative_to(folder or path)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
