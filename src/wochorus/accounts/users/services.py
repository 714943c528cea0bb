"""What may be done with people: invite them, give them a role, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from wochorus.accounts.services import lock_company
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind, Membership, Role, User
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

_FIRST_LOCK = 0x776F6631
"""Of the advisory lock under which the first account is opened: "wof1" in ASCII."""


@transaction.atomic
def add_user(
    email: str, password: str | None, *, administers_all: bool = False, by: User | None = None
) -> User:
    """Open an account under ``email``. Without a password, nobody signs in with one yet.

    Raises `InvalidInput` when the address is none, is taken, or the password too weak.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(
            "Cette adresse électronique n'en est pas une",
            where=email,
            remedy="Écrivez-la en entier : prenom.nom@exemple.fr.",
        ) from None
    if User.objects.filter(email=email).exists():
        raise InvalidInput(
            "Un utilisateur a déjà cette adresse",
            where=email,
            remedy="Donnez-lui un rôle : wochorus user role ADRESSE --company CODE --role RÔLE.",
        )
    user = User(email=email, is_superuser=administers_all)
    set_password(user, password)
    power = " (administre l'installation)" if administers_all else ""
    note(AuditKind.ACCOUNT, by, f"compte ouvert pour {email}{power}")
    return user


@transaction.atomic
def add_first_administrator(email: str, password: str) -> User:
    """Open the first account of an installation, which administers it all.

    Raises `InvalidInput` when somebody came first, and as `add_user`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST_LOCK])
    if User.objects.exists():
        raise InvalidInput(
            "Cette installation a déjà un administrateur", remedy="Connectez-vous, ou demandez-lui."
        )
    return add_user(email, password, administers_all=True)


def set_password(user: User, password: str | None) -> None:
    """Give ``user`` a password, or none. Raises `InvalidInput` when it is too weak."""
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as refused:
            raise InvalidInput(
                "Ce mot de passe est trop faible",
                where=user.email,
                remedy=" ".join(refused.messages),
            ) from None
    user.set_password(password)
    user.save()


@transaction.atomic
def invite(email: str, company: Company, role: Role, *, by: User | None = None) -> User:
    """Have the person of ``email`` hold ``role`` for ``company``; open an account when needed.

    The account has no password: `has_usable_password` tells whether a link is still to be sent.
    """
    user = User.objects.filter(email=email.strip().lower()).first() or add_user(email, None, by=by)
    if not user.is_active:
        raise InvalidInput(
            "Le compte de cette personne est fermé",
            where=user.email,
            remedy="Un administrateur de l'installation peut le rouvrir.",
        )
    give_role(user, company, role, by=by)
    return user


@transaction.atomic
def give_role(user: User, company: Company, role: Role, *, by: User | None = None) -> None:
    """Have ``user`` hold ``role`` for ``company``, instead of any other.

    Raises `InvalidInput` when nobody would be left to administer the company.
    """
    lock_company(company)
    if role is not Role.ADMINISTRATOR:
        _refuse_last(user, company)
    Membership.objects.update_or_create(user=user, company=company, defaults={"role": role})
    note(AuditKind.ROLE, by, f"{user.email} : {role.label}", company)


@transaction.atomic
def withdraw_role(user: User, company: Company, *, by: User | None = None) -> bool:
    """Close ``company`` to ``user``; give whether it was open.

    Raises `InvalidInput` when nobody would be left to administer the company.
    """
    lock_company(company)
    _refuse_last(user, company)
    gone, _ = Membership.objects.filter(user=user, company=company).delete()
    if gone:
        note(AuditKind.ROLE, by, f"{user.email} : rôle retiré", company)
    return bool(gone)


def _refuse_last(user: User, company: Company) -> None:
    held = Membership.objects.filter(company=company, role=Role.ADMINISTRATOR)
    others = held.exclude(user=user).filter(user__is_active=True)
    everywhere = User.objects.filter(is_superuser=True, is_active=True)
    if held.filter(user=user).exists() and not others.exists() and not everywhere.exists():
        raise InvalidInput(
            "C'est le dernier administrateur de la société",
            where=user.email,
            remedy="Nommez-en d'abord un autre.",
        )


@transaction.atomic
def close_account(user: User, *, by: User | None = None) -> None:
    """Keep ``user`` from signing in; what is signed in ends at once. Roles are kept.

    Raises `InvalidInput` for who alone administers the installation.
    """
    others = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if user.is_superuser and not others.exclude(pk=user.pk).exists():
        raise InvalidInput(
            "C'est le dernier administrateur de l'installation",
            where=user.email,
            remedy="Ouvrez d'abord un autre compte d'administrateur.",
        )
    for held in user.memberships.select_related("company"):
        _refuse_last(user, held.company)
    user.is_active = False
    user.save(update_fields=["is_active"])
    note(AuditKind.ACCOUNT, by, f"compte fermé : {user.email}")


def reopen_account(user: User, *, by: User | None = None) -> None:
    """Let ``user`` sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    note(AuditKind.ACCOUNT, by, f"compte rouvert : {user.email}")
