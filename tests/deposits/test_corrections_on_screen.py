"""Corrections asked from the side panel, on a real portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.people import a_person
from wochorus.accounts.users.models import Membership, Role
from wochorus.billing.models import Invoice, Reissue
from wochorus.deposits.models import InvoiceRequest, RequestState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

HTMX = {"HX-Request": "true"}


@pytest.fixture
def invoice(portal: Portal, tmp_path: Path) -> Invoice:
    """Give an invoice that the portal has integrated."""
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    return Invoice.objects.get()


@pytest.fixture
def clerk(portal: Portal) -> Client:
    """Give the screens, signed in."""
    person = a_person("clerk@propre.example")
    Membership.objects.create(user=person, company=portal.company, role=Role.CLERK)
    client = Client()
    client.force_login(person)
    return client


def becomes(portal: Portal, invoice: Invoice, status: str) -> None:
    assert invoice.chorus_id is not None
    portal.admin.set_status(invoice.chorus_id, status, "Voyez-nous")
    portal.follow()


def address(invoice: Invoice, rest: str = "") -> str:
    return f"/societe/{invoice.company.code}/factures/{invoice.pk}/{rest}"


def test_a_suspended_invoice_is_completed_from_the_panel(
    portal: Portal, invoice: Invoice, clerk: Client
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    file = SimpleUploadedFile("bon.txt", b"Livr\xc3\xa9 le 3.")
    answer = clerk.post(
        address(invoice, "completer/"), {"comment": "Voici", "files": file}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "C&#x27;est fait sur Chorus Pro." in answer.content.decode()
    assert answer["HX-Trigger"] == "invoice-changed"
    request = InvoiceRequest.objects.get()
    assert request.state == RequestState.DONE
    assert [given["name"] for given in request.files] == ["bon.txt"]
    assert request.actor == "clerk@propre.example"


def test_what_does_not_stand_where_it_may_be_asked_is_told_in_the_form(
    portal: Portal, invoice: Invoice, clerk: Client
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    assert invoice.chorus_id is not None
    portal.admin.set_status(invoice.chorus_id, "MANDATEE", "")
    answer = clerk.post(address(invoice, "completer/"), {"comment": "Voici"}, headers=HTMX)
    assert answer.status_code == 422
    assert "--" not in answer.content.decode().split("panel-form")[0]
    assert not InvoiceRequest.objects.filter(state=RequestState.DONE).exists()


def test_a_rejected_invoice_is_reissued_and_that_is_undone(
    portal: Portal, invoice: Invoice, clerk: Client
) -> None:
    becomes(portal, invoice, "REJETEE")
    answer = clerk.post(address(invoice, "reemettre/"), {"engagement": "BC-118"}, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    done = Reissue.objects.get()
    assert done.replacement.engagement == "BC-118"
    assert done.replacement.number in answer.content.decode()
    undone = clerk.post(address(invoice, "defaire/"), {}, headers=HTMX)
    assert undone.status_code == 200
    assert not Reissue.objects.exists()


def test_the_proof_and_the_deposited_file_are_given(
    portal: Portal,  # noqa: ARG001 - the portal behind the invoice
    invoice: Invoice,
    clerk: Client,
) -> None:
    proof = clerk.get(address(invoice, "preuve/"))
    assert proof["Content-Type"] == "application/zip"
    assert proof.content.startswith(b"PK")
    sent = clerk.get(address(invoice, "depot/"))
    assert b"".join(sent.streaming_content)  # type: ignore[attr-defined]
    told = clerk.get(address(invoice), headers=HTMX).content.decode()
    assert "preuve du dépôt" in told
    assert "timeline" in told
