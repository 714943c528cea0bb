"""The contacts and the other addresses of a customer: added, changed, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.core.errors import InvalidInput
from wochorus.customers.people import (
    add_address,
    add_contact,
    address_named,
    change_address,
    change_contact,
    contact_named,
    remove_address,
    remove_contact,
)
from wochorus.customers.queries import customer_by_code
from wochorus.web.access import company_page
from wochorus.web.customers.forms import PEOPLE
from wochorus.web.customers.people_rows import (
    address_form,
    address_rows,
    contact_form,
    contact_rows,
)
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.found import or_not_found

if TYPE_CHECKING:
    from django.db.models import Manager
    from django.http import HttpResponse

    from wochorus.customers.models import Customer
    from wochorus.customers.people import Record
    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def contact(request: CompanyRequest, code: str) -> HttpResponse:
    """Add a contact; change, or take away, the one that is named."""
    customer = or_not_found(customer_by_code, request.company, code)
    if leaving := request.POST.get("retirer"):
        remove_contact(or_not_found(contact_named, customer, leaving))
        return _done(request, customer, f"Contact retiré : {leaving}.")
    known = _of(customer.contacts, request, "Ce contact n'est plus là.")
    form = contact_form(known, request.POST)
    if form.is_valid():
        try:
            if known is None:
                made, done = add_contact(customer, **form.cleaned_data), "ajouté"
            else:
                made, done = change_contact(known, **form.given()), "enregistré"
        except InvalidInput as refused:
            add_refusal(form, refused, "name")
        else:
            return _done(request, customer, f"Contact {done} : {made.name}.")
    if known is None:
        return _drawn(request, customer, contact_form=form)
    return _drawn(request, customer, contacts=contact_rows(customer, str(known.pk), form))


@require_POST
@company_page(Role.CLERK)
def address(request: CompanyRequest, code: str) -> HttpResponse:
    """Add an address; change, or take away, the one that is named."""
    customer = or_not_found(customer_by_code, request.company, code)
    if leaving := request.POST.get("retirer"):
        remove_address(or_not_found(address_named, customer, leaving))
        return _done(request, customer, f"Adresse retirée : {leaving}.")
    known = _of(customer.addresses, request, "Cette adresse n'est plus là.")
    form = address_form(known, request.POST)
    if form.is_valid():
        try:
            if known is None:
                made, done = add_address(customer, **form.cleaned_data), "ajoutée"
            else:
                made, done = change_address(known, **form.given()), "enregistrée"
        except InvalidInput as refused:
            add_refusal(form, refused, "label")
        else:
            return _done(request, customer, f"Adresse {done} : {made.label}.")
    if known is None:
        return _drawn(request, customer, address_form=form)
    return _drawn(request, customer, addresses=address_rows(customer, str(known.pk), form))


def _of(records: Manager[Record], request: CompanyRequest, gone: str) -> Record | None:
    """Find the record that is changed; nothing when one is added."""
    wanted = request.POST.get("modifier", "")
    if not wanted:
        return None
    found = records.filter(pk=wanted).first() if wanted.isdecimal() else None
    if found is None:
        raise Http404(gone)
    return found


def _done(request: CompanyRequest, customer: Customer, said: str) -> HttpResponse:
    messages.success(request, said)
    page = reverse("customer", args=[request.company.code, customer.code])
    return redirect(f"{page}?onglet={PEOPLE.name}")


def _drawn(request: CompanyRequest, customer: Customer, **refused: object) -> HttpResponse:
    from wochorus.web.customers.record import page_of_customer

    shown = page_of_customer(request, customer, PEOPLE.name) | refused
    return render(request, "web/customers/customer.html", shown, status=UNPROCESSABLE)
