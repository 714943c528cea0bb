"""The application that holds the users' tables."""

from __future__ import annotations

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """People and their roles."""

    name = "wochorus.accounts.users"
    label = "users"
    verbose_name = "utilisateurs"
