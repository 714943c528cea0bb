"""What somebody said that an attachment is reaches the files that leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.records import a_company, an_invoice
from wochorus.billing.attachments import add_attachment
from wochorus.core.attachments import AttachmentKind
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.fingerprints import fingerprints
from wochorus.deposits.making import xml_of
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


@pytest.mark.parametrize("document_format", [Format.CII, Format.UBL])
def test_the_kind_that_was_said_is_in_the_xml(tmp_path: Path, document_format: Format) -> None:
    path = tmp_path / "scan 12.csv"
    path.write_text("a;b")
    company = a_company()
    invoice = an_invoice(company, "FA-1")
    seen = []
    for kind in (AttachmentKind.PURCHASE_ORDER, AttachmentKind.TRACKING_SLIP):
        add_attachment(invoice, path, kind=kind)
        (source,) = sources_of(company, [invoice.pk])
        _, xml = xml_of(source, document_format)
        assert f">{kind}<".encode() in xml
        seen.append(fingerprints(company, [invoice.pk], document_format)[invoice.pk])
    assert seen[0] != seen[1]
