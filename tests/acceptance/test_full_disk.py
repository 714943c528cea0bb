"""A disk that fills up in the middle of the work: told once, nothing half there, nothing lost."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from simulator.running import a_simulator
from support.month import Month, set_up
from support.records import a_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import RunWoChorus


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


def test_a_disk_that_fills_while_the_flow_is_written_loses_nothing(
    run_wochorus: RunWoChorus, small_disk: Path, tmp_path: Path
) -> None:
    month = Month(tmp_path)
    for rank in range(1, 6):
        month.invoice(f"FA-{rank}")
        (month.pdfs / f"FA-{rank}.pdf").write_bytes(a_pdf(f"FA-{rank}", weight=200_000))

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        return run_wochorus(*arguments, home=small_disk, **options)  # type: ignore[arg-type]

    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as simulator:
        portal = set_up(run, month, simulator.url)
        done = run("deposit", "--mode", "batch", variables=portal)
        assert done.returncode == 1
        assert "Le disque est plein" in done.stderr
        assert "Traceback" not in done.stderr
        assert list(small_disk.rglob("*.part")) == []
        assert simulator.admin.flows() == []
        listed = run("journal", "list", "--state", "a-deposer", variables=portal)
        assert "5 / 5 affichés" in listed.stdout

        subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
        again = run("deposit", "--mode", "batch", variables=portal)
        assert again.returncode == 0, again.stdout + again.stderr
        assert len(simulator.admin.invoices()) == 5
