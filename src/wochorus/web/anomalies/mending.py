"""Remedies from the rows: what they would change, doing them, taking them back."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.core.attachments import LARGEST_INVOICE
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.deposits.known_checks import check_what_changed
from wochorus.deposits.models import AppliedRemedy
from wochorus.deposits.remedies.applying import apply_remedy, check_value, named, touched_ids
from wochorus.deposits.remedies.choosing import service_choices, structure_choices
from wochorus.deposits.remedies.offers import RemedyKind
from wochorus.deposits.remedies.pages import give_pdf, rebuild_pages
from wochorus.deposits.remedies.scopes import Scope, plans_for, usual
from wochorus.deposits.remedies.undoing import undo_remedy
from wochorus.deposits.workshop import Workshop
from wochorus.web.access import company_page
from wochorus.web.anomalies.forms import RemedyForm
from wochorus.web.anomalies.pool import checks_of, pool_of, with_findings
from wochorus.web.anomalies.rows import groups
from wochorus.web.anomalies.views import about, counters, work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.deposits.remedies.scopes import Asked, Plan
    from wochorus.web.access import CompanyRequest

_REFUSED = 422


@company_page(Role.CLERK)
def choices(request: CompanyRequest) -> HttpResponse:
    """List what may be chosen for an invoice as one types: its services, or structures."""
    number = request.GET.get("invoice", "")
    invoices = request.company.invoices.select_related("customer")
    invoice = get_object_or_404(invoices, pk=int(number) if number.isdecimal() else 0)
    typed = request.GET.get("q", "").strip()[:100]
    if request.GET.get("kind") == RemedyKind.SIRET:
        shown: dict[str, Any] = {"structures": structure_choices(invoice, typed)}
    else:
        shown = {"services": service_choices(invoice, typed)}
    return render(request, "web/anomalies/_choices.html", shown)


@require_POST
@company_page(Role.CLERK)
def mend(request: CompanyRequest) -> HttpResponse:
    """Do a remedy that changes one thing; show first what a wider one would change."""
    form = RemedyForm(request.POST)
    pool = pool_of(request)
    try:
        asked = form.asked()
        plans = plans_for(pool, asked)
        scope = form.cleaned_data["scope"]
        if not scope and not _is_plain(plans):
            return _preview(request, form, asked, plans)
        applied = _applied(request, pool, asked, Scope(scope or plans[0].scope), form)
    except WoChorusError as error:
        return _refused(request, form, error)
    return _changed(request, pool, applied)


def _is_plain(plans: list[Plan]) -> bool:
    """Tell whether there is nothing to choose, and one invoice changes."""
    return len(plans) == 1 and len(plans[0].invoices) == 1


def _applied(
    request: CompanyRequest, pool: QuerySet[Invoice], asked: Asked, scope: Scope, form: RemedyForm
) -> AppliedRemedy:
    if asked.kind is RemedyKind.REBUILD:
        with Workshop() as workshop:
            return rebuild_pages(request.company, pool, asked, scope, workshop)
    return apply_remedy(request.company, pool, asked, scope, expected=form.expected())


def _preview(
    request: CompanyRequest, form: RemedyForm, asked: Asked, plans: list[Plan]
) -> HttpResponse:
    check_value(asked, plans[0])
    shown = {
        "asked": asked,
        "key": form.cleaned_data["key"],
        "plans": [(plan, named(plan.invoices)) for plan in plans],
        "usual": usual(plans, asked.kind),
    }
    answer = render(request, "web/anomalies/_preview.html", shown)
    answer["HX-Retarget"] = f"#ligne-{form.cleaned_data['key']}"
    answer["HX-Reswap"] = "afterend"
    return answer


@require_POST
@company_page(Role.CLERK)
def give_file(request: CompanyRequest) -> HttpResponse:
    """Take the PDF of an invoice."""
    form = RemedyForm(request.POST)
    pool = pool_of(request)
    try:
        asked = form.asked()
        applied = _given(request, pool, asked)
    except WoChorusError as error:
        return _refused(request, form, error)
    return _changed(request, pool, applied)


def _given(request: CompanyRequest, pool: QuerySet[Invoice], asked: Asked) -> AppliedRemedy:
    sent = request.FILES.get("fichier")
    if sent is None or sent.size is None or sent.size > LARGEST_INVOICE:
        raise InvalidInput("Aucun fichier, ou un fichier trop lourd", remedy="Choisissez un PDF.")
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        path = Path(folder, "fichier.pdf")
        with path.open("wb") as target:
            target.writelines(sent.chunks())
        return give_pdf(request.company, pool, asked, path, PurePath(sent.name or "").name)


@require_POST
@company_page(Role.CLERK)
def undo(request: CompanyRequest, number: int) -> HttpResponse:
    """Take a remedy back."""
    applied = get_object_or_404(AppliedRemedy, company=request.company, pk=number)
    pool = pool_of(request)
    undo_remedy(applied)
    applied.refresh_from_db()
    touched = pool.filter(pk__in=touched_ids(applied, pool))
    check_what_changed(request.company, touched, timezone.localdate())
    return whole(request, pool, {"applied": applied})


def _changed(
    request: CompanyRequest, pool: QuerySet[Invoice], applied: AppliedRemedy
) -> HttpResponse:
    """Check what was touched again, and give the rows that moved, the counters, the way back."""
    ids = touched_ids(applied, pool)
    shown = {check.pk for check in checks_of(ids).values() if check.has_findings}
    check_what_changed(request.company, pool.filter(pk__in=ids), timezone.localdate())
    told = {"applied": applied, "applied_told": _told(applied)}
    parts = moved(request, pool, ids)
    if any(group.candidate.invoice_id not in shown for group in parts["groups"]):
        return whole(request, pool, told)
    return render(request, "web/anomalies/_moved.html", parts | told)


def whole(request: CompanyRequest, pool: QuerySet[Invoice], told: dict[str, Any]) -> HttpResponse:
    """Draw all the rows anew: some come that the page does not have."""
    shown = about(request) | work(request, pool, 0) | told
    answer = render(request, "web/anomalies/_whole.html", shown)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#travail", "outerHTML"
    return answer


def _told(applied: AppliedRemedy) -> str:
    """Say in French what was just done."""
    kind, count = RemedyKind(applied.kind), len(applied.changes["touched"])
    invoices = f"{count} factures" if count > 1 else "1 facture"
    what = f"{kind.label} {applied.value}".strip()
    return f"{what} : {invoices}."


def moved(request: CompanyRequest, pool: QuerySet[Invoice], ids: Iterable[int]) -> dict[str, Any]:
    """Give what changes on the page after some invoices did."""
    touched = list(ids)
    found = groups(request.company, pool.filter(pk__in=touched).values_list("pk", flat=True))
    there = {group.candidate.invoice_id for group in found}
    shown = about(request) | counters(request, pool)
    return shown | {
        "groups": found,
        "gone": [pk for pk in touched if pk not in there],
        "is_over": not with_findings(pool, None),
    }


def _refused(request: CompanyRequest, form: RemedyForm, error: WoChorusError) -> HttpResponse:
    """Say beside the field why it was refused."""
    key = form.cleaned_data.get("key")
    if not key:
        raise Http404 from error
    answer = render(request, "web/anomalies/_refused.html", {"error": error}, status=_REFUSED)
    in_preview = "apercu" if form.cleaned_data.get("scope") else "erreur"
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#{in_preview}-{key}", "innerHTML"
    return answer
