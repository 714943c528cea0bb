"""What may last: done while the browser waits, or under a progress bar when it is long.

Each of these is one transaction: cut short, it has done nothing, and is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wochorus.web.access import company_page
from wochorus.web.said import without_commands
from wochorus.web.works import WORKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.web.access import CompanyRequest
    from wochorus.web.works import Work

T = TypeVar("T")


def _untold(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def in_a_while(
    request: CompanyRequest,
    is_long: bool,
    act: Callable[[Callable[[str, int, int], None]], T],
    next_page: Callable[[T], str],
    back: str,
) -> HttpResponse:
    """Do it and go to the next page; or begin it, and show how far it is.

    ``back`` is where one goes when it is refused, or no longer known.
    """
    if not is_long:
        return redirect(next_page(act(_untold)))

    def work(under_way: Work[str]) -> str:
        return next_page(act(under_way.tell))

    # The same form sent twice is worked on once.
    label = f"{request.path} {request.POST.urlencode()}"
    begun = WORKS.start((request.company.pk, request.user.pk), label, work)
    address = reverse("billing-work", args=[request.company.code, begun.key])
    return redirect(f"{address}?retour={back}")


@company_page()
def work(request: CompanyRequest, key: str) -> HttpResponse:
    """Show how far a work is; once it is over, lead to what came of it."""
    back = request.GET.get("retour", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("billing", args=[request.company.code])
    found = WORKS.find((request.company.pk, request.user.pk), key)
    if found is None:
        return _lead(request, back)
    found.wait(0.3)
    if not found.is_over:
        return _progress(request, found)
    if found.error is not None:
        messages.error(request, without_commands(str(found.error)))
        return _lead(request, back)
    return _lead(request, found.result or back)


def _progress(request: CompanyRequest, found: Work[Any]) -> HttpResponse:
    template = "web/billing/_progress.html" if request.htmx else "web/billing/work.html"
    return render(request, template, {"work": found})


def _lead(request: CompanyRequest, address: str) -> HttpResponse:
    if not request.htmx:
        return redirect(address)
    answer = HttpResponse()
    answer["HX-Redirect"] = address
    return answer
