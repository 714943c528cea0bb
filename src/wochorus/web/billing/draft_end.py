"""Issuing a draft: looked at once more, by its amount, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.users.models import Role
from wochorus.billing.drafts.contents import issue_drafts, preview
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.drafts import found_draft
from wochorus.web.billing.forms import day_field
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.said import on_screen, without_commands

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.drafts.models import InvoiceDraft
    from wochorus.web.access import CompanyRequest


class DayForm(forms.Form):
    """The day of an invoice."""

    date = day_field("Date de la facture")


@company_page(Role.CLERK)
def issue(request: CompanyRequest, number: int) -> HttpResponse:
    """Ask whether to issue a draft, by its amount; issue it."""
    found = found_draft(request, number)
    if found.invoice_id is not None:
        return redirect("draft", request.company.code, number)
    today = timezone.localdate()
    form = DayForm(request.POST or None, initial={"date": today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["date"]
        if request.POST.get("vu") != str(preview(found, day).amounts.with_tax):
            form.add_error(None, "Le brouillon a changé depuis que vous l'avez regardé.")
        elif _issued(request, found, form):
            return redirect("draft", request.company.code, number)
    seen = preview(found, today)
    shown = {
        "draft": found,
        "form": form,
        "seen": seen,
        "defects": [without_commands(each) for each in seen.defects],
        "anomalies": [without_commands(each) for each in seen.anomalies],
        "is_real": request.company.environment == ChorusEnvironment.PRODUCTION,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/billing/draft_issue.html", shown, status=status)


def _issued(request: CompanyRequest, found: InvoiceDraft, form: DayForm) -> bool:
    try:
        (made,) = issue_drafts(request.company, [found], form.cleaned_data["date"], actor=acting())
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "date" if "date" in refused.what else None)
        return False
    messages.success(
        request, f"Facture {made.number} émise : {format_euros(made.amounts.with_tax)} TTC."
    )
    return True
