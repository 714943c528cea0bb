"""The application that holds the screens."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The screens."""

    name = "wochorus.web"
    verbose_name = "écrans"
