"""The pace of a technical account, kept in the database: it holds across programs and machines.

Chorus Pro answers 401 at random to an account that calls too often, whoever calls. Each call takes
the next free moment of the account before it starts; a program that takes over from another does
not call twice in the same second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

_TAKE_TURN = """
INSERT INTO accounts_callturn (account, next_at)
VALUES (%(account)s, clock_timestamp() + %(interval)s * interval '1 second')
ON CONFLICT (account) DO UPDATE SET
  next_at = greatest(accounts_callturn.next_at, clock_timestamp())
    + %(interval)s * interval '1 second'
RETURNING extract(epoch FROM next_at - clock_timestamp()) - %(interval)s
"""


def account_name(environment: str, login: str) -> str:
    """Name a technical account: the same login is another account in another environment."""
    return f"{environment}:{login}"


@dataclass(frozen=True, slots=True)
class AccountPace:
    """A turn for each call of ``account``: ``interval`` seconds between two starts, at least.

    Use it outside a transaction: the turn is taken when it is committed.
    """

    account: str
    interval: float
    sleep: Callable[[float], None]

    def wait_turn(self) -> None:
        """Take the next free moment of the account, and sleep until it comes."""
        if self.interval <= 0:
            return
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_TURN, {"account": self.account, "interval": self.interval})
            (wait,) = cursor.fetchone() or (0,)
        if wait > 0:
            self.sleep(float(wait))
