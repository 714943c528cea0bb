"""One voice per technical account: only one program at a time deposits through it.

Two things make the voice. A lock of the database session falls the moment its program dies, so
the next one waits for nothing. And a beat, written every few seconds, tells a program that works
from one that is frozen (a closed lid, a stopped process): a frozen one keeps its session, and its
lock with it, for ever. When the beat stops, whoever wants the voice ends that session. The frozen
program finds out at its next statement, and each request to Chorus Pro is preceded by one
(:func:`wochorus.deposits.moves.claim_sending`).

A program that froze inside a transaction holds its rows as well, and others may wait for these
before they ask for the voice. The server itself ends such a session, sooner than the beat would.
"""

from __future__ import annotations

import hashlib
import os
import platform
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import Error, InternalError, OperationalError, connection, connections
from django.db.models.functions import Now

from wochorus.accounts.models import ChorusAccess
from wochorus.accounts.pace import account_name
from wochorus.core.errors import Transient
from wochorus.deposits.apps import SILENCE_INSIDE_A_TRANSACTION
from wochorus.deposits.models import Voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company

SECONDS_BETWEEN_BEATS = 5.0
SECONDS_OF_SILENCE = 40.0
"""A program that has not beaten for so long is taken for frozen; eight beats were missed."""
_SECONDS_TO_LET_GO = 5.0
_SILENCE_INSIDE_A_TRANSACTION = "20s"
"""The transactions of a deposit last milliseconds: who is silent in one so long is frozen."""


def account_of(company: Company) -> str:
    """Name the technical account through which ``company`` deposits; several may share one."""
    login = (
        ChorusAccess.objects.filter(company=company, environment=company.environment)
        .values_list("technical_login", flat=True)
        .first()
    )
    return account_name(company.environment, login or f"société {company.pk}")


def lock_number(account: str) -> int:
    """Give the number of the account's lock in PostgreSQL (a signed 64-bit integer)."""
    digest = hashlib.sha256(f"wochorus voice {account}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@contextmanager
def try_voice(company: Company) -> Iterator[bool]:
    """Try to become the one program that deposits for ``company``; give whether it worked.

    A program that is frozen is cut from the database first. The voice falls with the program,
    however it ends.
    """
    account = account_of(company)
    epoch = _take(account)
    if epoch is None and _cut_if_frozen(account):
        epoch = _take_soon(account)
    if epoch is None:
        yield False
        return
    with _Beat(account):
        try:
            yield True
        except (OperationalError, InternalError) as error:
            if _lost(account, epoch):
                raise _woken_too_late() from error
            raise
        finally:
            _let_go(account)


@contextmanager
def voice(company: Company) -> Iterator[None]:
    """Be the one program that deposits for ``company``. Raises `Transient` when another is."""
    with try_voice(company) as taken:
        if not taken:
            raise Transient(
                f"Un autre dépôt est déjà en cours pour {company.name}",
                where=_holder(account_of(company)),
                remedy="Attendez qu'il finisse, puis relancez : les factures déjà parties "
                "seront ignorées.",
            )
        yield


def _take(account: str) -> int | None:
    """Take the voice if it is free; give its epoch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (lock_number(account),))
        (taken,) = cursor.fetchone() or (False,)
        if not taken:
            return None
        silence = _SILENCE_INSIDE_A_TRANSACTION
        cursor.execute(_BEGIN, {"account": account, "holder": _myself(), "silence": silence})
        epoch, _ = cursor.fetchone() or (0, "")
    return int(epoch)


_BEGIN = """
INSERT INTO deposits_voice (account, holder, backend, epoch, beat_at)
VALUES (%(account)s, %(holder)s, pg_backend_pid(), 1, clock_timestamp())
ON CONFLICT (account) DO UPDATE SET
  holder = excluded.holder, backend = excluded.backend, beat_at = excluded.beat_at,
  epoch = deposits_voice.epoch + 1
RETURNING epoch, set_config('idle_in_transaction_session_timeout', %(silence)s, false)
"""

_END = """
SELECT pg_advisory_unlock(%s), set_config('idle_in_transaction_session_timeout', %s, false)
"""


def _take_soon(account: str) -> int | None:
    """Take the voice once the ended session has let go; PostgreSQL needs a moment for that."""
    end = time.monotonic() + _SECONDS_TO_LET_GO
    while (epoch := _take(account)) is None and time.monotonic() < end:
        time.sleep(0.05)
    return epoch


def _lost(account: str, epoch: int) -> bool:
    """Tell, over a new connection, whether another program took the voice from this one."""
    connection.close()
    with suppress(Error):
        return not Voice.objects.filter(account=account, epoch=epoch).exists()
    return False


def _woken_too_late() -> Transient:
    return Transient(
        "Ce programme est resté gelé trop longtemps : un autre a repris son dépôt",
        remedy="Rien n'est parti deux fois. Lancez « wochorus follow », puis relancez le dépôt.",
    )


def _cut_if_frozen(account: str) -> bool:
    """End the session of a holder whose beat has stopped; give whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute(_CUT, (account, SECONDS_OF_SILENCE, lock_number(account)))
        return bool(cursor.rowcount)


# The lock is looked at, too: the number of a session that has ended may serve another one.
_CUT = """
SELECT pg_terminate_backend(l.pid) FROM deposits_voice v JOIN pg_locks l ON l.pid = v.backend
WHERE v.account = %s AND v.beat_at < clock_timestamp() - make_interval(secs => %s)
  AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND ((l.classid::bigint << 32) | l.objid::bigint) = %s
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _let_go(account: str) -> None:
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute(_END, (lock_number(account), SILENCE_INSIDE_A_TRANSACTION))


def _holder(account: str) -> str:
    return Voice.objects.filter(account=account).values_list("holder", flat=True).first() or ""


def _myself() -> str:
    return f"{platform.node()}, processus {os.getpid()}"[:200]


@dataclass
class _Beat:
    """Tells the database, from a thread, that its program works."""

    account: str

    def __enter__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="voice", daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(SECONDS_BETWEEN_BEATS):
                # A beat that fails is one that is missed: the next has a new connection.
                try:
                    Voice.objects.filter(account=self.account).update(beat_at=Now())
                except Error:
                    connection.close()
        finally:
            connections.close_all()
