"""Who validates an invoice, told by the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billing.journals import a_csv, a_row
from support.records import a_company
from wochorus.billing.export import EXPORT_HEADERS, export_rows
from wochorus.billing.importer import import_journal
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
VALIDATED = {"Cadre": "A9", "SIRET du valideur": "123 456 782 00028", "Service valideur": "TRAVAUX"}


def test_the_validator_is_read_kept_and_written_back(tmp_path: Path) -> None:
    company = a_company()
    path = a_csv(tmp_path / "journal.csv", [{**a_row(), **VALIDATED}])
    report = import_journal(company, path)
    assert report.errors == []
    invoice = Invoice.objects.get()
    assert (invoice.validator, invoice.validator_service) == ("12345678200028", "TRAVAUX")
    [row] = export_rows(company)
    told = dict(zip(EXPORT_HEADERS, row, strict=True))
    assert (told["Valideur"], told["Service du valideur"]) == ("12345678200028", "TRAVAUX")
    import_journal(company, a_csv(tmp_path / "sans.csv", [a_row()]))
    assert Invoice.objects.get().validator == "12345678200028"


def test_a_validator_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "journal.csv", [a_row(Valideur="1" * 19)])
    [error] = import_journal(a_company(), path).errors
    assert "18 caractères au plus" in error.message
