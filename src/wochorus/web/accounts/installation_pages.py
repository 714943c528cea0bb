"""What the administrator of the installation sees: the one question, all companies, all people."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.company_codes import free_code
from wochorus.accounts.models import Company
from wochorus.accounts.services import register_company
from wochorus.accounts.users.audit import note, whole_audit
from wochorus.accounts.users.models import AuditKind, User
from wochorus.accounts.users.services import close_account, reopen_account
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.customers.lookup import issuer_fields_from, look_up_siret
from wochorus.demo.trial import open_trial_company, require_simulator, try_on_simulator
from wochorus.web.accounts.audit_file import AUDIT_SHOWN, csv_answer
from wochorus.web.accounts.forms import NewCompanyForm
from wochorus.web.accounts.links import password_link, send_link
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


def _for_installers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say to others that the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not _person(request).is_superuser:
            raise Http404("Cette page est celle des administrateurs de l'installation.")
        return view(request, *args, **kwargs)

    return guarded


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@_for_installers
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask the one question of the first day: to try, or to connect a company."""
    form = NewCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on_simulator = "simulateur" in request.POST
        if on_simulator:
            require_simulator()
        try:
            company = _registered(form, _person(request))
        except InvalidInput as refused:
            _tell(form, refused)
        else:
            if not on_simulator:
                return redirect("connection", company.code)
            try_on_simulator(company)
            return redirect("home", company.code)
    status = UNPROCESSABLE if form.errors else 200
    shown = {"form": form, "is_first": not Company.objects.exists()}
    return render(request, "web/accounts/welcome.html", shown, status=status)


@require_POST
@_for_installers
def open_trial(request: HttpRequest) -> HttpResponse:
    """Make the company of the demonstration, on the simulator."""
    company = open_trial_company(timezone.localdate())
    note(AuditKind.COMPANY, _person(request), "société de démonstration", company)
    return redirect("home", company.code)


def _registered(form: NewCompanyForm, by: User) -> Company:
    """Register the company typed; what the register of companies knows of it is taken over."""
    siret, fields = form.cleaned_data["siret"], {}
    if not form.cleaned_data["name"]:
        fields = _found(siret)
    name = form.cleaned_data["name"] or fields.pop("name", "")
    if not name:
        raise InvalidInput(
            "Le registre ne donne pas le nom de cette entreprise", remedy="Écrivez-le."
        )
    company = register_company(free_code(name), name, siret, **fields)
    note(AuditKind.COMPANY, by, f"société enregistrée : {company.name}", company)
    return company


def _found(siret: str) -> dict[str, str]:
    try:
        found = look_up_siret(siret)
    except InvalidInput:
        raise
    except WoChorusError as silent:
        raise InvalidInput(
            "Le registre des entreprises ne répond pas", remedy="Écrivez vous-même le nom."
        ) from silent
    return issuer_fields_from(found) if found else {}


def _tell(form: NewCompanyForm, refused: InvalidInput) -> None:
    if "déjà" in refused.what:
        refused = InvalidInput(refused.what, remedy="Ouvrez-la par le menu des sociétés.")
    about_name = "nom" in refused.what or "registre" in refused.what
    add_refusal(form, refused, "name" if about_name else "siret")


@_for_installers
def whole_trail(request: HttpRequest) -> HttpResponse:
    """Show what was done with accounts and settings of every company, latest first."""
    found = whole_audit()
    shown = {"entries": found[:AUDIT_SHOWN], "count": found.count(), "most": AUDIT_SHOWN}
    return render(request, "web/accounts/whole_trail.html", shown)


@_for_installers
def whole_trail_file(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django gives it
    """Give the whole trail as a CSV file."""
    return csv_answer(whole_audit(), "traces.csv")


@_for_installers
def everyone(request: HttpRequest) -> HttpResponse:
    """List every company and every person."""
    return _everyone(request)


def _everyone(request: HttpRequest, shown_link: tuple[User, str] | None = None) -> HttpResponse:
    people = User.objects.order_by("email").prefetch_related("memberships__company")
    protected = set(Authenticator.objects.values_list("user", flat=True))
    shown = {
        "companies_shown": Company.objects.order_by("name"),
        "people": [(person, person.pk in protected) for person in people],
        "shown_link": shown_link,
    }
    return render(request, "web/accounts/everyone.html", shown)


@require_POST
@_for_installers
def account(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Close or reopen an account, prepare a link, take a lost second factor away."""
    person, by = get_object_or_404(User, pk=number), _person(request)
    if action == "lien":
        link = password_link(request, person)
        note(AuditKind.PASSWORD, by, f"lien préparé pour {person.email}")
        if not send_link(request, person, link, inviter=by):
            return _everyone(request, (person, link))
        messages.success(request, f"Un lien vient d'être envoyé à {person.email}.")
    elif action == "fermer":
        close_account(person, by=by)
        messages.success(request, f"Le compte de {person} est fermé.")
    elif action == "rouvrir":
        reopen_account(person, by=by)
        messages.success(request, f"Le compte de {person} est rouvert.")
    else:
        Authenticator.objects.filter(user=person).delete()
        note(AuditKind.SECOND_FACTOR, by, f"double authentification retirée : {person.email}")
        messages.success(request, f"{person} entre désormais avec son seul mot de passe.")
    return redirect("everyone")
