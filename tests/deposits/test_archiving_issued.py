"""The PDFs of issued invoices, set by the workers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from support.deposits import built_flows
from support.records import a_detailed_invoice, a_whole_company
from wochorus.billing.archive.services import archived
from wochorus.billing.documents import documents_of
from wochorus.billing.models import DepositState, Invoice
from wochorus.billing.numbering.models import IssuedInvoice, NumberSeries
from wochorus.deposits.background.archiving import (
    ACTOR_OF_PAGES,
    archive_issued,
    companies_to_archive,
)
from wochorus.deposits.background.company_steps import STEPS
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


@pytest.fixture
def company() -> Company:
    """A company that issued FA-1 here, and imported FA-2 from a journal."""
    company = a_whole_company()
    issued, _ = (a_detailed_invoice(company, number) for number in ("FA-1", "FA-2"))
    series = NumberSeries.objects.create(company=company, kind="380", year=2026, pattern="F{rank}")
    IssuedInvoice.objects.create(invoice=issued, series=series, rank=1, actor="essai")
    return company


def due() -> set[int]:
    return companies_to_archive(timezone.now())


def test_what_was_issued_here_gets_its_pdf_once(company: Company) -> None:
    assert due() == {company.pk}
    assert archive_issued(company, lambda: True).made == ["FA-1"]
    first, other = Invoice.objects.order_by("number")
    assert archived(first).actor == ACTOR_OF_PAGES
    assert (len(documents_of(first)), documents_of(other)) == (1, [])
    assert due() == set()
    assert archive_issued(company, lambda: True).made == []


def test_an_invoice_that_an_order_holds_keeps_what_the_order_was_made_from(
    company: Company,
) -> None:
    built_flows(company, [Invoice.objects.get(number="FA-1")], Format.CII)
    assert due() == set()
    assert archive_issued(company, lambda: True).made == []


def test_a_worker_that_stops_leaves_the_rest_for_later(company: Company) -> None:
    assert archive_issued(company, lambda: False).made == []
    assert due() == {company.pk}


def test_a_page_that_cannot_be_set_is_not_tried_for_ever(company: Company) -> None:
    Invoice.objects.update(subject="\U000f0000")
    assert list(archive_issued(company, lambda: True).failed) == ["FA-1"]
    assert due() == {company.pk}
    IssuedInvoice.objects.update(at=timezone.now() - timedelta(days=2))
    assert due() == set()


@pytest.mark.usefixtures("company")
def test_what_is_deposited_already_is_left_to_the_user() -> None:
    Invoice.objects.update(deposit_state=DepositState.DEPOSITED)
    assert due() == set()


def test_the_workers_know_the_step() -> None:
    assert STEPS["archive_issued"].run is archive_issued
