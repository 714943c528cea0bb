"""The first pages of an installation: its first account, then the one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from wochorus.accounts.users.first_start import is_first_start, is_first_start_code
from wochorus.accounts.users.services import add_first_administrator
from wochorus.core.errors import InvalidInput
from wochorus.web.accounts.first_start import is_on_this_machine
from wochorus.web.accounts.forms import FirstAdministratorForm
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@sensitive_post_parameters("password", "again", "code")
def first_start(request: HttpRequest) -> HttpResponse:
    """Open the first account, for whoever sits at the machine or has the code; then sign in."""
    if not is_first_start():
        return redirect("start")
    asks_code = not is_on_this_machine(request)
    form = FirstAdministratorForm(
        request.POST or None, asks_code=asks_code, initial={"code": request.GET.get("code", "")}
    )
    if request.method == "POST" and form.is_valid():
        if asks_code and not is_first_start_code(form.cleaned_data["code"]):
            form.add_error("code", "Ce n'est pas le code affiché. Recopiez-le en entier.")
        elif (answer := _opened(request, form)) is not None:
            return answer
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "web/accounts/first_start.html", {"form": form}, status=status)


def _opened(request: HttpRequest, form: FirstAdministratorForm) -> HttpResponse | None:
    typed = form.cleaned_data
    try:
        person = add_first_administrator(typed["email"], typed["password"])
    except InvalidInput as refused:
        is_password = "mot de passe" in refused.what
        add_refusal(form, refused, "password" if is_password else "email")
        return None
    answer: HttpResponse = perform_login(
        request, person, email_verification="none", redirect_url="/bienvenue/"
    )
    return answer
