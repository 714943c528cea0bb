"""Drafts on screen: begun for a customer, typed, looked at; each value is kept as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.drafts.contents import preview
from wochorus.billing.drafts.format import DRAFT_FIELDS, DRAFT_LINE_FIELDS
from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.drafts.services import change_draft, copy_draft, create_draft, delete_draft
from wochorus.billing.models import InvoiceSource
from wochorus.core.attachments import ATTACHMENT_KINDS
from wochorus.core.errors import InvalidInput
from wochorus.core.units import UNITS
from wochorus.customers.terms import suggested_term, term_of
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.choices import chosen_payer
from wochorus.web.billing.columns_form import ColumnsForm, shown
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.paging import page_of
from wochorus.web.said import on_screen, without_commands

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.drafts.contents import Preview
    from wochorus.billing.drafts.models import InvoiceDraftLine
    from wochorus.web.access import CompanyRequest

LINE_COLUMNS = tuple(
    column
    for column in DRAFT_LINE_FIELDS
    if column.field
    in ("name", "quantity", "unit", "price", "tax_rate", "tax_category", "exemption")
)
NEEDED = frozenset(("name", "price", "tax_rate"))
LINE_ACTIONS = (
    ("monter", "Monter", "↑", "up"),
    ("descendre", "Descendre", "↓", "down"),
    ("retirer", "Retirer", "×", "remove"),
)
_FIELDS_OF_REFUSALS = (
    ("service", "code_service"),
    ("acompte", "prepaid"),
    ("période", "period_end"),
    ("Cadre", "cadre"),
)


class NewDraftForm(forms.Form):
    """For whom, and what for."""

    client = forms.CharField(label="Client ou contrat", max_length=100)
    nature = forms.ChoiceField(
        label="Nature",
        choices=[
            (InvoiceSource.FREE.value, InvoiceSource.FREE.label),
            (InvoiceSource.EXTRA_WORK.value, f"{InvoiceSource.EXTRA_WORK.label} (TC)"),
        ],
        widget=forms.RadioSelect,
        initial=InvoiceSource.FREE.value,
    )


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """List the drafts: those to issue, or those that are issued."""
    issued = "emis" in request.GET
    found = InvoiceDraft.objects.filter(company=request.company, invoice__isnull=not issued)
    page = page_of(request, found.select_related("customer", "invoice").order_by("-pk"))
    shown_page = {"page": page, "issued": issued, "sources": dict(InvoiceSource.choices)}
    return render(request, "web/billing/drafts.html", shown_page)


@company_page(Role.CLERK)
def new(request: CompanyRequest) -> HttpResponse:
    """Begin a draft for a customer or a contract."""
    form = NewDraftForm(request.POST or None, initial={**request.GET.dict()})
    if request.method == "POST" and form.is_valid():
        source = InvoiceSource(form.cleaned_data["nature"])
        try:
            customer, contract = chosen_payer(request.company, form.cleaned_data["client"])
            made = create_draft(customer, source, actor=acting(), contract=contract)
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused), "client")
        else:
            return redirect("draft", request.company.code, made.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/billing/draft_new.html", {"form": form}, status=status)


def found_draft(request: CompanyRequest, number: int) -> InvoiceDraft:
    """Find the draft of an address. Raises `Http404`."""
    known = InvoiceDraft.objects.select_related("company", "customer", "contract", "invoice")
    found = known.filter(company=request.company, pk=number).first()
    if found is None:
        raise Http404(f"Le brouillon {number} n'existe pas : il a peut-être été supprimé.")
    return found


@company_page()
def draft(request: CompanyRequest, number: int) -> HttpResponse:
    """Show a draft with its lines and totals; keep what is typed of its head."""
    found = found_draft(request, number)
    if request.method == "POST" and request.role.includes(Role.CLERK):
        return _kept(request, found)
    form = head_form(found)
    return render(request, "web/billing/draft.html", about(request, found) | {"form": form})


def head_form(found: InvoiceDraft, typed: Any = None) -> ColumnsForm:  # noqa: ANN401 - POST
    """Give the form of the head of a draft; what is inherited stands in its empty fields."""
    form = ColumnsForm(DRAFT_FIELDS, typed, initial=shown(found, DRAFT_FIELDS))
    content = preview(found, timezone.localdate()).content
    inherited = {
        "marche": content.references.marche,
        "engagement": content.references.engagement,
        "code_service": content.references.code_service,
        "sector": content.sector or found.customer.sector,
        "payment_term": str(
            content.term or term_of(found.customer) or suggested_term(found.customer)
        ),
    }
    for name, text in inherited.items():
        form.fields[name].widget.attrs["placeholder"] = text
    return form


def _kept(request: CompanyRequest, found: InvoiceDraft) -> HttpResponse:
    form = head_form(found, request.POST)
    if form.is_valid():
        try:
            found = change_draft(found, **form.values)
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused), _field_of(refused))
    if not request.htmx and not form.errors:
        return redirect("draft", request.company.code, found.pk)
    template = "web/billing/_draft_saved.html" if request.htmx else "web/billing/draft.html"
    status = UNPROCESSABLE if form.errors else 200
    known = about(request, found_draft(request, found.pk)) | {"form": form}
    return render(request, template, known, status=status)


def _field_of(refused: InvalidInput) -> str | None:
    return next((field for word, field in _FIELDS_OF_REFUSALS if word in refused.what), None)


def about(request: CompanyRequest, found: InvoiceDraft) -> dict[str, Any]:
    """Give what the page of a draft, and each part of it, are drawn with."""
    seen = preview(found, timezone.localdate())
    lines = list(found.lines.all())
    return {
        "draft": found,
        "seen": seen,
        "source": InvoiceSource(found.source).label,
        "defects": [without_commands(each) for each in seen.defects],
        "anomalies": [without_commands(each) for each in seen.anomalies],
        "rows": [row(line, seen, rank) for rank, line in enumerate(lines, start=1)],
        "blank": blank_form(lines),
        "may_type": request.role.includes(Role.CLERK) and found.invoice_id is None,
        "files": list(found.files.all()),
        "file_kinds": ATTACHMENT_KINDS,
        "line_actions": LINE_ACTIONS,
        "units": [words[0] for words in UNITS.values()],
    }


def row(
    line: InvoiceDraftLine, seen: Preview, rank: int, form: ColumnsForm | None = None
) -> dict[str, Any]:
    """Give what a line is drawn with."""
    known = form or line_form(rank, initial=shown(line, LINE_COLUMNS))
    net = seen.content.lines[rank - 1].net_amount
    return {"rank": rank, "form_id": f"form-l{rank}", "form": known, "net": net}


def line_form(rank: int, typed: Any = None, **options: Any) -> ColumnsForm:  # noqa: ANN401 - POST
    """Give the form of the line at ``rank``; each of its fields is named after the line."""
    return ColumnsForm(
        LINE_COLUMNS, typed, prefix=f"l{rank}", auto_id="%s", required=NEEDED, **options
    )


def blank_form(lines: list[InvoiceDraftLine], typed: Any = None) -> ColumnsForm:  # noqa: ANN401
    """Give the form of a line to add; its rate is that of the line before."""
    usual = shown(lines[-1], LINE_COLUMNS)["tax_rate"] if lines else ""
    initial = {"quantity": "1", "tax_rate": usual}
    return ColumnsForm(
        LINE_COLUMNS, typed, prefix="ajout", auto_id="%s", required=NEEDED, initial=initial
    )


@require_POST
@company_page(Role.CLERK)
def copy(request: CompanyRequest, number: int) -> HttpResponse:
    """Make another draft that says the same."""
    made = copy_draft(found_draft(request, number), actor=acting())
    messages.success(request, f"Brouillon {made.pk}, recopié du brouillon {number}.")
    return redirect("draft", request.company.code, made.pk)


@require_POST
@company_page(Role.CLERK)
def delete(request: CompanyRequest, number: int) -> HttpResponse:
    """Erase a draft; no number was taken for it."""
    delete_draft(found_draft(request, number))
    messages.success(request, f"Brouillon {number} supprimé : aucun numéro n'était pris.")
    return redirect("drafts", request.company.code)
