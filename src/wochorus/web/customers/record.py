"""The record of a customer: new, changed, archived and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import ContractFilter, contracts_matching
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.customers.lookup import fields_from, look_up_siret
from wochorus.customers.models import Customer
from wochorus.customers.queries import customer_by_code, groups_and_sectors, possible_duplicates
from wochorus.customers.questions import open_questions
from wochorus.customers.services import (
    archive_customer,
    change_customer,
    create_customer,
    reactivate_customer,
)
from wochorus.web.access import company_page, refuse_role
from wochorus.web.customers.assisted_entry import annuaire_about
from wochorus.web.customers.forms import (
    FORM_TABS,
    TABS,
    CustomerForm,
    values_of,
)
from wochorus.web.customers.people_rows import (
    address_form,
    address_rows,
    contact_form,
    contact_rows,
)
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.found import or_not_found
from wochorus.web.record_lists import asked
from wochorus.web.records import open_tab

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from wochorus.web.access import CompanyRequest

_REGISTER = ("closed_on", "is_partly_disclosed", "register_read_at")
_PLACES = (
    ("est déjà celui d'un client", "code"),
    ("code client", "code"),
    ("SIREN", "siren"),
    ("Le service «", "code_service"),
)
"""By a word of what is refused, the field that it is about."""


@company_page(Role.CLERK)
def new(request: CompanyRequest) -> HttpResponse:
    """Record a customer, by hand or from the register."""
    company = request.company
    customer = Customer(company=company)
    known = {"language": "fr", "country": "FR"}
    form = _form(request, customer, initial=known)
    if request.method == "POST" and form.is_valid():
        made = _created(request, form)
        if made is not None:
            messages.success(request, f"Client {made.code} enregistré.")
            return redirect(_address(request, made.code, form.cleaned_data["onglet"]))
    return _drawn(request, form, customer)


def _created(request: CompanyRequest, form: CustomerForm) -> Customer | None:
    given = {name: value for name, value in form.given().items() if value}
    given |= _read_at_register(form, str(given.get("siret", "")))
    code, name = given.pop("code", ""), given.pop("name", "")
    try:
        return create_customer(request.company, code, name, **given)
    except InvalidInput as refused:
        _refuse(form, refused)
        return None


def _read_at_register(form: CustomerForm, siret: str) -> dict[str, Any]:
    """Give what the register says beside the fields, when the form was filled from it."""
    if not siret or form.cleaned_data.get("register") != siret:
        return {}
    try:
        found = look_up_siret(siret)
    except WoChorusError:
        return {}
    return {name: fields_from(found)[name] for name in _REGISTER} if found else {}


@company_page()
def record(request: CompanyRequest, code: str) -> HttpResponseBase:
    """Show a customer; keep what is changed."""
    customer = or_not_found(customer_by_code, request.company, code)
    if request.method == "POST" and not request.role.includes(Role.CLERK):
        return refuse_role(request, Role.CLERK)
    form = _form(request, customer, initial=values_of(customer))
    if request.method == "POST" and form.is_valid() and _changed(form, customer):
        messages.success(request, f"Client {code} enregistré.")
        return redirect(_address(request, code, form.cleaned_data["onglet"]))
    return _drawn(request, form, customer)


def _changed(form: CustomerForm, customer: Customer) -> bool:
    given = form.given()
    given.pop("code", None)
    given |= _read_at_register(form, str(given.get("siret") or customer.siret))
    try:
        if given:
            change_customer(customer, **given)
    except InvalidInput as refused:
        _refuse(form, refused)
        return False
    return True


def _refuse(form: CustomerForm, refused: InvalidInput) -> None:
    field = next((name for word, name in _PLACES if word in refused.what), None)
    remedy = refused.remedy
    if field == "code" and "déjà" in refused.what:
        remedy = "Choisissez-en un autre, ou ouvrez sa fiche depuis la liste."
    add_refusal(form, InvalidInput(refused.what, remedy=remedy), field)


def _form(request: CompanyRequest, customer: Customer, *, initial: dict[str, Any]) -> CustomerForm:
    form = CustomerForm(
        request.POST or None,
        initial={**initial, "onglet": request.GET.get("onglet", "")},
        services=reverse("customer-services", args=[request.company.code]),
        customer=customer,
        may_change=request.role.includes(Role.CLERK),
    )
    if customer.pk:
        form.fields["code"].disabled = True
    return form


def _drawn(request: CompanyRequest, form: CustomerForm, customer: Customer) -> HttpResponse:
    wanted = request.POST.get("onglet") or request.GET.get("onglet", "")
    shown = _shown(request, form, customer, wanted)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/customers/customer.html", shown, status=status)


def page_of_customer(request: CompanyRequest, customer: Customer, tab: str) -> dict[str, Any]:
    """Give what the page of a customer is drawn with, its record as it is kept."""
    form = CustomerForm(
        initial=values_of(customer) | {"onglet": tab},
        services=reverse("customer-services", args=[request.company.code]),
        customer=customer,
    )
    form.fields["code"].disabled = True
    return _shown(request, form, customer, tab)


def _shown(
    request: CompanyRequest, form: CustomerForm, customer: Customer, wanted: str
) -> dict[str, Any]:
    tabs = TABS if customer.pk else FORM_TABS
    groups, sectors = groups_and_sectors(request.company)
    shown = {
        "form": form,
        "customer": customer if customer.pk else None,
        "tabs": tabs,
        "tab": open_tab(tabs, wanted, form if form.is_bound else None),
        "wanted_siret": asked(request.GET, "siret"),
        "groups": groups,
        "sectors": sectors,
        **annuaire_about(customer.siret, customer.code_service),
    }
    return shown | (about(request, customer) if customer.pk else {})


def about(request: CompanyRequest, customer: Customer) -> dict[str, Any]:
    """Give what goes with a record: what is open on it, its people, its contracts."""
    found = ContractFilter(customer=customer.code)
    return {
        "questions": open_questions(customer),
        "doubles": possible_duplicates(customer),
        "contacts": contact_rows(customer, request.GET.get("contact", "")),
        "addresses": address_rows(customer, request.GET.get("adresse", "")),
        "contact_form": contact_form(),
        "address_form": address_form(),
        "contracts": contracts_matching(request.company, found, timezone.localdate()),
    }


def _address(request: CompanyRequest, code: str, tab: str = "") -> str:
    address = reverse("customer", args=[request.company.code, code])
    return f"{address}?onglet={tab}" if tab in {each.name for each in TABS} else address


@require_POST
@company_page(Role.CLERK)
def archive(request: CompanyRequest, code: str) -> HttpResponse:
    """Set a customer aside."""
    archive_customer(or_not_found(customer_by_code, request.company, code))
    messages.success(request, f"Client {code} archivé : il ne paraît plus dans les listes.")
    return redirect(_address(request, code))


@require_POST
@company_page(Role.CLERK)
def reactivate(request: CompanyRequest, code: str) -> HttpResponse:
    """Take a customer back into use."""
    reactivate_customer(or_not_found(customer_by_code, request.company, code))
    messages.success(request, f"Client {code} repris.")
    return redirect(_address(request, code))
