"""A program that freezes inside a transaction holds up the others no longer than a moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from wochorus.accounts.models import Company
from wochorus.core.errors import Transient
from wochorus.deposits import voice

if TYPE_CHECKING:
    from support.portal import Portal


def test_a_program_frozen_inside_a_transaction_loses_its_rows_and_its_voice(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "_SILENCE_INSIDE_A_TRANSACTION", "200ms")
    frozen, woken = threading.Event(), threading.Event()

    def freeze() -> None:
        try:
            with voice.voice(portal.company), transaction.atomic():
                _hold(portal.company)
                frozen.set()
                woken.wait()
                _hold(portal.company)
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        program = threads.submit(freeze)
        frozen.wait()
        try:
            with transaction.atomic():
                _hold(portal.company)
            with voice.try_voice(portal.company) as taken:
                assert taken
                woken.set()
                with pytest.raises(Transient, match="un autre a repris son dépôt"):
                    program.result()
        finally:
            woken.set()


def test_outside_a_deposit_silence_may_last_longer(portal: Portal) -> None:
    with voice.voice(portal.company):
        assert _silence() == "20s"
    assert _silence() == "5min"


def _hold(company: Company) -> None:
    Company.objects.select_for_update().get(pk=company.pk)


def _silence() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        (silence,) = cursor.fetchone() or ("",)
    return str(silence)
