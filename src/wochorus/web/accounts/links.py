"""The link with which a person chooses a password: an invitation, or a password forgotten.

It serves once, for three days (`PASSWORD_RESET_TIMEOUT`), and dies when the person signs in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wochorus.accounts.users.models import User


def password_link(request: HttpRequest, person: User) -> str:
    """Make the link for ``person``, under the address by which the screens are reached."""
    key = default_token_generator.make_token(person)
    place = {"uidb36": user_pk_to_url_str(person), "key": key}
    return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=place))


def send_link(request: HttpRequest, person: User, link: str, *, inviter: User) -> bool:
    """Send the link by e-mail; give whether it left. A refusal of the server is no error here."""
    if not settings.ENVIRONMENT.sends_mail:
        return False
    text = render_to_string("web/accounts/invitation.txt", {"link": link, "inviter": inviter})
    message = EmailMessage(
        subject="WO CHORUS : choisissez votre mot de passe",
        body=text,
        from_email=get_adapter(request).get_from_email(),
        to=[person.email],
    )
    try:
        return bool(message.send())
    except OSError:
        return False
