"""The directory written back in the published form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.directory_files import MONTREUIL, a_service_row, a_structure_row, write_csv
from wochorus.directory.export import write_published_files
from wochorus.directory.importer import import_directory
from wochorus.directory.models import Service, Structure

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_what_is_written_is_what_was_imported(tmp_path: Path) -> None:
    import_directory(
        [
            write_csv(
                tmp_path / "structures.csv",
                [
                    a_structure_row(
                        RaisonSociale='MAIRIE "D\'ÎLE" ; ANNEXE', GestionService="true"
                    ),
                    a_structure_row(MONTREUIL, StructureActive="false"),
                ],
            ),
            write_csv(tmp_path / "services.csv", [a_service_row(GestionEGMT="true")]),
        ]
    )
    structures, services = tmp_path / "écrit-structures.csv", tmp_path / "écrit-services.csv"

    assert write_published_files(structures, services) == 2
    outcomes = import_directory([structures, services])

    assert [(found.added, found.changed, found.closed) for found in outcomes] == [(0, 0, 0)] * 2
    assert [found.unchanged for found in outcomes] == [2, 1]


def test_what_is_closed_is_left_out(tmp_path: Path) -> None:
    import_directory([write_csv(tmp_path / "structures.csv", [a_structure_row()])])
    Structure.objects.update(closed_at="2026-11-01T00:00:00Z")
    structures, services = tmp_path / "s.csv", tmp_path / "v.csv"
    assert write_published_files(structures, services) == 0
    assert not Service.objects.exists()
    assert len(services.read_text("utf-8").splitlines()) == 1
