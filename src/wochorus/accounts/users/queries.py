"""Who may see which company, and do what there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.accounts.models import Company
from wochorus.accounts.users.models import Membership, Role, User
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from django.db.models import QuerySet


def companies_of(user: User) -> QuerySet[Company]:
    """List the companies that ``user`` may see, by name."""
    seen = Company.objects.order_by("name", "code")
    return seen if user.is_superuser else seen.filter(memberships__user=user)


def role_of(user: User, company: Company) -> Role | None:
    """Give what ``user`` may do for ``company``; nothing for a stranger."""
    if user.is_superuser:
        return Role.ADMINISTRATOR
    held = Membership.objects.filter(user=user, company=company).values_list("role", flat=True)
    return Role(held[0]) if held else None


def user_at(email: str) -> User:
    """Find the person of an address. Raises `InvalidInput` when nobody has it."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise InvalidInput(
            "Personne n'a cette adresse", where=email, remedy="Voyez « wochorus user list »."
        )
    return user


def members_of(company: Company) -> QuerySet[Membership]:
    """List who has a role for ``company``, by address."""
    found = Membership.objects.filter(company=company).select_related("user", "company")
    return found.order_by("user__email")


def may_reset_password(actor: User, person: User) -> bool:
    """Tell whether ``actor`` may make a link with which ``person`` chooses a password.

    Such a link opens all that the person sees: one must administer all of it already.
    """
    if actor.is_superuser:
        return True
    if person.is_superuser:
        return False
    administered = Membership.objects.filter(user=actor, role=Role.ADMINISTRATOR)
    beyond = person.memberships.exclude(company__in=administered.values("company"))
    return person.memberships.exists() and not beyond.exists()
