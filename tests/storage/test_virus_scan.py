from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from support.clamd import LIMIT, MARK, a_scanner
from wochorus.core.errors import InvalidInput, Permanent, Transient
from wochorus.storage.virus_scan import Scanner

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "bon.txt"
    path.write_bytes(b"rien de suspect" * 10_000)
    return path


def test_a_clean_file_passes_by_port_and_by_socket(clean: Path, tmp_path: Path) -> None:
    with a_scanner() as port, a_scanner(tmp_path / "clamd.ctl") as path:
        for address in (port, f"tcp://{port}", f"tcp:{port}", path, f"unix:{path}"):
            Scanner(address).check(clean, "bon.txt")


def test_a_virus_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "bon.txt"
    path.write_bytes(b"x" * 70_000 + MARK)
    with a_scanner() as address, pytest.raises(InvalidInput) as refusal:
        Scanner(address).check(path, "bon.txt")
    assert "Test.Mark" in refusal.value.what
    assert refusal.value.where == "bon.txt"


def test_a_file_too_large_for_the_scanner_is_not_taken_for_clean(tmp_path: Path) -> None:
    path = tmp_path / "gros.txt"
    path.write_bytes(b"x" * (LIMIT * 3))
    with a_scanner() as address, pytest.raises(Permanent) as refusal:
        Scanner(address).check(path, "gros.txt")
    assert "size limit" in refusal.value.what


def test_a_scanner_that_is_not_there_lets_nothing_through(clean: Path, tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{held.getsockname()[1]}"
        for address in (closed, str(tmp_path / "absent.ctl")):
            with pytest.raises(Transient) as failure:
                Scanner(address).check(clean, "bon.txt")
            assert address in failure.value.where


def test_a_scanner_that_hangs_up_lets_nothing_through(clean: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        server.close()
        with pytest.raises(Transient):
            Scanner(address).check(clean, "bon.txt")


@pytest.mark.parametrize("address", ["clamd", "ftp://x:1", "localhost", "unix"])
def test_an_unreadable_address_is_told_as_such(clean: Path, address: str) -> None:
    with pytest.raises(Permanent) as refusal:
        Scanner(address).check(clean, "bon.txt")
    assert address in refusal.value.where


def test_a_file_that_is_gone_is_not_blamed_on_the_scanner(tmp_path: Path) -> None:
    with a_scanner() as address, pytest.raises(FileNotFoundError):
        Scanner(address).check(tmp_path / "absent.txt", "absent.txt")
