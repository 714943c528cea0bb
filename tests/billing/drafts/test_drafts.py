"""Drafts: typed at will, worth nothing until issued, never changed afterwards."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from support.contracts import ME, a_contract
from support.records import a_company, a_customer, a_siret, a_structure
from support.sales import DAY
from wochorus.billing.drafts.contents import issue_drafts, preview
from wochorus.billing.drafts.services import (
    add_line,
    change_draft,
    change_line,
    copy_draft,
    create_draft,
    delete_draft,
    remove_line,
)
from wochorus.billing.models import Invoice, InvoiceSource
from wochorus.contracts.reference_terms import ceiling_of, set_references
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.drafts.models import InvoiceDraft

D = Decimal
TC = InvoiceSource.EXTRA_WORK
WHEN = (
    "ni date d'exécution ni période (--done, ou --from et --to) : la loi veut la date si ce n'est "
    "pas celle de la facture"
)


def a_draft(company: Company, price: str = "100", **fields: Any) -> InvoiceDraft:
    customer = fields.pop("customer", None) or a_customer(company)
    draft = create_draft(customer, TC, actor=ME, **fields)
    add_line(draft, name="Décapage", price=D(price), tax_rate=D(20))
    return draft


@pytest.mark.django_db
def test_extra_works_take_what_is_not_typed_from_their_contract() -> None:
    company = a_company()
    contract = a_contract(company, sector="Nord", payment_term="20 jours")
    set_references(contract, actor=ME, marche="M-1", engagement="ENG", ceiling=D(150))
    draft = a_draft(company, contract=contract, delivery_date=date(2026, 11, 20))
    seen = preview(draft, DAY)
    assert (seen.content.references.marche, seen.content.references.engagement) == ("M-1", "ENG")
    assert (seen.amounts.with_tax, seen.due_on) == (D(120), date(2026, 12, 14))
    assert not seen.defects
    (issued,) = issue_drafts(company, [draft], DAY, actor=ME)
    invoice = Invoice.objects.get(pk=issued.invoice_id)
    assert (invoice.source, invoice.sector) == ("extra_work", "Nord")
    ceiling = ceiling_of(contract, DAY)
    assert ceiling is not None
    assert ceiling.left == D(50)
    again = preview(a_draft(company, contract=contract), DAY)
    assert again.anomalies[-1].startswith("l'engagement ENG n'a plus que 50,00")


@pytest.mark.django_db
def test_a_preview_tells_what_forbids_and_what_to_look_at() -> None:
    company = a_company()
    a_structure(a_siret(1), requires_service=True, requires_engagement=True)
    customer = a_customer(company, siret=a_siret(1), code="VILLE")
    seen = preview(create_draft(customer, TC, actor=ME), DAY)
    assert seen.defects == ["elle n'a aucune ligne"]
    assert seen.anomalies == [
        "la structure exige un code service",
        "la structure exige un n° d'engagement",
        WHEN,
    ]


def oddities_of(rate: str, **fields: Any) -> list[str]:
    draft = create_draft(a_customer(a_company()), TC, actor=ME, **fields)
    add_line(draft, name="Décapage", price=D(100), tax_rate=D(rate))
    return preview(draft, DAY).anomalies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("20", ""),
        ("5.5", ""),
        ("2.10", ""),
        ("19.6", "ligne 1 : la TVA à 19,6 % n'est pas un taux de métropole en vigueur"),
        ("8.5", "ligne 1 : la TVA à 8,5 % n'est pas un taux de métropole en vigueur"),
        ("0.2", "ligne 1 : la TVA à 0,2 % s'écrit en pourcentage : 20"),
        ("21", "ligne 1 : la TVA à 21 % n'est pas un taux français"),
    ],
)
def test_a_rate_of_vat_that_is_not_of_today_is_told(rate: str, said: str) -> None:
    told = [each for each in oddities_of(rate, delivery_date=DAY) if "TVA" in each]
    assert [each[: len(said)] for each in told] == ([said] if said else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "ni date d'exécution ni période"),
        ({"delivery_date": DAY}, ""),
        ({"period_start": date(2026, 11, 1), "period_end": date(2026, 11, 30)}, ""),
        ({"delivery_date": date(2027, 1, 5)}, "la date d'exécution (05/01/2027) est après"),
    ],
)
def test_when_the_work_was_done_is_asked_for(fields: dict[str, Any], said: str) -> None:
    told = [each for each in oddities_of("20", **fields) if "exécution" in each]
    assert [each[: len(said)] for each in told] == ([said] if said else [])


@pytest.mark.django_db
def test_a_customer_of_unknown_kind_without_siret_is_told() -> None:
    company = a_company()
    customer = a_customer(company, siret="", code="X", kind="")
    told = preview(a_draft(company, customer=customer), DAY).anomalies
    assert any("n'a pas de SIRET" in each for each in told)


@pytest.mark.django_db
def test_lines_are_changed_and_removed_by_their_rank() -> None:
    company = a_company()
    draft = a_draft(company)
    add_line(draft, name="Vitres", price=D(10), tax_rate=D(10), quantity=D(3))
    change_line(draft, 1, price=D(50), quantity=D("1.5"))
    remove_line(draft, 2)
    add_line(draft, name="Remise", price=D(5), tax_rate=D(20), quantity=D(-1))
    seen = preview(draft, DAY)
    assert [(line.name, line.net_amount) for line in seen.content.lines] == [
        ("Décapage", D(75)),
        ("Remise", D(-5)),
    ]
    with pytest.raises(InvalidInput, match="pas de ligne 3"):
        remove_line(draft, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": None}, "Désignation"),
        ({"price": None}, "Prix unitaire"),
        ({"tax_rate": None}, "Taux TVA"),
        ({"price": D(-1)}, "n'est pas négatif"),
        ({"tax_rate": D(0)}, "à 0 %"),
        ({"tax_category": "E"}, "va avec un taux de 0 %"),
        ({"period_start": DAY, "period_end": date(2026, 1, 1)}, "finit avant"),
        ({"name": "x" * 300}, "désignation"),
    ],
)
def test_a_line_that_cannot_be_is_refused(fields: dict[str, Any], why: str) -> None:
    draft = a_draft(a_company())
    known = {"name": "Vitres", "price": D(10), "tax_rate": D(20)}
    with pytest.raises(InvalidInput, match=why):
        add_line(draft, **{**known, **fields})
    assert draft.lines.count() == 1


@pytest.mark.django_db
def test_the_reverse_charge_is_chosen_and_brings_its_mention() -> None:
    company = a_company()
    draft = create_draft(a_customer(company), TC, actor=ME)
    add_line(draft, name="Fin de chantier", price=D(10), tax_rate=D(0), tax_category="AE")
    (issued,) = issue_drafts(company, [draft], DAY, actor=ME)
    tax = Invoice.objects.get(pk=issued.invoice_id).tax_breakdown.get()
    assert tax.exemption_reason.startswith("Autoliquidation")
    back = copy_draft(draft, actor=ME)
    line = change_line(back, 1, tax_rate=D(20))
    assert (line.tax_category, line.exemption_reason) == ("S", "")


@pytest.mark.django_db
def test_an_issued_draft_never_changes_and_may_be_copied() -> None:
    company = a_company()
    draft = a_draft(company, subject="Remise en état")
    issue_drafts(company, [draft], DAY, actor=ME)
    for change in (
        lambda: change_draft(draft, subject="Autre"),
        lambda: add_line(draft, name="x", price=D(1), tax_rate=D(20)),
        lambda: delete_draft(draft),
        lambda: issue_drafts(company, [draft], DAY, actor=ME),
    ):
        with pytest.raises(InvalidInput, match="c'est la facture FA-2026-00001"):
            change()
    copied = copy_draft(draft, actor=ME)
    assert (copied.subject, copied.lines.count(), copied.invoice) == ("Remise en état", 1, None)
    issue_drafts(company, [copied], DAY, actor=ME)
    assert Invoice.objects.count() == 2


@pytest.mark.django_db
def test_what_is_refused_is_not_kept() -> None:
    company, other = a_company(), a_company("autre", a_siret(3))
    draft = a_draft(company)
    with pytest.raises(InvalidInput, match="Cadre de facturation inconnu"):
        change_draft(draft, cadre="A4")
    with pytest.raises(InvalidInput, match="acompte"):
        change_draft(draft, prepaid=D(-1))
    foreign = a_contract(other, customer=a_customer(other))
    with pytest.raises(InvalidInput, match="n'est pas celui du client"):
        create_draft(a_customer(company), TC, actor=ME, contract=foreign)
    draft.refresh_from_db()
    assert (draft.cadre, draft.prepaid) == ("", D(0))


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_two_people_issue_at_once_is_issued_once() -> None:
    company = a_company()
    draft = a_draft(company)
    start = threading.Barrier(2)

    def issue(_: int) -> bool:
        try:
            start.wait()
            issue_drafts(company, [draft], DAY, actor=ME)
        except InvalidInput:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(issue, range(2))) == [False, True]
    assert Invoice.objects.count() == 1
