"""The annuaire brought up to date from the portal: asked for, and once a week by itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.records import SERVICE_CODE, SERVICE_REQUIRED, UNDEMANDING
from wochorus.accounts.models import ChorusAccess, Company
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.deposits.background.annuaire import companies_to_refresh, refresh_annuaire
from wochorus.deposits.background.company_steps import LONG_QUEUE, STEPS
from wochorus.deposits.models import PortalReading, ReadingKind
from wochorus.directory.age import STALE_AFTER
from wochorus.directory.models import DirectoryChange, DirectoryImport, Service, Structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


def aged(days: float) -> None:
    """Have every import be so many days old."""
    DirectoryImport.objects.update(finished_at=timezone.now() - timedelta(days=days))


def test_the_command_reads_the_portal_and_tells_what_changed(
    portal: Portal, call: Callable[..., Done]
) -> None:
    first = call("directory", "refresh")
    assert first.returncode == 0, first.stderr
    assert "Structures (" in first.stdout
    assert "Services (" in first.stdout
    assert Structure.objects.get(identifier=SERVICE_REQUIRED).requires_service
    assert Service.objects.filter(structure__identifier=SERVICE_REQUIRED, code=SERVICE_CODE)
    same = call("directory", "refresh")
    assert "inchangé" in same.stdout

    portal.admin.put_structure(UNDEMANDING, "MAIRIE", engagement_required=True)
    changed = call("directory", "refresh", "--json")
    structures, services = json.loads(changed.stdout)["imports"]
    assert (structures["changed"], structures["closed"], services["changed"]) == (1, 0, 0)
    change = DirectoryChange.objects.get(identifier=UNDEMANDING)
    assert change.after == {"requires_engagement": True, "name": "MAIRIE"}
    reading = PortalReading.objects.get(kind=ReadingKind.DIRECTORY)
    assert reading.read_at is not None
    assert not reading.trouble


def test_the_files_are_kept_where_they_are_asked_for(
    portal: Portal, call: Callable[..., Done], tmp_path: Path
) -> None:
    assert call("directory", "refresh", "--keep", str(tmp_path)).returncode == 0
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["annuaire-chorus.zip", "annuaire-services.csv", "annuaire-structures.csv"]
    assert portal.company.environment == "simulator"


def test_a_week_later_one_company_asks_by_itself(portal: Portal, call: Callable[..., Done]) -> None:
    now = timezone.now()
    assert companies_to_refresh(now) == set(), "an annuaire that nobody asked for stays as it is"
    call("directory", "refresh")
    assert companies_to_refresh(now) == set()
    aged(6.9)
    assert companies_to_refresh(now) == set()
    aged(7.1)
    PortalReading.objects.update(asked_at=now - timedelta(days=7))
    assert companies_to_refresh(now) == {portal.company.pk}
    refresh_annuaire(portal.company)
    assert companies_to_refresh(timezone.now()) == set()
    DirectoryImport.objects.filter(kind="services").update(finished_at=now - timedelta(days=8))
    PortalReading.objects.update(asked_at=now - timedelta(days=2))
    assert companies_to_refresh(now) == {portal.company.pk}, "the services alone are old"
    assert STEPS["refresh_annuaire"].queue == LONG_QUEUE


def test_a_failure_is_told_changes_nothing_and_is_tried_again_later(
    portal: Portal, call: Callable[..., Done]
) -> None:
    call("directory", "refresh")
    before = sorted(Structure.objects.values_list("identifier", "closed_at"))
    aged(9)
    ChorusAccess.objects.update(technical_login="personne")
    with pytest.raises(Permanent):
        refresh_annuaire(portal.company)
    assert sorted(Structure.objects.values_list("identifier", "closed_at")) == before
    assert PortalReading.objects.get(kind=ReadingKind.DIRECTORY).trouble
    now = timezone.now()
    assert companies_to_refresh(now) == set(), "not at every look"
    assert companies_to_refresh(now + timedelta(hours=25)) == {portal.company.pk}
    told = call("doctor").stdout
    assert "annuaire :" in told
    assert "wochorus directory refresh" in told
    assert "il a vieilli" in told


def test_the_portal_of_practice_is_kept_out_of_the_annuaire_of_production(
    portal: Portal, call: Callable[..., Done]
) -> None:
    Company.objects.create(code="vraie", name="Vraie", environment="production")
    refused = call("directory", "refresh", "--company", portal.company.code)
    assert refused.returncode
    assert "wochorus directory refresh --company vraie" in refused.stderr
    assert not DirectoryImport.objects.exists()
    with pytest.raises(InvalidInput, match="production"):
        refresh_annuaire(portal.company)


def test_status_warns_of_an_annuaire_older_than_eight_days(
    portal: Portal, call: Callable[..., Done]
) -> None:
    call("directory", "refresh", "--company", portal.company.code)
    assert "Attention" not in call("directory", "status").stdout
    aged(STALE_AFTER.days + 1)
    told = call("directory", "status")
    assert "il y a 9 jours : il a vieilli" in told.stdout
    assert json.loads(call("directory", "status", "--json").stdout)["is_stale"] is True
