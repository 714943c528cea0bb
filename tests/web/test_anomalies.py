"""The page of the anomalies: its table, its remedies, what moves after each, who may use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_customer,
    a_pdf,
    a_service,
    a_structure,
    an_invoice,
)
from wochorus.billing.documents import attach_annex
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import AppliedRemedy
from wochorus.web.anomalies.pool import BLOCK
from wochorus.web.models import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from wochorus.accounts.models import Company

PAGE = "/societe/propre/anomalies/"


@pytest.fixture(autouse=True)
def _annuaire(db: None) -> None:  # noqa: ARG001 - the tables
    a_structure(UNDEMANDING)
    a_service(a_structure(SERVICE_REQUIRED, requires_service=True, name="COMMUNE A SERVICE"))


def lacking_service(company: Company, count: int, folder: Path) -> list[Invoice]:
    customer = a_customer(company, SERVICE_REQUIRED)
    return [
        an_invoice(company, f"FA-{rank:03}", folder, customer=customer)
        for rank in range(1, count + 1)
    ]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def a_remedy(invoice: Invoice, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "service",
        "code": "SERVICE_MISSING",
        "invoice": invoice.pk,
        "key": f"{invoice.pk}-0",
        "value": SERVICE_CODE,
        **changes,
    }


def test_each_anomaly_is_a_row_with_the_flags_and_its_remedy(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    (broken,) = lacking_service(company, 1, tmp_path)
    an_invoice(company, "SAINE", tmp_path)
    shown = text(clerk.get(PAGE))
    assert "La structure exige un code service" in shown
    assert f'<s title="Ne partira pas : bloquée">{broken.number}</s>' in shown
    assert 'title="La structure exige un code service"' in shown
    assert "123 456 782 00028" in shown
    assert 'role="combobox"' in shown
    assert "SAINE" not in shown
    assert re.search(r"<strong>1</strong> prête<.*<strong>1</strong> à corriger", shown)
    assert "/aide/anomalies/SERVICE_MISSING/" in shown
    assert "wochorus " not in re.sub(r"<(head|script).*?</\1>", "", shown)


def test_a_reader_sees_the_anomalies_and_no_remedy(
    reader: Client, company: Company, tmp_path: Path
) -> None:
    (broken,) = lacking_service(company, 1, tmp_path)
    shown = text(reader.get(PAGE))
    assert "La structure exige un code service" in shown
    assert "combobox" not in shown
    for address in ("correction/", "ecarter/", "fichier/", "remettre/"):
        assert reader.post(f"{PAGE}{address}", a_remedy(broken)).status_code == 403


def test_when_nothing_is_wrong_the_page_leads_to_the_deposit(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    for rank in range(2):
        an_invoice(company, f"SAINE-{rank}", tmp_path)
    shown = text(clerk.get(PAGE))
    assert "Les 2 factures sont prêtes à partir" in shown


def test_a_value_that_the_annuaire_refuses_is_told_beside_the_field(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    (broken,) = lacking_service(company, 1, tmp_path)
    clerk.get(PAGE)
    answer = clerk.post(f"{PAGE}correction/", a_remedy(broken, value="INCONNU"))
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#erreur-{broken.pk}-0"
    assert SERVICE_CODE in text(answer)


def test_what_would_change_is_shown_before_it_is_done(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    broken = lacking_service(company, 3, tmp_path)
    clerk.get(PAGE)
    answer = clerk.post(f"{PAGE}correction/", a_remedy(broken[0]))
    shown = text(answer)
    assert answer["HX-Retarget"] == f"#ligne-{broken[0].pk}-0"
    assert "Cette facture : <strong>1 facture</strong>" in shown
    assert "Son client : <strong>3 factures</strong> (FA-001, FA-002, FA-003)" in shown
    assert "service de 1 client" in shown
    assert not AppliedRemedy.objects.exists()


def test_only_what_changed_moves_and_the_counters_follow(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    first, second, third = lacking_service(company, 3, tmp_path)
    clerk.get(PAGE)
    remedy = a_remedy(first, scope="invoice", **{"count-invoice": 1})
    shown = text(clerk.post(f"{PAGE}correction/", remedy))
    assert f'id="facture-{first.pk}" hx-swap-oob="delete"' in shown
    assert f"facture-{second.pk}" not in shown
    assert f"facture-{third.pk}" not in shown
    assert re.search(r"<strong>1</strong> prête<.*<strong>2</strong> à corriger", shown)
    assert f"Code service {SERVICE_CODE} : 1 facture." in shown


def test_a_remedy_for_all_alike_ends_the_page_and_can_be_taken_back(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    broken = lacking_service(company, 4, tmp_path)
    clerk.get(PAGE)
    remedy = a_remedy(broken[0], scope="customer", **{"count-customer": 4})
    shown = text(clerk.post(f"{PAGE}correction/", remedy))
    assert "Les 4 factures sont prêtes à partir" in shown
    applied = AppliedRemedy.objects.get()
    assert applied.actor == "clerk@propre.example"
    back = text(clerk.post(f"{PAGE}annuler/{applied.pk}/"))
    assert back.count('id="facture-') == 4
    assert Invoice.objects.filter(code_service="").count() == 4


def test_a_list_that_changed_since_is_told_in_the_preview(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    broken = lacking_service(company, 2, tmp_path)
    clerk.get(PAGE)
    remedy = a_remedy(broken[0], scope="customer", **{"count-customer": 9})
    answer = clerk.post(f"{PAGE}correction/", remedy)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#apercu-{broken[0].pk}-0"


def test_the_services_are_offered_as_one_types(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    (broken,) = lacking_service(company, 1, tmp_path)
    shown = text(clerk.get(f"{PAGE}choix/", {"invoice": str(broken.pk), "kind": "service"}))
    assert f'data-value="{SERVICE_CODE}"' in shown
    assert "seul service ouvert" in shown


def test_the_structures_are_offered_by_the_name_of_the_customer(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    town = a_customer(company, "", code="VIDE", name="Commune à service", town="")
    broken = an_invoice(company, "FA-1", tmp_path, customer=town)
    from wochorus.directory.models import Structure

    Structure.objects.filter(identifier=SERVICE_REQUIRED).update(searchable="commune a service")
    shown = text(clerk.get(f"{PAGE}choix/", {"invoice": str(broken.pk), "kind": "siret"}))
    assert f'data-value="{SERVICE_REQUIRED}"' in shown


def test_the_pdf_is_given_from_the_row(clerk: Client, company: Company) -> None:
    broken = an_invoice(company, "FA-1")
    clerk.get(PAGE)
    file = SimpleUploadedFile("FA-1.pdf", a_pdf(), "application/pdf")
    sent = a_remedy(broken, kind="pdf", code="PDF_MISSING", value="") | {"fichier": file}
    assert "La facture est prête à partir" in text(clerk.post(f"{PAGE}fichier/", sent))
    missing = a_remedy(broken, kind="pdf", code="PDF_MISSING", value="")
    assert clerk.post(f"{PAGE}fichier/", missing).status_code == 422


def test_an_attachment_is_taken_away_from_the_row(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    broken = an_invoice(company, "FA-1", tmp_path)
    wrong = tmp_path / "plan.exe"
    wrong.write_bytes(b"MZ")
    attach_annex(broken, wrong)
    assert "Retirer la pièce" in text(clerk.get(PAGE))
    sent = a_remedy(broken, kind="drop", code="ATTACHMENT_TYPE", value="", attachment="plan.exe")
    shown = text(clerk.post(f"{PAGE}correction/", sent | {"scope": "invoice", "count-invoice": 1}))
    assert "La facture est prête à partir" in shown
    assert not broken.documents.filter(file_name="plan.exe").exists()


def test_an_invoice_put_aside_leaves_the_list_and_can_be_put_back(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    first, second = lacking_service(company, 2, tmp_path)
    answer = clerk.post(f"{PAGE}ecarter/", {"invoice": first.pk})
    selection = Selection.objects.get()
    assert answer["HX-Redirect"] == f"{PAGE}?selection={selection.pk}&ecartee={first.pk}"
    assert selection.invoice_ids == [second.pk]
    shown = text(clerk.get(answer["HX-Redirect"]))
    assert f"{first.number} ne partira pas avec ce dépôt." in shown
    assert f"facture-{first.pk}" not in shown

    there = f"?selection={selection.pk}"
    shown = text(clerk.post(f"{PAGE}ecarter/{there}", {"invoice": second.pk}))
    assert "Aucune facture à déposer dans cette liste." in shown
    shown = text(clerk.post(f"{PAGE}remettre/{there}", {"invoice": first.pk}))
    assert f"facture-{first.pk}" in shown


def test_a_selection_shows_its_own_invoices_that_have_not_left(
    clerk: Client, company: Company, tmp_path: Path
) -> None:
    first, second, third = lacking_service(company, 3, tmp_path)
    Invoice.objects.filter(pk=third.pk).update(deposit_state=DepositState.DEPOSITED)
    selection = Selection.objects.create(
        user_id=int(clerk.session["_auth_user_id"]),
        company=company,
        invoice_ids=[first.pk, third.pk],
    )
    shown = text(clerk.get(PAGE, {"selection": selection.pk}))
    assert f"facture-{first.pk}" in shown
    assert f"facture-{second.pk}" not in shown
    assert f"facture-{third.pk}" not in shown
    assert clerk.get(PAGE, {"selection": selection.pk + 1}).status_code == 404


def test_thousands_come_by_blocks_and_are_checked_by_rounds(
    clerk: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    for rank in range(BLOCK + 25):
        an_invoice(company, f"FA-{rank:03}")
    first = text(clerk.get(PAGE))
    assert "50 sur 65" in first
    first = text(clerk.post(f"{PAGE}controle/"))
    assert first.count('id="facture-') == BLOCK
    after = re.search(r"apres=(\d+)", first)
    assert after is not None
    with django_assert_max_num_queries(30):
        rest = text(clerk.get(f"{PAGE}suite/", {"apres": after[1]}))
    assert rest.count('id="facture-') == 25
    assert "apres=" not in rest
    with django_assert_max_num_queries(40):
        clerk.get(PAGE)


def test_all_is_checked_anew_on_demand(clerk: Client, company: Company, tmp_path: Path) -> None:
    lacking_service(company, 2, tmp_path)
    clerk.get(PAGE)
    answer = clerk.post(f"{PAGE}controle/", {"tout": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == PAGE


def test_what_keeps_all_back_is_told_above(clerk: Client, company: Company) -> None:
    from wochorus.directory.models import Service, Structure

    Service.objects.all().delete()
    Structure.objects.all().delete()
    an_invoice(company, "FA-1")
    assert "Toutes les factures :" in text(clerk.get(PAGE))


@pytest.mark.parametrize(
    "sent",
    [{}, {"key": "x"}, {"kind": "rien"}, {"kind": "pdf"}, {"invoice": "9" * 30}],
)
def test_what_the_page_did_not_make_is_refused(
    clerk: Client, company: Company, tmp_path: Path, sent: dict[str, Any]
) -> None:
    (broken,) = lacking_service(company, 1, tmp_path)
    clerk.get(PAGE)
    remedy = a_remedy(broken) | sent if sent else {}
    assert clerk.post(f"{PAGE}correction/", remedy).status_code in {404, 422}


def test_the_invoices_of_another_company_are_out_of_reach(clerk: Client, tmp_path: Path) -> None:
    from support.records import a_company

    other = a_company("voisine", "34158900700019")
    foreign = lacking_service(other, 1, tmp_path)[0]
    assert clerk.post(f"{PAGE}correction/", a_remedy(foreign)).status_code == 422
    assert clerk.post(f"{PAGE}ecarter/", {"invoice": foreign.pk}).status_code == 404
    assert clerk.get(f"{PAGE}choix/", {"invoice": foreign.pk}).status_code == 404
