"""`wochorus anomalies`: what the rows of the screen do, by command."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from support.commands import call_command
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_company,
    a_customer,
    a_pdf,
    a_service,
    a_structure,
    an_invoice,
)
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Give `wochorus`, run in this process."""
    return partial(call_command, capsys)


@pytest.fixture
def _three_invoices(transactional_db: None, tmp_path: Path) -> None:  # noqa: ARG001 - the tables
    company = a_company()
    a_service(a_structure(SERVICE_REQUIRED, requires_service=True))
    for rank in range(3):
        customer = a_customer(company, SERVICE_REQUIRED)
        an_invoice(company, f"FA-{rank}", tmp_path, customer=customer)


def services() -> list[str]:
    return list(Invoice.objects.order_by("number").values_list("code_service", flat=True))


@pytest.mark.usefixtures("_three_invoices")
def test_all_alike_are_put_right_and_taken_back(call: Callable[..., Done]) -> None:
    told = call("anomalies", "fix", "FA-0", "--service", SERVICE_CODE, "--dry-run")
    assert "1 facture(s) (FA-0)" in told.stdout
    assert services() == ["", "", ""]

    words = ("anomalies", "fix", "FA-0", "--service", SERVICE_CODE, "--scope", "alike")
    refused = call(*words)
    assert refused.returncode != 0
    assert "--yes" in refused.stderr
    done = call(*words, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["invoices"] == ["FA-0", "FA-1", "FA-2"]
    assert services() == [SERVICE_CODE] * 3

    assert call("anomalies", "undo", str(answer["remedy"])).returncode == 0
    assert services() == ["", "", ""]
    assert call("anomalies", "undo", "999999").returncode != 0


@pytest.mark.usefixtures("_three_invoices")
def test_a_remedy_that_suits_no_anomaly_is_refused(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    page = tmp_path / "page.pdf"
    page.write_bytes(a_pdf())
    assert "n'a pas d'anomalie" in call("anomalies", "fix", "FA-0", "--pdf", str(page)).stderr
    assert call("anomalies", "fix", "FA-0").returncode == 2
    assert call("anomalies", "fix", "FA-0", "--service", "X", "--engagement", "Y").returncode == 2
    assert SERVICE_CODE in call("anomalies", "fix", "FA-0", "--service", "X").stderr


@pytest.mark.usefixtures("_three_invoices")
def test_the_pdf_of_an_invoice_is_given_by_command(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    from wochorus.billing.models import InvoiceDocument

    InvoiceDocument.objects.all().delete()
    page = tmp_path / "page.pdf"
    page.write_bytes(a_pdf())
    done = call("anomalies", "fix", "FA-1", "--pdf", str(page))
    assert done.returncode == 0, done.stderr
    assert InvoiceDocument.objects.get().invoice.number == "FA-1"
