"""The indices of price revision: their values, typed one by one or read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.history import told
from wochorus.contracts.index_values import DatedValue, Step
from wochorus.contracts.indices import add_series, add_value, import_values
from wochorus.contracts.models import IndexSeries
from wochorus.contracts.revision_clauses import known_series
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page, refuse_role
from wochorus.web.contracts.index_forms import IndexForm, ValueForm
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.found import or_not_found
from wochorus.web.paging import page_of
from wochorus.web.records import TableFileForm, told_errors
from wochorus.web.said import on_screen
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from wochorus.contracts.models import IndexValue
    from wochorus.web.access import CompanyRequest


@company_page()
def indices(request: CompanyRequest) -> HttpResponse:
    """List the indices, each with its latest value."""
    return _listed(request)


def _listed(request: CompanyRequest, status: int = 200, **shown: object) -> HttpResponse:
    here = Q(clauses__clause__contract__company=request.company)
    series = IndexSeries.objects.prefetch_related("values").order_by("code")
    counted = series.annotate(contracts=Count("clauses", filter=here, distinct=True))
    known = {
        "rows": [(one, _latest(one)) for one in counted],
        "index_form": IndexForm(),
        "file_form": TableFileForm(),
    }
    return render(request, "web/contracts/indices.html", known | shown, status=status)


def _latest(series: IndexSeries) -> dict[str, Any] | None:
    values = list(series.values.all())
    return _shown(series, values[-1]) if values else None


def _shown(series: IndexSeries, value: IndexValue) -> dict[str, Any]:
    return {"value": value, "period": Step(series.step).period_name(value.period)}


@require_POST
@company_page(Role.ADMINISTRATOR)
def add(request: CompanyRequest) -> HttpResponse:
    """Record an index."""
    form = IndexForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = add_series(
                typed["code"],
                typed["name"],
                typed["step"],
                typed["source"] or "",
                is_fictitious=typed["is_fictitious"],
            )
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused), "code")
        else:
            messages.success(request, f"Indice {made.code} enregistré : donnez-lui ses valeurs.")
            return redirect("index-values", request.company.code, made.code)
    return _listed(request, UNPROCESSABLE, index_form=form)


@require_POST
@company_page(Role.ADMINISTRATOR)
def bring_in(request: CompanyRequest) -> HttpResponse:
    """Read values from a table: all of them, or none."""
    form = TableFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _listed(request, UNPROCESSABLE, file_form=form)
    try:
        with as_files([form.cleaned_data["fichier"]]) as (path,):
            report = import_values(path)
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "fichier")
        return _listed(request, UNPROCESSABLE, file_form=form)
    if report.errors:
        return _listed(request, UNPROCESSABLE, file_form=form, **told_errors(report.errors))
    messages.success(
        request, f"{report.added} valeur(s) ajoutée(s), {report.unchanged} déjà connue(s)."
    )
    return redirect("indices", request.company.code)


@company_page()
def values(request: CompanyRequest, code: str) -> HttpResponseBase:
    """Show the values of an index; record one more."""
    series = or_not_found(known_series, code)
    is_sent = request.method == "POST"
    if is_sent and not request.role.includes(Role.ADMINISTRATOR):
        return refuse_role(request, Role.ADMINISTRATOR)
    period = request.GET.get("periode", "")[:10]
    form = ValueForm(request.POST if is_sent else None, initial={"period": period})
    if period:
        form.fields["value"].widget.attrs["autofocus"] = True
    if is_sent and form.is_valid() and _added(request, series, form):
        return redirect("index-values", request.company.code, series.code)
    page = page_of(request, list(reversed(series.values.all())))
    shown = {
        "series": series,
        "form": form,
        "page": page,
        "rows": [_shown(series, value) for value in page],
        "contracts": request.company.contracts.filter(
            revision_clause__terms__series=series
        ).order_by("number"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/contracts/index.html", shown, status=status)


def _added(request: CompanyRequest, series: IndexSeries, form: ValueForm) -> bool:
    typed = form.cleaned_data
    dated = DatedValue(
        typed["period"], typed["value"], typed["published_on"], typed["is_provisional"]
    )
    try:
        is_new = add_value(series, dated, typed["source"] or "")
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "published_on")
        return False
    period = Step(series.step).period_name(Step(series.step).first_day(dated.period))
    said = "Valeur enregistrée" if is_new else "Cette valeur était déjà enregistrée"
    messages.success(request, f"{said} : {series.code}, {period}, {told(dated.value)}.")
    return True
