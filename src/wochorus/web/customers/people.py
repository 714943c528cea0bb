"""The contacts and the other addresses of a customer: added and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.core.errors import InvalidInput
from wochorus.customers.people import (
    add_address,
    add_contact,
    address_named,
    contact_named,
    remove_address,
    remove_contact,
)
from wochorus.customers.queries import customer_by_code
from wochorus.web.access import company_page
from wochorus.web.customers.forms import PEOPLE, AddressForm, ContactForm
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.found import or_not_found

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.customers.models import Customer
    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def contact(request: CompanyRequest, code: str) -> HttpResponse:
    """Add a contact, or take away the one that is named."""
    customer = or_not_found(customer_by_code, request.company, code)
    if leaving := request.POST.get("retirer"):
        remove_contact(or_not_found(contact_named, customer, leaving))
        return _done(request, customer, f"Contact retiré : {leaving}.")
    form = ContactForm(request.POST, prefix="contact")
    if form.is_valid():
        try:
            made = add_contact(customer, **form.cleaned_data)
        except InvalidInput as refused:
            add_refusal(form, refused, "name")
        else:
            return _done(request, customer, f"Contact ajouté : {made.name}.")
    return _drawn(request, customer, contact_form=form)


@require_POST
@company_page(Role.CLERK)
def address(request: CompanyRequest, code: str) -> HttpResponse:
    """Add an address, or take away the one that is named."""
    customer = or_not_found(customer_by_code, request.company, code)
    if leaving := request.POST.get("retirer"):
        remove_address(or_not_found(address_named, customer, leaving))
        return _done(request, customer, f"Adresse retirée : {leaving}.")
    form = AddressForm(request.POST, prefix="adresse")
    if form.is_valid():
        try:
            made = add_address(customer, **form.cleaned_data)
        except InvalidInput as refused:
            add_refusal(form, refused, "label")
        else:
            return _done(request, customer, f"Adresse ajoutée : {made.label}.")
    return _drawn(request, customer, address_form=form)


def _done(request: CompanyRequest, customer: Customer, said: str) -> HttpResponse:
    messages.success(request, said)
    page = reverse("customer", args=[request.company.code, customer.code])
    return redirect(f"{page}?onglet={PEOPLE.name}")


def _drawn(
    request: CompanyRequest, customer: Customer, **refused: ContactForm | AddressForm
) -> HttpResponse:
    from wochorus.web.customers.record import page_of_customer

    shown = page_of_customer(request, customer, PEOPLE.name) | refused
    return render(request, "web/customers/customer.html", shown, status=UNPROCESSABLE)
