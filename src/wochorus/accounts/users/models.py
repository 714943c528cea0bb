"""People, known by their e-mail address, and their role for each company."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from wochorus.accounts.models import Company


class Role(models.TextChoices):
    """What a person does for a company; each may do all that the one before may."""

    READER = "reader", "lecture"
    CLERK = "clerk", "facturation"
    ADMINISTRATOR = "administrator", "administration"

    def includes(self, other: Role) -> bool:
        """Tell whether this role may do all that ``other`` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class UserManager(BaseUserManager["User"]):
    """Creates users from an e-mail address. An address is one, however it is capitalised."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create one person; without a password, none opens the account."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create an administrator of the installation."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """One person. ``is_superuser``: administers the installation, and so every company."""

    username = None  # type: ignore[assignment] # the address is the name
    email = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Cette adresse est déjà celle d'un utilisateur."},
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "utilisateur"

    def __str__(self) -> str:
        """Give the name, else the address."""
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Keep addresses in lower case: people do not type them twice alike."""
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)


class Membership(models.Model):
    """The role of a person for a company."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.READER)

    class Meta:
        verbose_name = "rôle"
        constraints = (
            models.UniqueConstraint(fields=["user", "company"], name="membership_unique"),
        )


class AuditKind(models.TextChoices):
    """What is written down of what people did."""

    SIGNED_IN = "signed_in", "connexion"
    SIGN_IN_REFUSED = "sign_in_refused", "connexion refusée"
    PASSWORD = "password", "mot de passe"
    SECOND_FACTOR = "second_factor", "double authentification"
    SESSIONS = "sessions", "sessions fermées"
    ACCOUNT = "account", "compte"
    ROLE = "role", "rôle"
    COMPANY = "company", "société"
    SETTINGS = "settings", "réglages"
    CREDENTIALS = "credentials", "accès à Chorus Pro"
    CERTIFICATE = "certificate", "certificat de signature"
    ENVIRONMENT = "environment", "environnement"


class AuditEntry(models.Model):
    """One thing that somebody did with accounts or settings; never changed afterwards.

    ``by`` names the person even when the account is gone; ``actor`` is empty for a command.
    """

    moment = models.DateTimeField("moment", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.CharField("par", max_length=254)
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField("quoi", max_length=20, choices=AuditKind)
    detail = models.CharField("détail", max_length=500, blank=True)

    class Meta:
        verbose_name = "trace"
        indexes = (models.Index(fields=["company", "-moment"], name="audit_company_moment"),)
