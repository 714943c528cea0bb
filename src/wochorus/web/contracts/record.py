"""The record of a contract: new, or changed with its lines and references in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import contract_by_number
from wochorus.contracts.reference_terms import references_on, set_references
from wochorus.contracts.services import change_contract, create_contract
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import Customer
from wochorus.web.access import company_page, refuse_role
from wochorus.web.contracts.forms import (
    FORM_TABS,
    HEAD,
    LINES,
    REFERENCES,
    TABS,
    TERMS,
    ContractForm,
    values_of,
)
from wochorus.web.contracts.lines import apply_rows, are_valid, rows_of, rows_sent
from wochorus.web.contracts.showing import about, editable_lines
from wochorus.web.deposit.words import on_screen
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.found import or_not_found
from wochorus.web.records import open_tab

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from wochorus.contracts.models import Contract
    from wochorus.web.access import CompanyRequest
    from wochorus.web.contracts.lines import Row

_PLACES = (
    ("est déjà celui d'un contrat", "number"),
    ("Cadre", "cadre"),
    ("ne se reconduit pas", "renewal_months"),
    ("prochaine facture", "next_start"),
    ("Une période va de", "every_months"),
    ("effet", "starts_on"),
    ("N° de marché", "marche"),
    ("N° d'engagement", "engagement"),
    ("Code service", "code_service"),
    ("engagement", "ceiling"),
)
"""By a word of what is refused, the field that it is about."""
_TEXTS = ("marche", "engagement", "code_service")
_CHANGED = (*HEAD[2:], *TERMS.fields)


@company_page(Role.CLERK)
def new(request: CompanyRequest) -> HttpResponse:
    """Record a contract with its lines and references."""
    known = {
        "customer": request.GET.get("client", "")[:30],
        "timing": "arrears",
        "every_months": "1",
        "ceiling_basis": "HT",
    }
    form = _form(request, known, is_sent=request.method == "POST")
    rows = rows_sent(request.POST, []) if request.method == "POST" else rows_of([], may_add=True)
    if request.method == "POST" and _are_good(form, rows):
        made = _created(request, form, rows)
        if made is not None:
            messages.success(request, f"Contrat {made.number} enregistré.")
            return redirect(_address(request, made.number, form))
    return _drawn(request, form, rows, None)


def _are_good(form: ContractForm, rows: list[Row]) -> bool:
    is_good = form.is_valid()
    return are_valid(rows) and is_good


def _created(request: CompanyRequest, form: ContractForm, rows: list[Row]) -> Contract | None:
    values = form.cleaned_data
    customer = _customer(request, form)
    if customer is None:
        return None
    fields = {name: values[name] for name in (*_CHANGED, *REFERENCES.fields)}
    start = fields.pop("starts_on")
    if not any(fields[name] for name in REFERENCES.fields if name != "ceiling_basis"):
        fields["ceiling_basis"] = None
    actor = request.user.email
    try:
        with transaction.atomic():
            made = create_contract(customer, values["number"], start, actor=actor, **fields)
            if apply_rows(made, rows, made.next_start, actor=actor):
                return made
            transaction.set_rollback(True)
    except InvalidInput as refused:
        _refuse(form, refused)
    return None


def _customer(request: CompanyRequest, form: ContractForm) -> Customer | None:
    code = form.cleaned_data["customer"]
    found = Customer.objects.filter(company=request.company, code=code).first()
    if found is None:
        form.add_error(
            "customer",
            f"Le client « {code} » n'existe pas. Tapez son nom : les clients s'offrent à mesure.",
        )
    return found


@company_page()
def record(request: CompanyRequest, number: str) -> HttpResponseBase:
    """Show a contract; keep what is changed."""
    contract = or_not_found(contract_by_number, request.company, number)
    if request.method == "POST" and not request.role.includes(Role.CLERK):
        return refuse_role(request, Role.CLERK)
    form = contract_form(request, contract, is_sent=request.method == "POST")
    lines = editable_lines(contract)
    if request.method == "POST":
        rows = rows_sent(request.POST, lines)
        if _are_good(form, rows) and _changed(request, contract, form, rows):
            messages.success(request, f"Contrat {number} enregistré.")
            return redirect(_address(request, number, form))
    else:
        rows = rows_of(lines, may_add=request.role.includes(Role.CLERK))
    return _drawn(request, form, rows, contract)


def _changed(
    request: CompanyRequest, contract: Contract, form: ContractForm, rows: list[Row]
) -> bool:
    actor = request.user.email
    fields = form.given(*_CHANGED)
    if "customer" in form.changed_data:
        fields["customer"] = _customer(request, form)
        if fields["customer"] is None:
            return False
    try:
        with transaction.atomic():
            changed = change_contract(contract, actor=actor, **fields)
            _set_references(changed, form, actor)
            if apply_rows(changed, rows, changed.next_start, actor=actor):
                return True
            transaction.set_rollback(True)
    except InvalidInput as refused:
        _refuse(form, refused)
    return False


def _set_references(contract: Contract, form: ContractForm, actor: str) -> None:
    given = form.given(*REFERENCES.fields)
    if not given:
        return
    if "references_from" in given:  # new ones begin: they are what the page shows, all of it
        given = {name: form.cleaned_data[name] for name in REFERENCES.fields}
    emptied = [name for name, value in given.items() if value is None]
    given |= {name: "" for name in _TEXTS if name in emptied}
    given["references_from"] = form.cleaned_data["references_from"]
    set_references(contract, actor=actor, emptied=emptied, **given)


def _refuse(form: ContractForm, refused: InvalidInput) -> None:
    field = next((name for word, name in _PLACES if word in refused.what), None)
    remedy = on_screen(refused.remedy)
    if "--" in remedy or "contract " in remedy:
        remedy = ""
    add_refusal(form, InvalidInput(refused.what, remedy=remedy), field)


def contract_form(request: CompanyRequest, contract: Contract, *, is_sent: bool) -> ContractForm:
    """Give the form of a contract, filled with what was sent or with what is kept."""
    references = references_on(contract, timezone.localdate())
    form = _form(request, values_of(contract, references), is_sent=is_sent)
    form.fields["number"].disabled = True
    return form


def _form(request: CompanyRequest, initial: dict[str, Any], *, is_sent: bool) -> ContractForm:
    return ContractForm(
        request.POST if is_sent else None,
        initial={**initial, "onglet": request.GET.get("onglet", "")},
        customers=reverse("contract-customers", args=[request.company.code]),
        services=reverse("contract-services", args=[request.company.code]),
        may_change=request.role.includes(Role.CLERK),
    )


def _drawn(
    request: CompanyRequest, form: ContractForm, rows: list[Row], contract: Contract | None
) -> HttpResponse:
    wanted = request.POST.get("onglet") or request.GET.get("onglet", "")
    tabs = TABS if contract else FORM_TABS
    tab = open_tab(tabs, wanted, form if form.is_bound else None)
    if any(_is_refused(row) for row in rows):
        tab = LINES.name
    is_refused = form.is_bound and (form.errors or any(_is_refused(row) for row in rows))
    shown = about(request, contract, form) | {"rows": rows, "tabs": tabs, "tab": tab}
    status = UNPROCESSABLE if is_refused else 200
    return render(request, "web/contracts/contract.html", shown, status=status)


def _is_refused(row: Row) -> bool:
    return bool(row.refusal or (row.form.is_bound and not row.is_gone and row.form.errors))


def redrawn(request: CompanyRequest, contract: Contract, tab: str, **shown: object) -> HttpResponse:
    """Show a contract as it is kept, with what was refused beside it."""
    form = contract_form(request, contract, is_sent=False)
    rows = rows_of(editable_lines(contract), may_add=True)
    whole = about(request, contract, form) | {"rows": rows, "tabs": TABS, "tab": tab} | shown
    return render(request, "web/contracts/contract.html", whole, status=UNPROCESSABLE)


def address_of(request: CompanyRequest, number: str, tab: str) -> str:
    """Write the address of a contract, open on a tab."""
    return f"{reverse('contract', args=[request.company.code, number])}?onglet={tab}"


def _address(request: CompanyRequest, number: str, form: ContractForm) -> str:
    tab = form.cleaned_data["onglet"]
    known = tab if tab in {each.name for each in TABS} else LINES.name
    return address_of(request, number, known)
