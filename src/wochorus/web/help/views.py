"""The help: what each code means, the guide, the way in and the dates that suit a company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from wochorus.accounts.reform_dates import CompanySize, direct_deposit, legal_dates
from wochorus.accounts.ways import WHEN_TYPED, Sending, advice
from wochorus.choruspro.catalogue import entries_of_code, explain
from wochorus.deposits.submissions.volume import sending_of
from wochorus.web.access import company_page
from wochorus.web.help import pages
from wochorus.web.help.anomaly_rows import anomaly_rows
from wochorus.web.help.forms import SizeForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """Show the chapters, and what a code or a message of Chorus Pro means."""
    asked = request.GET.get("code", "").strip()[:500]
    shown = {
        "asked": asked,
        "explanations": explain(asked) if asked else (),
        "anomalies": [row for row in anomaly_rows().values() if asked and _fits(row.code, asked)],
        "chapters": pages.contents(),
    }
    return render(request, "web/help/index.html", shown)


def _fits(code: str, asked: str) -> bool:
    return asked.upper().replace(" ", "_") in code


@company_page()
def code(request: CompanyRequest, code: str) -> HttpResponse:
    """Show what one code of Chorus Pro means, in each family that has it."""
    entries = entries_of_code(code)
    if not entries:
        raise Http404(f"Le code « {code} » n'est pas au catalogue.")
    return render(request, "web/help/code.html", {"code": code, "entries": entries})


@company_page()
def anomaly(request: CompanyRequest, code: str) -> HttpResponse:
    """Show what one anomaly means, and its remedy."""
    row = anomaly_rows().get(code)
    if row is None:
        raise Http404(f"L'anomalie « {code} » n'est pas connue.")
    return render(request, "web/help/anomaly.html", {"row": row})


@company_page()
def page(request: CompanyRequest, chapter: str, name: str) -> HttpResponse:
    """Show one page of the guide."""
    found = pages.find(chapter, name)
    if found is None:
        raise Http404("Cette page du guide n'existe pas.")
    base = reverse("help", args=[request.company.code])
    html = mark_safe(pages.drawn(found, base))  # noqa: S308 - our own pages, HTML in them is off
    shown = {"page": found, "html": html, "chapters": pages.contents()}
    return render(request, "web/help/page.html", shown)


@company_page()
def picture(request: CompanyRequest, name: str) -> FileResponse:  # noqa: ARG001 - its role is checked
    """Give a picture of the guide."""
    found = pages.picture(name)
    if found is None:
        raise Http404("Cette image du guide n'existe pas.")
    return FileResponse(found.open("rb"), content_type="image/png")


@company_page()
def ways(request: CompanyRequest) -> HttpResponse:
    """Tell which way in suits a company of a size and a volume, and which dates apply to it."""
    known = sending_of(request.company, timezone.localdate()) or Sending(0, 0, 0)
    form = SizeForm(request.GET or None, initial={"monthly": round(known.monthly)})
    size, sending = CompanySize.SMALL, known
    if form.is_bound and form.is_valid():
        size = CompanySize[form.cleaned_data["size"]]
        sending = Sending(
            form.cleaned_data["monthly"], known.with_lines, known.with_pdf, known.has_certificate
        )
    today = timezone.localdate()
    shown = {
        "form": form,
        "advice": advice(sending),
        "typed": WHEN_TYPED,
        "size": size,
        "dates": [(each, each.has_come(today)) for each in legal_dates(size)],
        "direct": direct_deposit(size, today),
    }
    return render(request, "web/help/ways.html", shown)
