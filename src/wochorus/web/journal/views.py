"""The journal: its page, its rows, its counts and its sums."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import render

from wochorus.billing.journal_blocks import (
    journal_block,
    journal_counts,
    journal_length,
    note_length,
    totals_of,
)
from wochorus.billing.journal_filter import invoices_matching
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.journal.address import QUICK, chips_of, form_of, query_of, sort_of, wanted_in
from wochorus.web.journal.chosen import chosen_invoices
from wochorus.web.journal.columns import columns_as_json, rows_as_json
from wochorus.web.journal.panel import panel_of
from wochorus.web.journal.saved import layout_of, saved_filters

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

MOST_ROWS = 1000
USUAL_ROWS = 100


@company_page()
def journal(request: CompanyRequest) -> HttpResponse:
    """Show the journal: filters, grid, and the invoice that the address names."""
    form = form_of(request.GET)
    query = query_of(form)
    chips = chips_of(form)
    shown: dict[str, Any] = {
        "form": form,
        "query": query,
        "chips": chips,
        "quick": [form[name] for name in QUICK],
        "others": [form[name] for name in form.fields if name not in QUICK],
        "others_are_wrong": any(name not in QUICK for name in form.errors),
        "saved": saved_filters(request),
        "columns": columns_as_json(),
        "layout": layout_of(request),
        **panel_of(request, request.GET.get("facture", "")),
    }
    return render(request, "web/journal/journal.html", shown)


@company_page()
def rows(request: CompanyRequest) -> JsonResponse:
    """Give some rows anywhere in the journal; with the first ones, what is known of their number.

    `exact` is false while `matching` is only a lower bound: `counts` then tells.
    """
    start = time.perf_counter()
    offset = _number(request, "offset", 0)
    limit = min(_number(request, "limit", USUAL_ROWS), MOST_ROWS)
    wanted = wanted_in(request.GET)
    sort = sort_of(request.GET.get("sort", ""))
    found = journal_block(request.company, wanted, sort, offset=offset, limit=limit)
    answer: dict[str, Any] = {"rows": rows_as_json(found)}
    if offset == 0:
        matching, total = journal_counts(request.company, wanted, read=len(found), asked=limit)
        answer |= {"matching": matching.count, "total": total.count}
        answer["exact"] = matching.is_exact and total.is_exact
    answer["seconds"] = round(time.perf_counter() - start, 4)
    return JsonResponse(answer)


@company_page()
def counts(request: CompanyRequest) -> JsonResponse:
    """Count exactly what the filter keeps and what the company has."""
    wanted = wanted_in(request.GET)
    matching = invoices_matching(request.company, wanted).count()
    note_length(request.company, wanted, matching)
    return JsonResponse({"matching": matching, "total": journal_length(request.company)})


@company_page()
def totals(request: CompanyRequest) -> JsonResponse:
    """Add up the selection of a form, else what the filter keeps; credit notes are taken off."""
    found = asdict(totals_of(chosen_invoices(request)))
    return JsonResponse({name: str(value) for name, value in found.items()})


def _number(request: CompanyRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - as figures go
        raise InvalidInput(
            f"« {text} » n'est pas un nombre de lignes",
            where=name,
            remedy="Rechargez la page du journal.",
        )
    return int(text)
