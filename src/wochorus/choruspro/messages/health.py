"""Whether the API says that it is up."""

from __future__ import annotations

from http import HTTPStatus

from wochorus.choruspro.messages.base import Identifier, Message, Text, chorus


class Health(Message):
    """The answer of ``health-check``."""

    status: Text = chorus("statusCode")
    status_value: Identifier = chorus("statusCodeValue")
    message: Text = chorus("body")

    @property
    def is_up(self) -> bool:
        """Whether Chorus Pro declares itself available."""
        return self.status_value == HTTPStatus.OK or self.status.upper() == "OK"
