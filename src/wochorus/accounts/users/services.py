"""What may be done with people: invite them, give them a role, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from wochorus.accounts.users.models import Membership, Role, User
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


@transaction.atomic
def add_user(email: str, password: str | None, *, administers_all: bool = False) -> User:
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
            remedy="Donnez-lui un rôle : wochorus user role ADRESSE SOCIÉTÉ RÔLE.",
        )
    user = User(email=email, is_superuser=administers_all)
    set_password(user, password)
    return user


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


def give_role(user: User, company: Company, role: Role) -> None:
    """Have ``user`` hold ``role`` for ``company``, instead of any other."""
    Membership.objects.update_or_create(user=user, company=company, defaults={"role": role})


def withdraw_role(user: User, company: Company) -> bool:
    """Close ``company`` to ``user``; give whether it was open."""
    gone, _ = Membership.objects.filter(user=user, company=company).delete()
    return bool(gone)
