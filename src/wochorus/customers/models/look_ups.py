"""What the public company register answered, kept for a while; and the key of Insee's own API."""

from __future__ import annotations

from django.db import models


class RegisterAnswer(models.Model):
    """An answer of a register, until it is too old to be believed."""

    provider = models.CharField(max_length=30)
    question = models.CharField(max_length=250)
    establishments = models.JSONField()
    answered_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "réponse du registre"
        constraints = (
            models.UniqueConstraint(fields=["provider", "question"], name="register_answer_unique"),
        )


class RegisterKey(models.Model):
    """The key of a register's API, encrypted. It serves all the companies of the installation."""

    provider = models.CharField(max_length=30, unique=True)
    sealed = models.BinaryField("clé d'API (chiffrée)")
    stored_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "clé d'API d'un registre"
