"""How accounts are opened and entered: by an administrator, never by whoever finds the address."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.shortcuts import render

from wochorus.accounts.services import secret_box
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind, User
from wochorus.core.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Callable

    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

_PLACE = "mfa_authenticator/data"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """No sign-up: people are invited. Who comes in, and who fails to, is written down."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign ``user`` in."""
        super().login(request, user)
        note(AuditKind.SIGNED_IN, user, f"depuis {self.get_client_ip(request)}")

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Write down that somebody failed to come in under the address of a person."""
        address = credentials.get("email", "").strip().lower()
        person = User.objects.filter(email=address).first()
        if person is not None:
            note(AuditKind.SIGN_IN_REFUSED, person, f"depuis {self.get_client_ip(request)}")

    def reauthenticate(self, user: User, password: str) -> bool:
        """Tell whether ``password`` is that of ``user``; the address stands on the account."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: User, password: str) -> None:
        """Give ``user`` the password that was chosen."""
        super().set_password(user, password)
        note(AuditKind.PASSWORD, user, "mot de passe choisi")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # same
    """What a second factor rests on is kept encrypted, as every other secret."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return base64.b64encode(secret_box().seal(text, place=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed. Raises `Permanent` when the key is another one."""
        return secret_box().open(base64.b64decode(encrypted_text), place=_PLACE)


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # same
    """Who comes from the company's own OpenID Connect needs an account here first."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse sign-up."""
        return False

    def get_requests_session(self) -> Any:  # noqa: ANN401 - of a library without types
        """Open a session whose silences are told as ours."""
        session = super().get_requests_session()
        session.request = _telling(session.request)
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take for the person here whose address the other side vouches for.

        Addresses here were given by an administrator: nobody takes one in advance.
        """
        if sociallogin.is_existing:
            return
        vouched = [each.email.lower() for each in sociallogin.email_addresses if each.verified]
        person = User.objects.filter(email__in=vouched, is_active=True).first()
        if person is None:
            answer = render(request, "web/accounts/stranger.html", {"vouched": vouched}, status=403)
            raise ImmediateHttpResponse(answer)
        sociallogin.connect(request, person)


def _telling(call: Callable[..., Any]) -> Callable[..., Any]:
    """Have a call raise `Transient` when the identity provider is silent or out of order."""

    def told(method: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - same
        try:
            answer = call(method, *args, **kwargs)
        except OSError as silent:
            raise _silent() from silent
        if method.upper() == "GET" and not answer.ok:
            raise _silent()
        return answer

    return told


def _silent() -> Transient:
    return Transient(
        "Le fournisseur d'identité ne répond pas",
        remedy="Recommencez dans un moment, ou entrez avec votre adresse et votre mot de passe.",
    )
