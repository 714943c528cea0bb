"""Who calls: a PISTE application and a Chorus Pro technical account."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """The OAuth pair of a PISTE application, and the technical account of a structure.

    The OAuth pair is not the application's pair of API keys. The technical login looks like
    ``TECH_1_123456@cpro.fr``. Secrets do not show in ``repr``.
    """

    client_id: str
    client_secret: str = field(repr=False)
    technical_login: str
    technical_password: str = field(repr=False)

    @property
    def account_header(self) -> str:
        """The ``cpro-account`` header: base64 of ``login:password`` in UTF-8."""
        pair = f"{self.technical_login}:{self.technical_password}"
        return base64.b64encode(pair.encode()).decode("ascii")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be shown nor logged."""
        hidden = (self.client_secret, self.technical_password, self.account_header)
        return tuple(secret for secret in hidden if secret)
