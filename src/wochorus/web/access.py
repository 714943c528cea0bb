"""Who may open which page: every page of a company names the role that it needs."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest
from django.shortcuts import render

from wochorus.accounts.users.models import Role, User
from wochorus.accounts.users.queries import companies_of, role_of
from wochorus.deposits.events import acting_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from wochorus.accounts.models import Company

P = ParamSpec("P")


class CompanyRequest(HttpRequest):
    """A request for a page of one company, by a person who may see it."""

    company: Company
    role: Role
    user: User
    htmx: Any


def company_page(
    needed: Role = Role.READER,
) -> Callable[
    [Callable[Concatenate[CompanyRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]
]:
    """Give a page its company (`company` of its address) and refuse who may not open it.

    A stranger is told that the page does not exist; a member whose role is too low, who may.
    """

    def decorate(
        view: Callable[Concatenate[CompanyRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: CompanyRequest, company: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            enter_company(request, company)
            if not request.role.includes(needed):
                return refuse_role(request, needed)
            with acting_as(request.user.email):
                return view(request, *args, **kwargs)

        guarded.needed_role = needed  # type: ignore[attr-defined] # read by the tests
        return guarded

    return decorate


def enter_company(request: CompanyRequest, code: str) -> None:
    """Note on ``request`` its company and the person's role. Raises `Http404` for strangers."""
    company = companies_of(request.user).filter(code=code).first()
    role = role_of(request.user, company) if company else None
    if company is None or role is None:
        raise Http404(f"La société « {code} » n'existe pas, ou ne vous est pas ouverte.")
    request.company, request.role = company, role


def refuse_role(request: CompanyRequest, needed: Role) -> HttpResponseBase:
    """Say that the person's role does not allow it, and who can change that."""
    return render(request, "web/refused.html", {"needed": needed.label}, status=403)
