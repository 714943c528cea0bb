"""The application that holds the screens."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The screens."""

    name = "wochorus.web"
    verbose_name = "écrans"

    def ready(self) -> None:
        """Write down what happens to second factors."""
        from wochorus.web.accounts.second_factor import write_down_changes

        write_down_changes()
