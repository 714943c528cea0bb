"""The lines of a draft: added, changed, moved, removed, each at once, its totals reckoned here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.drafts.services import add_line, change_line, move_line, remove_line
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.billing.drafts import about, blank_form, found_draft, line_form, row
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.drafts.models import InvoiceDraft
    from wochorus.web.access import CompanyRequest
    from wochorus.web.billing.columns_form import ColumnsForm

STEPS = {"monter": -1, "descendre": 1}


@require_POST
@company_page(Role.CLERK)
def add(request: CompanyRequest, number: int) -> HttpResponse:
    """Add a line at the end; then show them all, ready for the next one."""
    found = found_draft(request, number)
    form = blank_form(list(found.lines.all()), request.POST)
    if form.is_valid() and _done(form, lambda: add_line(found, **form.values)):
        return _lines(request, found, focus="ajout-name")
    return _lines(request, found, focus=_first_wrong(form), blank=form)


@require_POST
@company_page(Role.CLERK)
def change(request: CompanyRequest, number: int, rank: int) -> HttpResponse:
    """Keep what is typed of a line; tell its amount and the totals."""
    found = found_draft(request, number)
    form = line_form(rank, request.POST)
    if form.is_valid():
        _done(form, lambda: change_line(found, rank, **form.values))
    known = about(request, found)
    lines = list(found.lines.all())
    if not request.htmx or rank > len(lines):
        return redirect("draft", request.company.code, number)
    known["row"] = row(lines[rank - 1], known["seen"], rank, form)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/billing/_line_saved.html", known, status=status)


@require_POST
@company_page(Role.CLERK)
def act(request: CompanyRequest, number: int, rank: int, action: str) -> HttpResponse:
    """Move a line up or down, or remove it."""
    found = found_draft(request, number)
    if action not in (*STEPS, "retirer"):
        raise Http404("Cette action n'existe pas.")
    if action in STEPS:
        rank = move_line(found, rank, STEPS[action])
    else:
        remove_line(found, rank)
        rank = min(rank, found.lines.count())
    return _lines(request, found, focus=f"l{rank}-name" if rank else "ajout-name")


def _done(form: ColumnsForm, act: Any) -> bool:  # noqa: ANN401 - a call
    try:
        act()
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), _field_of(refused))
        return False
    return True


def _field_of(refused: InvalidInput) -> str:
    if refused.what.startswith("TVA"):
        return "tax_category"
    return "price" if "prix" in refused.what.lower() else "name"


def _first_wrong(form: ColumnsForm) -> str:
    return f"ajout-{next(iter(form.errors), 'name')}"


def _lines(
    request: CompanyRequest, found: InvoiceDraft, *, focus: str, blank: ColumnsForm | None = None
) -> HttpResponse:
    if not request.htmx and blank is None:
        return redirect("draft", request.company.code, found.pk)
    known = about(request, found) | {"focus": focus}
    if blank is not None:
        known["blank"] = blank
    status = UNPROCESSABLE if blank is not None else 200
    return render(request, "web/billing/_lines.html", known, status=status)
