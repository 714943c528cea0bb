"""Contracts on screen: made, changed line by line, cited, revised, written to a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from support.contracts import a_clause, a_contract, a_line, an_empty_contract
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_customer,
    a_pdf,
    a_service,
    a_structure,
)
from wochorus.contracts.due import mark_billed
from wochorus.contracts.models import Contract
from wochorus.contracts.queries import lines_of
from wochorus.core.money import format_number

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from wochorus.accounts.models import Company
    from wochorus.contracts.models import ContractLine

LIST = "/societe/propre/contrats/"
NEW = f"{LIST}nouveau/"
RECORD = f"{LIST}fiche/C-1/"


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def a_row(rank: int, **cells: str) -> dict[str, str]:
    usual = {"pk": "", "name": "Entretien", "quantity": "1", "basis": "month", "tax_rate": "20"}
    known = usual | {"price": "100", "is_revised": "oui"} | cells
    return {f"ligne-{rank}-{name}": value for name, value in known.items()}


def as_shown(line: ContractLine, rank: int, **cells: str) -> dict[str, str]:
    """Give what a browser sends of a line that nobody changed, but for ``cells``."""
    known = {
        "pk": str(line.pk),
        "gone": "",
        "unit": "unité",
        "price": format_number(line.price, 2),
        "starts_on": f"{line.starts_on:%d/%m/%Y}",
        "name": line.name,
    }
    return a_row(rank, **{**known, **cells})


def sent(client: Client, address: str, **changes: str) -> Any:  # an answer of the test client
    """Send the form of a contract as the page shows it, but for ``changes``."""
    page = client.get(address).context
    form = page["form"]
    fields = {name: str(form[name].value() or "") for name in form.fields}
    fields = {name: value for name, value in fields.items() if value or name != "is_draft"}
    rows = {}
    for row in page["rows"]:
        for name in row.form.fields:
            rows[f"{row.form.prefix}-{name}"] = str(row.form[name].value() or "")
        rows[f"{row.form.prefix}-pk"] = str(row.line.pk) if row.line else ""
    return client.post(address, {**fields, **rows, **changes})


def beside(answer: Any, field: str) -> str:
    page = answer.content.decode()
    return str(page).split(f'id="id_{field}_error"')[1].split("</div>")[0]


def test_a_contract_is_made_with_its_lines_in_order_and_its_references(
    clerk: Client, company: Company
) -> None:
    a_customer(company, code="C1")
    answer = clerk.post(
        NEW,
        {
            "number": "1010002",
            "customer": "C1",
            "starts_on": "01/09/2026",
            "marche": "215489632585",
            "engagement": "er214589",
            "ceiling_basis": "HT",
            **a_row(1, price="1 250,50"),
            **a_row(2, name="Vitrerie", basis="period", chantier="Mairie", price="80"),
            **a_row(3, name="", price=""),  # nobody touched it: it counts for nothing
            "ordre": "2 1 3",
        },
    )
    contract = Contract.objects.get(number="1010002")
    assert answer.status_code == 302
    lines = lines_of(contract)
    assert [line.name for line in lines] == ["Vitrerie", "Entretien"]
    assert lines[1].price == Decimal("1250.50")
    assert contract.references.get().engagement == "er214589"
    assert contract.history.filter(actor="clerk@propre.example").exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("customer", "C7", "n&#x27;existe pas"),
        ("starts_on", "hier", "une date comme"),
        ("every_months", "0", "un nombre entier de 1 à 120"),
        ("renewal_months", "12", "ne se reconduit pas"),
        ("payment_term", "un jour", "une échéance comme"),
        ("ceiling", "1000", "va avec un n° d&#x27;engagement"),
        ("number", "C-1", "est déjà celui d&#x27;un contrat"),
    ],
)
def test_what_is_refused_is_told_beside_its_field(
    clerk: Client, company: Company, field: str, value: str, told: str
) -> None:
    a_contract(company)
    customer = a_customer(company)
    known = {"number": "N", "customer": customer.code, "starts_on": "01/09/2026"}
    answer = clerk.post(NEW, {**known, **a_row(1), field: value})
    assert answer.status_code == 422
    assert told in beside(answer, field)
    assert "wochorus" not in beside(answer, field)
    assert "--" not in beside(answer, field)
    assert Contract.objects.count() == 1


def test_a_bad_row_keeps_all_the_rest_typed_and_nothing_saved(
    clerk: Client, company: Company
) -> None:
    customer = a_customer(company)
    known = {"number": "N", "customer": customer.code, "starts_on": "01/09/2026"}
    rows = a_row(1) | a_row(2, name="Vitrerie", tax_rate="0")
    answer = clerk.post(NEW, {**known, **rows, "ordre": "1 2"})
    assert answer.status_code == 422
    assert "dites pourquoi il n&#x27;y a pas de TVA" in beside(answer, "ligne-2-tax_category")
    assert 'value="Vitrerie"' in answer.content.decode()
    assert not Contract.objects.exists()


def test_a_price_changed_after_a_billed_month_holds_from_the_next(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company)
    period = contract.next_period
    assert period is not None
    mark_billed(contract, period)
    answer = sent(clerk, RECORD, **{"ligne-1-price": "1100"})
    assert answer.status_code == 302
    before, after = lines_of(contract)
    assert (before.price, before.ends_on) == (Decimal(1000), date(2026, 1, 31))
    assert (after.price, after.starts_on) == (Decimal(1100), date(2026, 2, 1))


def test_a_number_may_hold_any_character(clerk: Client, company: Company) -> None:
    contract = a_contract(company, "A/B n° 1")
    address = reverse("contract", args=["propre", contract.number])
    assert sent(clerk, address, subject="Locaux").status_code == 302
    contract.refresh_from_db()
    assert contract.subject == "Locaux"


def test_a_contract_sent_as_it_is_changes_nothing(clerk: Client, company: Company) -> None:
    contract = a_contract(company)
    before = list(contract.history.values_list("pk", flat=True))
    assert sent(clerk, RECORD).status_code == 302
    assert list(contract.history.values_list("pk", flat=True)) == before
    assert len(lines_of(contract)) == 1


def test_lines_are_added_moved_and_taken_away_in_one_go(clerk: Client, company: Company) -> None:
    contract = an_empty_contract(company)
    first, second = a_line(contract, name="Un"), a_line(contract, name="Deux")
    rows = as_shown(first, 1) | as_shown(second, 2, gone="1") | a_row(3, name="Trois")
    answer = sent(clerk, RECORD, **rows, ordre="3 1")
    assert answer.status_code == 302
    assert [line.name for line in lines_of(contract)] == ["Trois", "Un"]
    assert sent(clerk, RECORD, ordre="2 1").status_code == 302
    assert [line.name for line in lines_of(contract)] == ["Un", "Trois"]


def test_a_billed_line_is_not_taken_away(clerk: Client, company: Company) -> None:
    contract = a_contract(company)
    period = contract.next_period
    assert period is not None
    mark_billed(contract, period)
    answer = sent(clerk, RECORD, **{"ligne-1-gone": "1"})
    assert answer.status_code == 422
    assert "facturé jusqu&#x27;au 31/01/2026" in answer.content.decode()
    assert len(lines_of(contract)) == 1


def test_the_reference_text_is_composed_as_one_types_with_what_the_annuaire_asks_for(
    clerk: Client, company: Company
) -> None:
    structure = a_structure(SERVICE_REQUIRED, requires_service=True, requires_engagement=True)
    a_service(structure, name="Service des achats")
    a_customer(company, SERVICE_REQUIRED, code="C1")
    typed = {"customer": "C1", "marche": "215489632585"}
    page = text(clerk, f"{LIST}references/", **typed)
    assert "Références marche N°:215489632585" in page
    assert "La structure exige un code service" in page
    typed |= {"engagement": "er214589", "code_service": SERVICE_CODE}
    page = text(clerk, f"{LIST}references/", **typed)
    assert f"Code service: {SERVICE_CODE}" in page
    assert "exige" not in page
    offered = text(clerk, f"{LIST}services/", customer="C1", q="achats")
    assert f'data-value="{SERVICE_CODE}"' in offered


def test_a_ceiling_is_shown_with_what_is_left_and_can_be_taken_away(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company, engagement="E-1", ceiling=Decimal(5000))
    assert "5\N{NARROW NO-BREAK SPACE}000,00" in text(clerk, RECORD, onglet="references")
    assert sent(clerk, RECORD, ceiling="").status_code == 302
    assert contract.references.get().ceiling is None


def test_the_terms_are_kept_and_emptied(clerk: Client, company: Company) -> None:
    contract = a_contract(company)
    terms = {"renewal_months": "12", "most_renewals": "3", "notice_months": "2", "anchor_day": "15"}
    assert sent(clerk, RECORD, **terms).status_code == 302
    contract.refresh_from_db()
    assert (contract.renewal_months, contract.most_renewals, contract.notice_months) == (12, 3, 2)
    assert contract.anchor_day == 15
    assert sent(clerk, RECORD, renewal_months="", most_renewals="").status_code == 302
    contract.refresh_from_db()
    assert (contract.renewal_months, contract.most_renewals) == (0, None)


def test_new_references_from_a_later_day_keep_the_former(clerk: Client, company: Company) -> None:
    contract = a_contract(company, marche="M", engagement="E-2026", ceiling=Decimal(5000))
    changes = {"engagement": "E-2027", "marche": "", "references_from": "01/01/2027"}
    assert sent(clerk, RECORD, **changes).status_code == 302
    known = contract.references.order_by("starts_on").values_list("marche", "engagement", "ceiling")
    assert list(known) == [("M", "E-2026", Decimal(5000)), ("", "E-2027", Decimal(5000))]


def test_the_next_period_is_reckoned_as_one_types(reader: Client, company: Company) -> None:  # noqa: ARG001 - its address
    page = text(reader, f"{LIST}periode/", starts_on="15/01/2026", every_months="3")
    assert "14/04/2026" in page
    assert "donnez l'effet" in text(reader, f"{LIST}periode/", starts_on="zut")


def test_a_revision_is_printed_step_by_step_applied_and_undone(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company)
    a_clause(contract)
    page = text(clerk, RECORD, onglet="revision")
    assert "P = P0 × (0,15 + 0,85 × I / I0)" in page
    assert "Coefficient = 0,15 + 0,85 × 113,2 / 110" in page
    clerk.post(f"{LIST}revision/C-1/", {"revision-jour": "01/01/2027"})
    assert contract.revisions.filter(undone_at=None).exists()
    clerk.post(f"{LIST}revision/C-1/", {"annuler": "1"})
    assert not contract.revisions.filter(undone_at=None).exists()
    refused = clerk.post(f"{LIST}revision/C-1/", {"annuler": "1"})
    assert refused.status_code == 422
    assert "Aucune révision" in refused.content.decode()


def test_a_file_follows_the_first_invoice_and_is_taken_away(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company)
    file = SimpleUploadedFile("commande.pdf", a_pdf(), "application/pdf")
    kind = {"piece-kind": "ORDER", "piece-follows": "first", "piece-file": file}
    kinds = dict(clerk.get(RECORD).context["file_form"].fields["kind"].choices)
    kind["piece-kind"] = next(iter(kinds))
    assert clerk.post(f"{LIST}piece/C-1/", kind).status_code == 302
    assert contract.files.get().follows == "first"
    bad = SimpleUploadedFile("virus.exe", b"MZ", "application/x-dosexec")
    refused = clerk.post(f"{LIST}piece/C-1/", {**kind, "piece-file": bad})
    assert refused.status_code == 422
    clerk.post(f"{LIST}piece/C-1/", {"retirer": "commande.pdf"})
    assert not contract.files.exists()


def test_a_life_goes_on_by_buttons_and_is_told_in_the_history(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company, is_draft=True)
    life = f"{LIST}vie/C-1/"
    clerk.post(life, {"acte": "confirmer"})
    clerk.post(life, {"acte": "suspendre", "jour": "01/06/2026", "fin": "30/06/2026"})
    clerk.post(life, {"acte": "resilier", "jour": "31/12/2026", "motif": "déménagement"})
    contract.refresh_from_db()
    assert (contract.is_draft, contract.terminated_on) == (False, date(2026, 12, 31))
    assert contract.suspensions.count() == 1
    refused = clerk.post(life, {"acte": "resilier", "jour": "un jour"})
    assert refused.status_code == 422
    assert "n&#x27;est pas une date" in refused.content.decode()
    clerk.post(f"{LIST}copier/C-1/", {"numero": "C-2", "jour": "01/01/2027"})
    assert Contract.objects.get(number="C-2").is_draft
    assert "déménagement" in text(clerk, RECORD, onglet="vie")


def test_the_list_is_filtered_sorted_paged_and_written_to_a_file(
    clerk: Client, company: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rank in range(60):
        an_empty_contract(company, f"K-{rank:02}")
    an_empty_contract(company, "BROUILLON", is_draft=True)
    with django_assert_max_num_queries(14):
        page = text(clerk, LIST, page="2", tri="-numero")
    assert page.count("data-row>") == 11
    assert "BROUILLON" in page
    drafts = text(clerk, LIST, etat="draft")
    assert "BROUILLON" in drafts
    assert "K-01" not in drafts
    answer = clerk.get(f"{LIST}export.csv", {"q": "K-01"})
    written = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "K-01" in written
    assert "K-02" not in written


def test_a_reader_sees_a_contract_and_changes_nothing(reader: Client, company: Company) -> None:
    a_contract(company)
    page = text(reader, RECORD)
    assert "Entretien courant" in page
    assert "Enregistrer" not in page
    assert reader.post(RECORD, {}).status_code == 403
    assert reader.post(f"{LIST}vie/C-1/", {"acte": "confirmer"}).status_code == 403
