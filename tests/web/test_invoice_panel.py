"""The side panel of an invoice: what it tells, its files, what may be asked from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.records import a_customer, a_siret, an_invoice
from wochorus.accounts.models import ChorusEnvironment
from wochorus.billing.archive.services import attach_pdf
from wochorus.billing.models import DepositState
from wochorus.deposits.models import InvoiceRequest
from wochorus.web.journal.correction_forms import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice

HTMX = {"HX-Request": "true"}


def address(invoice: Invoice, rest: str = "") -> str:
    return f"/societe/{invoice.company.code}/factures/{invoice.pk}/{rest}"


def shown(client: Client, invoice: Invoice) -> str:
    answer = client.get(address(invoice), headers=HTMX)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_panel_tells_the_invoice_and_names_no_command(company: Company, reader: Client) -> None:
    for state in DepositState:
        told = shown(reader, an_invoice(company, f"FA-{state}", deposit_state=state))
        assert f"Facture FA-{state}" in told
        assert "wochorus " not in told


def test_a_panel_asked_for_as_a_page_opens_the_journal_with_it(
    company: Company, reader: Client
) -> None:
    invoice = an_invoice(company, "FA-1")
    page = reader.get(address(invoice), follow=True)
    assert page.redirect_chain[0][0].endswith(f"/journal/?facture={invoice.pk}")
    assert f'data-invoice-id="{invoice.pk}"' in page.content.decode()


def test_an_address_that_names_no_invoice_opens_the_journal_without_panel(
    company: Company, reader: Client
) -> None:
    for text in ("999999", "x", "9" * 40):
        page = reader.get(f"/societe/{company.code}/journal/", {"facture": text})
        assert page.status_code == 200
        assert "data-invoice-id" not in page.content.decode()


def test_the_pdf_is_shown_in_the_frame_of_our_pages(
    company: Company, reader: Client, tmp_path: Path
) -> None:
    invoice = an_invoice(company, "FA-1", tmp_path)
    attach_pdf(invoice, tmp_path / f"{invoice.pk}.pdf", actor="test")
    answer = reader.get(address(invoice, "pdf/"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    saved = reader.get(address(invoice, "pdf/?enregistrer"))
    assert saved["Content-Disposition"].startswith("attachment")


def test_a_missing_pdf_is_told_in_words(company: Company, reader: Client) -> None:
    answer = reader.get(address(an_invoice(company, "FA-1"), "pdf/"))
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "pas de PDF archivé" in told
    assert "wochorus " not in told


def test_files_are_joined_each_refused_one_is_told_and_stops_no_other(
    company: Company, clerk: Client
) -> None:
    invoice = an_invoice(company, "FA-1")
    files = [SimpleUploadedFile("bon.txt", b"bon"), SimpleUploadedFile("bon.exe", b"bon")]
    answer = clerk.post(
        address(invoice, "pieces/"), {"files": files, "kind": "BON_LIVRAISON"}, headers=HTMX
    )
    told = answer.content.decode()
    assert "Joint : bon.txt." in told
    assert "bon.exe : La pièce jointe est refusée" in told
    link = invoice.documents.get()
    assert (link.file_name, link.kind) == ("bon.txt", "BON_LIVRAISON")
    given = clerk.get(address(invoice, f"pieces/{link.pk}/"))
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content) == b"bon"  # type: ignore[attr-defined]
    clerk.post(address(invoice, "pieces/retirer/"), {"name": "bon.txt"}, headers=HTMX)
    assert not invoice.documents.exists()


def test_the_files_of_a_deposited_invoice_do_not_change(company: Company, clerk: Client) -> None:
    invoice = an_invoice(company, "FA-1", deposit_state=DepositState.DEPOSITED)
    assert "ses pièces ne changent plus" in shown(clerk, invoice)
    answer = clerk.post(
        address(invoice, "pieces/"), {"files": SimpleUploadedFile("bon.txt", b"bon")}, headers=HTMX
    )
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "ses pièces jointes ne changent plus" in told
    assert "wochorus " not in told


def test_a_reader_changes_nothing(company: Company, reader: Client) -> None:
    invoice = an_invoice(company, "FA-1")
    assert "data-attach" not in shown(reader, invoice)
    for rest in ("pieces/", "pieces/retirer/", *(f"{action}/" for action in ACTIONS)):
        assert reader.post(address(invoice, rest)).status_code == 403


def test_what_never_left_has_no_deposited_file_and_no_proof(
    company: Company, reader: Client
) -> None:
    invoice = an_invoice(company, "FA-1")
    assert reader.get(address(invoice, "depot/")).status_code == 404
    assert reader.get(address(invoice, "preuve/")).status_code == 422


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("SUSPENDUE", {"completer"}),
        ("REJETEE", {"reemettre", "traite"}),
        ("A_RECYCLER", {"recycler"}),
        ("ERREUR_FOURNISSEUR_SUR_VALIDEUR", {"valideur"}),
        ("MISE_EN_PAIEMENT", set()),
    ],
)
def test_each_status_offers_what_mends_it(
    company: Company, clerk: Client, status: str, offered: set[str]
) -> None:
    invoice = an_invoice(
        company, "FA-1", deposit_state=DepositState.INTEGRATED, chorus_status=status
    )
    told = shown(clerk, invoice)
    assert {action for action in ACTIONS if f'hx-post="{address(invoice, action)}/"' in told} == (
        offered
    )


def test_production_asks_for_a_confirmation(company: Company, clerk: Client) -> None:
    company.environment = ChorusEnvironment.PRODUCTION
    company.save()
    invoice = an_invoice(
        company, "FA-1", deposit_state=DepositState.INTEGRATED, chorus_status="SUSPENDUE"
    )
    answer = clerk.post(address(invoice, "completer/"), {"comment": "Voici"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Confirmez : la demande part sur le vrai portail." in answer.content.decode()
    assert not InvoiceRequest.objects.exists()


def test_a_form_without_anything_says_what_is_missing(company: Company, clerk: Client) -> None:
    invoice = an_invoice(
        company, "FA-1", deposit_state=DepositState.INTEGRATED, chorus_status="SUSPENDUE"
    )
    answer = clerk.post(address(invoice, "completer/"), {}, headers=HTMX)
    assert answer.status_code == 422
    assert "ni pièce ni commentaire" in answer.content.decode()


def test_the_customer_and_links_of_a_reissue_are_shown(company: Company, reader: Client) -> None:
    customer = a_customer(company, a_siret(9), name="Mairie d'Œstrac")
    assert "Mairie d&#x27;Œstrac" in shown(reader, an_invoice(company, "FA-1", customer=customer))
