"""The folder of the demonstration: emptied only when it is its own, and never under a user."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.holders import Holder, postmaster, server_processes, wait_until
from wochorus.core.errors import InvalidInput, Transient
from wochorus.demo.folder import MARKER, DemoFolder, demo_folder, make_afresh, require_made

if TYPE_CHECKING:
    from pathlib import Path


KEEP_LOCK = """
import sys
from pathlib import Path
from wochorus.demo.folder import DemoFolder
with DemoFolder(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(data_folder: Path) -> DemoFolder:
    return demo_folder(data_folder / "data")


def made(folder: DemoFolder) -> DemoFolder:
    with folder.held():
        make_afresh(folder)
    return folder


def test_a_demonstration_lives_beside_the_data_of_the_user(folder: DemoFolder) -> None:
    assert made(folder).home.name == "demo"
    assert folder.marker.is_file()
    assert folder.home.stat().st_mode & 0o777 == 0o700


def test_the_folder_of_an_open_demonstration_is_itself(folder: DemoFolder) -> None:
    made(folder)
    assert demo_folder(folder.home) == folder


def test_a_new_demonstration_removes_the_former_one(folder: DemoFolder) -> None:
    made(folder)
    (folder.home / "files").mkdir()
    (folder.home / "files" / "old.pdf").write_text("old")
    (folder.home / "journal.xlsx").write_text("old")
    made(folder)
    left = {entry.name for entry in folder.home.iterdir()}
    assert left == {MARKER, "annuaire", "pdf", "pieces-jointes"}


def test_a_folder_that_is_not_a_demonstration_is_left_alone(folder: DemoFolder) -> None:
    folder.home.mkdir(parents=True)
    (folder.home / "precious.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="rien n'y a été touché"):
        made(folder)
    assert [entry.name for entry in folder.home.iterdir()] == ["precious.txt"]


def test_a_link_is_never_followed(folder: DemoFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARKER).write_text("")
    (elsewhere / "precious.txt").write_text("mine")
    folder.home.parent.mkdir()
    folder.home.symlink_to(elsewhere)
    with pytest.raises(InvalidInput):
        made(folder)
    assert (elsewhere / "precious.txt").is_file()


def test_a_link_inside_is_removed_and_not_what_it_leads_to(
    folder: DemoFolder, tmp_path: Path
) -> None:
    made(folder)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "mine.txt").write_text("mine")
    (folder.home / "link").symlink_to(tmp_path / "precious")
    made(folder)
    assert not (folder.home / "link").exists()
    assert (tmp_path / "precious" / "mine.txt").is_file()


def test_two_demonstrations_do_not_run_together(folder: DemoFolder) -> None:
    made(folder)
    other = subprocess.Popen(
        [sys.executable, "-c", KEEP_LOCK, folder.home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    try:
        with pytest.raises(Transient, match="déjà en cours"):
            made(folder)
    finally:
        other.communicate("\n", timeout=60)
    made(folder)


def test_a_demonstration_in_use_is_not_removed(folder: DemoFolder) -> None:
    made(folder)
    user = Holder(folder.home)
    user.wait_ready()
    try:
        with pytest.raises(Transient, match="se sert encore"):
            made(folder)
        assert postmaster(folder.home)
    finally:
        assert user.leave() == 0


def test_the_database_of_a_demonstration_that_was_killed_is_stopped(folder: DemoFolder) -> None:
    made(folder)
    user = Holder(folder.home)
    user.wait_ready()
    user.kill()
    assert server_processes(folder.home)
    made(folder)
    wait_until(lambda: not server_processes(folder.home))


def test_a_demonstration_that_was_never_made_cannot_be_served(folder: DemoFolder) -> None:
    with pytest.raises(InvalidInput, match="pas encore été faite"):
        require_made(folder)
