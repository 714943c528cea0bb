"""A code service that is typed for an invoice: the annuaire must show it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.contracts import ME
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_company,
    a_customer,
    a_service,
    a_structure,
    an_invoice,
)
from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.drafts.services import change_draft, create_draft
from wochorus.billing.models import Invoice, InvoiceSource, Reissue
from wochorus.billing.reissue import Corrections, ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput
from wochorus.customers.service_choice import check_code_service

if TYPE_CHECKING:
    from wochorus.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    """Give a town with two open services, one closed and one inactive."""
    structure = a_structure(SERVICE_REQUIRED, requires_service=True)
    a_service(structure, name="Marchés publics")
    a_service(structure, "ECOLES", name="Écoles et crèches")
    a_service(structure, "VOIRIE", is_active=False)
    a_service(structure, "PARCS", closed_at=timezone.now())
    return a_customer(a_company(), SERVICE_REQUIRED)


def refusal(code: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        check_code_service(SERVICE_REQUIRED, code)
    return refused.value


@pytest.mark.parametrize(
    ("typed", "close"),
    [
        ("ECOLE", "ECOLES (Écoles et crèches)."),
        ("écoles", "ECOLES (Écoles et crèches)."),
        ("Marchés publics", f"{SERVICE_CODE} (Marchés publics)."),
        ("SERVICE_DEST_SERV", f"{SERVICE_CODE} (Marchés publics)."),
    ],
)
def test_a_service_that_is_not_there_is_refused_with_those_that_are_close(
    customer: Customer, typed: str, close: str
) -> None:
    told = refusal(typed)
    assert customer.siret in told.where
    assert "n'a pas ce service" in told.what
    assert f"Au plus proche : {close}" in told.remedy
    assert "Ses services actifs : ECOLES, SERVICE_DEST_SERV_OBL." in told.remedy


def test_a_service_that_takes_no_more_invoices_is_never_proposed(customer: Customer) -> None:
    assert customer.siret == SERVICE_REQUIRED
    assert "inactif" in refusal("VOIRIE").what
    assert "disparu" in refusal("PARCS").what
    for typed in ("VOIRIE", "VOIRIES", "PARC"):
        remedy = refusal(typed).remedy
        assert "VOIRIE" not in remedy
        assert "PARCS" not in remedy
    assert "Au plus proche" not in refusal("XQ4").remedy


def reissued(invoice: Invoice, **corrected: Any) -> Reissue:
    wish = ReissueWish(new_numbers(invoice), timezone.localdate(), Corrections(**corrected))
    return reissue_invoice(invoice, wish, actor=ME)


@pytest.mark.parametrize("code", ["ECOLE", "VOIRIE", "PARCS", "FACTURES_PUBLIQUES"])
def test_a_reissue_for_a_service_that_takes_no_invoice_changes_nothing(
    customer: Customer, code: str
) -> None:
    invoice = an_invoice(customer.company, "FA-1", customer=customer, code_service=SERVICE_CODE)
    with pytest.raises(InvalidInput, match="ne peut pas recevoir de facture") as refused:
        reissued(invoice, code_service=code)
    assert "Corrigez --service ; rien n'a été fait." in refused.value.remedy
    assert Invoice.objects.count() == 1


def test_a_service_is_judged_with_the_recipient_that_is_typed_beside_it(
    customer: Customer,
) -> None:
    a_structure(UNDEMANDING)
    other = a_customer(customer.company, UNDEMANDING)
    invoice = an_invoice(customer.company, "FA-1", customer=customer, code_service=SERVICE_CODE)
    with pytest.raises(InvalidInput, match=SERVICE_CODE):
        reissued(invoice, customer=other)
    done = reissued(invoice, customer=other, code_service="")
    assert (done.replacement.customer, done.replacement.code_service) == (other, "")


def test_what_is_not_typed_anew_and_what_the_annuaire_does_not_know_are_not_judged(
    customer: Customer,
) -> None:
    kept = an_invoice(customer.company, "FA-1", customer=customer, code_service="VOIRIE")
    assert reissued(kept, engagement="BC-9").replacement.code_service == "VOIRIE"
    stranger = a_customer(customer.company, "21940076900019")
    unknown = an_invoice(customer.company, "FA-2", customer=stranger)
    assert reissued(unknown, code_service="COMPTA").replacement.code_service == "COMPTA"


def test_a_draft_takes_an_open_service_only(customer: Customer) -> None:
    with pytest.raises(InvalidInput, match="VOIRIE"):
        create_draft(customer, InvoiceSource.FREE, actor=ME, code_service="VOIRIE")
    assert not InvoiceDraft.objects.exists()
    draft = create_draft(customer, InvoiceSource.FREE, actor=ME, code_service="ECOLES")
    with pytest.raises(InvalidInput, match="ECOLE »"):
        change_draft(draft, code_service="ECOLE")
    draft.refresh_from_db()
    assert draft.code_service == "ECOLES"
    assert change_draft(draft, code_service=None).code_service == ""
