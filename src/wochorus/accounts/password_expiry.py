"""The end of a technical password, as Chorus Pro last told it.

A technical password lives 424 days (Chorus Pro, raccordement API) and gives no warning of its own.
The connection test reads its end on the portal; what it read is kept here, and forgotten when
another account or password is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.accounts.models import ChorusAccess

if TYPE_CHECKING:
    from datetime import date, datetime

    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class PasswordExpiry:
    """When a technical password ends, and when the portal said so."""

    environment: str
    expires_on: date
    read_at: datetime

    def days_left(self, today: date) -> int:
        """Count the days left; negative when it has ended."""
        return (self.expires_on - today).days

    def needs_warning(self, today: date) -> bool:
        """Whether it ends within the month, or has ended."""
        from wochorus.choruspro.connection_test import PASSWORD_WARNING_DAYS

        return self.days_left(today) <= PASSWORD_WARNING_DAYS

    def told(self, today: date) -> str:
        """Say it in French: the day, and how many are left."""
        from wochorus.choruspro.connection_test import told_expiry

        return told_expiry(self.expires_on, today)


def password_expiry(company: Company, environment: str) -> PasswordExpiry | None:
    """Give what the last test read of the password of ``company`` on ``environment``."""
    access = ChorusAccess.objects.filter(company=company, environment=environment).first()
    if access is None or access.password_expires_on is None:
        return None
    read_at = access.password_expiry_read_at or access.updated_at
    return PasswordExpiry(environment, access.password_expires_on, read_at)


def note_password_expiry(company: Company, environment: str, expires_on: date) -> None:
    """Keep what the portal has just told of the password of ``company`` on ``environment``."""
    ChorusAccess.objects.filter(company=company, environment=environment).update(
        password_expires_on=expires_on, password_expiry_read_at=timezone.now()
    )
