"""What every session on the database begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SILENCE_INSIDE_A_TRANSACTION = "5min"


class DepositsConfig(AppConfig):
    """The deposits; they promise what the database confirms."""

    name = "wochorus.deposits"

    def ready(self) -> None:
        """Have each new session wait for the disk, and hold up nobody for ever."""
        connection_created.connect(wait_for_the_disk, dispatch_uid="wait_for_the_disk")
        connection_created.connect(hold_up_nobody, dispatch_uid="hold_up_nobody")


def wait_for_the_disk(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Have a server that is not ours answer a commit only once it is written.

    It may be set up to answer before, and a power cut would then take back a reservation whose
    invoices have left. Not among the parameters of the connection: poolers refuse those.
    """
    if settings.ENVIRONMENT.database_url is not None:
        connection.connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )


def hold_up_nobody(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Have the server end a session whose program falls silent inside a transaction.

    A frozen program (a closed lid) would keep its rows locked, and all others waiting, for ever.
    Whoever deposits is given less time (:mod:`wochorus.deposits.voice`).
    """
    connection.connection.execute(
        "SELECT set_config('idle_in_transaction_session_timeout', %s, false)",
        (SILENCE_INSIDE_A_TRANSACTION,),
    )
