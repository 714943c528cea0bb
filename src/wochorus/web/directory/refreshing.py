"""The annuaire asked of Chorus Pro while one waits: how far it is, what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.deposits.background.annuaire import refresh_for
from wochorus.directory.importer import Choices
from wochorus.directory.refreshing import origin_of
from wochorus.web.access import company_page
from wochorus.web.deposit.words import on_screen
from wochorus.web.works import WORKS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.directory.outcome import Outcome
    from wochorus.web.access import CompanyRequest
    from wochorus.web.works import Work

_AT_ONCE = 0.3


def _owner(request: CompanyRequest) -> tuple[int, int]:
    return request.company.pk, request.user.pk


@require_POST
@company_page(Role.CLERK)
def refresh(request: CompanyRequest) -> HttpResponse:
    """Begin to ask for it, through the access of the company."""
    company = request.company

    def work_it(work: Work[list[Outcome]]) -> list[Outcome]:
        choices = Choices(origin=origin_of(company), partial=True)
        return refresh_for(company, choices, progress=work.tell)

    return _drawn(request, WORKS.start(_owner(request), "annuaire", work_it))


@company_page(Role.CLERK)
def progress(request: CompanyRequest) -> HttpResponse:
    """Tell how far it is, or what came of it."""
    return _drawn(request, WORKS.find(_owner(request), request.GET.get("work", "")))


def _drawn(request: CompanyRequest, work: Work[list[Outcome]] | None) -> HttpResponse:
    if work is not None:
        work.wait(_AT_ONCE)
    error = work.error if work is not None and work.is_over else None
    remedy = on_screen(error.remedy).rstrip(".") if error else ""
    shown = {"work": work, "error": error, "remedy": f"{remedy}." if remedy else ""}
    return render(request, "web/directory/_refreshing.html", shown)
