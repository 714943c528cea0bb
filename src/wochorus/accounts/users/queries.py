"""Who may see which company, and do what there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.accounts.models import Company
from wochorus.accounts.users.models import Membership, Role, User

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
