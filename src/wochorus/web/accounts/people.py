"""The people of a company: listed, invited, given a role, sent a link, let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.audit import audit_of_company, note
from wochorus.accounts.users.models import AuditKind, Membership, Role
from wochorus.accounts.users.queries import may_reset_password, members_of
from wochorus.accounts.users.services import give_role, invite, withdraw_role
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.accounts.audit_file import AUDIT_SHOWN, csv_answer
from wochorus.web.accounts.forms import InvitationForm, RoleForm
from wochorus.web.accounts.links import password_link, send_link
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from django.http import HttpResponse, StreamingHttpResponse

    from wochorus.accounts.users.models import User
    from wochorus.web.access import CompanyRequest


@company_page(Role.ADMINISTRATOR)
def people(request: CompanyRequest) -> HttpResponse:
    """List the people of the company; invite one."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, form)
        except InvalidInput as refused:
            add_refusal(form, refused, "email")
    return _drawn(request, form)


def _invited(request: CompanyRequest, form: InvitationForm) -> HttpResponse:
    typed = form.cleaned_data
    person = invite(typed["email"], request.company, Role(typed["role"]), by=request.user)
    if person.has_usable_password():
        messages.success(
            request, f"{person.email} a déjà un compte : la société lui est ouverte dès maintenant."
        )
        return redirect("settings-people", request.company.code)
    return _with_link(request, person)


def _with_link(request: CompanyRequest, person: User) -> HttpResponse:
    link = password_link(request, person)
    if send_link(request, person, link, inviter=request.user):
        messages.success(request, f"Un lien vient d'être envoyé à {person.email}.")
        return redirect("settings-people", request.company.code)
    return _drawn(request, InvitationForm(), shown_link=(person, link))


def _drawn(
    request: CompanyRequest, form: InvitationForm, shown_link: tuple[User, str] | None = None
) -> HttpResponse:
    members = [
        (held, RoleForm(initial={"role": held.role}), may_reset_password(request.user, held.user))
        for held in members_of(request.company)
    ]
    shown = {"form": form, "members": members, "shown_link": shown_link, "roles": Role.choices}
    return render(request, "web/accounts/people.html", shown, status=_status(form))


def _status(form: InvitationForm) -> int:
    return UNPROCESSABLE if form.errors else 200


def _member(request: CompanyRequest, number: int) -> Membership:
    held = members_of(request.company).filter(user_id=number).first()
    if held is None:
        raise Http404("Cette personne n'a plus de rôle dans la société.")
    return held


@require_POST
@company_page(Role.ADMINISTRATOR)
def change_role(request: CompanyRequest, number: int) -> HttpResponse:
    """Give a person another role."""
    person, form = _member(request, number).user, RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        give_role(person, request.company, role, by=request.user)
        messages.success(request, f"{person} : {role.label}.")
    return redirect("settings-people", request.company.code)


@require_POST
@company_page(Role.ADMINISTRATOR)
def withdraw(request: CompanyRequest, number: int) -> HttpResponse:
    """Close the company to a person."""
    person = _member(request, number).user
    withdraw_role(person, request.company, by=request.user)
    messages.success(request, f"{person} ne voit plus {request.company.name}.")
    if person == request.user:
        return redirect("start")
    return redirect("settings-people", request.company.code)


@require_POST
@company_page(Role.ADMINISTRATOR)
def reset_link(request: CompanyRequest, number: int) -> HttpResponse:
    """Prepare a link with which a person chooses another password."""
    person = _guarded(request, number)
    note(AuditKind.PASSWORD, request.user, f"lien préparé pour {person.email}", request.company)
    return _with_link(request, person)


@require_POST
@company_page(Role.ADMINISTRATOR)
def sign_out(request: CompanyRequest, number: int) -> HttpResponse:
    """Close whatever a person has open, on every machine."""
    person = _guarded(request, number)
    for session in UserSession.objects.filter(user=person):
        session.end()
    note(AuditKind.SESSIONS, request.user, f"sessions de {person.email}", request.company)
    messages.success(request, f"{person} est déconnecté partout.")
    return redirect("settings-people", request.company.code)


def _guarded(request: CompanyRequest, number: int) -> User:
    person = _member(request, number).user
    if not may_reset_password(request.user, person):
        raise InvalidInput(
            "Cette personne voit aussi d'autres sociétés que les vôtres",
            where=person.email,
            remedy="Un administrateur de l'installation peut le faire.",
        )
    return person


@company_page(Role.ADMINISTRATOR)
def audit(request: CompanyRequest) -> HttpResponse:
    """Show what was done with accounts and settings, latest first."""
    found = audit_of_company(request.company)
    shown = {"entries": found[:AUDIT_SHOWN], "count": found.count(), "most": AUDIT_SHOWN}
    return render(request, "web/accounts/audit.html", shown)


@company_page(Role.ADMINISTRATOR)
def audit_file(request: CompanyRequest) -> StreamingHttpResponse:
    """Give the whole trail as a CSV file."""
    return csv_answer(audit_of_company(request.company), f"traces-{request.company.code}.csv")
