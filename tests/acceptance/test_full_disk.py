"""A disk that fills up in the middle of the work: told once, nothing half there, nothing lost."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from support.office import Office
from support.records import an_archival_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from simulator.running import Simulator
    from support.month import Month


WEIGHT = 250_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of two megabytes, where the system lets us."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("is_detailed", [False, True])
def test_a_disk_that_fills_while_the_flow_is_written_loses_nothing(
    a_database_url: Callable[[], str],
    small_disk: Path,
    month: Month,
    simulator: Simulator,
    is_detailed: bool,
) -> None:
    for rank in range(1, 6):
        (month.detailed if is_detailed else month.invoice)(f"FA-{rank}")
        (month.pdfs / f"FA-{rank}.pdf").write_bytes(an_archival_pdf(weight=WEIGHT))
    run = Office(small_disk, a_database_url(), simulator).open(month)
    done = run("deposit", "--mode", "batch")
    assert done.returncode == 1
    assert "Le disque est plein" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.rglob("*.part")) == []
    assert simulator.admin.flows() == []
    listed = run("journal", "list", "--state", "a-deposer")
    assert "5 / 5 affichés" in listed.stdout

    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    again = run("deposit", "--mode", "batch")
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(simulator.admin.invoices()) == 5
