"""What a person keeps of the journal: filters under a name, the places of the columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.failures import UNPROCESSABLE
from wochorus.web.journal.address import form_of, query_of
from wochorus.web.journal.columns import BY_KEY
from wochorus.web.models import Preference, SavedFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.web.access import CompanyRequest

COLUMNS = "journal.columns"
MOST_FILTERS = 50
LONGEST_QUERY = 2000
WIDEST = 2000


class SavedFilterForm(forms.Form):
    """The name of a filter."""

    name = forms.CharField(label="Nom du filtre", max_length=60)


def saved_filters(request: CompanyRequest) -> Iterable[SavedFilter]:
    """List the person's filters of this company."""
    return SavedFilter.objects.filter(user=request.user, company=request.company).order_by("name")


@require_POST
@company_page()
def save(request: CompanyRequest) -> HttpResponse:
    """Keep the filter of the address under a name; the same name again replaces it."""
    form = SavedFilterForm(request.POST)
    query = query_of(form_of(QueryDict(request.POST.get("query", "").removeprefix("?"))))
    if not form.is_valid():
        return render(
            request, "web/journal/_save.html", {"save": form, "query": query}, status=UNPROCESSABLE
        )
    name = form.cleaned_data["name"]
    _check_room(request, name, query)
    SavedFilter.objects.update_or_create(
        user=request.user, company=request.company, name=name, defaults={"query": query}
    )
    messages.success(request, f"Filtre « {name} » enregistré.")
    return redirect(f"{reverse('journal', args=[request.company.code])}?{query}")


def _check_room(request: CompanyRequest, name: str, query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("Ce filtre est trop long pour être enregistré", remedy="Allégez-le.")
    others = SavedFilter.objects.filter(user=request.user, company=request.company)
    if others.exclude(name=name).count() >= MOST_FILTERS:
        raise InvalidInput(
            f"Vous avez déjà {MOST_FILTERS} filtres enregistrés", remedy="Supprimez-en un d'abord."
        )


@require_POST
@company_page()
def forget(request: CompanyRequest, pk: int) -> HttpResponse:
    """Drop a saved filter of the person."""
    found = SavedFilter.objects.filter(user=request.user, company=request.company, pk=pk).first()
    if found is not None:
        found.delete()
        messages.success(request, f"Filtre « {found.name} » supprimé.")
    return redirect("journal", company=request.company.code)


def layout_of(request: CompanyRequest) -> Any:  # noqa: ANN401 - JSON of the grid
    """Give the places of the columns as the person left them, or nothing."""
    return (
        Preference.objects.filter(user=request.user, key=COLUMNS)
        .values_list("value", flat=True)
        .first()
    )


@require_POST
@company_page()
def keep_columns(request: CompanyRequest) -> HttpResponse:
    """Keep the places of the columns."""
    layout = _layout(request.body)
    Preference.objects.update_or_create(user=request.user, key=COLUMNS, defaults={"value": layout})
    return HttpResponse(status=204)


def _layout(body: bytes) -> dict[str, Any]:
    """Take what is known out of what the grid sent. Raises `InvalidInput` on anything else."""
    try:
        told = json.loads(body)
        columns = [
            {"key": one["key"], "width": _width(one["width"]), "hidden": bool(one["hidden"])}
            for one in told["columns"]
            if one["key"] in BY_KEY
        ]
        sort = str(told.get("sort", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as defect:
        raise InvalidInput(
            "La place des colonnes est illisible", remedy="Rechargez la page du journal."
        ) from defect
    return {"columns": columns, "sort": sort if sort.removeprefix("-") in BY_KEY else ""}


def _width(told: object) -> int:
    if not isinstance(told, int):
        raise TypeError(told)
    return max(0, min(told, WIDEST))
