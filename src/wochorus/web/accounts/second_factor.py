"""The second factor in our own words, and written down when it comes or goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from wochorus.accounts.users.models import User

_NAMES = {
    "totp": "application d'authentification",
    "webauthn": "clé d'accès",
    "recovery_codes": "codes de récupération",
}


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """A key to add; without a password unless told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["passwordless"].label = "Entrer avec elle seule, sans mot de passe"
        self.fields[
            "passwordless"
        ].help_text = "L'appareil demande alors une empreinte, un visage ou un code."


class EditKeyForm(EditWebAuthnForm):  # type: ignore[misc] # same
    """The name of a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"


def write_down_changes() -> None:
    """Have each change of a second factor noted from now on."""
    for signal, what in (
        (authenticator_added, "ajout"),
        (authenticator_removed, "retrait"),
        (authenticator_reset, "renouvellement"),
    ):
        signal.connect(_noting(what), weak=False, dispatch_uid=f"wochorus.{what}")


def _noting(what: str) -> Any:  # noqa: ANN401 - a receiver of a signal
    def receive(
        sender: object,  # noqa: ARG001 - Django gives it
        user: User,
        authenticator: Authenticator,
        **rest: object,  # noqa: ARG001 - same
    ) -> None:
        note(AuditKind.SECOND_FACTOR, user, f"{what} : {_NAMES[authenticator.type]}")

    return receive
