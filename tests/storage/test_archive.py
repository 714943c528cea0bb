"""The file of a backup: every byte counts, and no name leads out of the folder."""

from __future__ import annotations

import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wochorus.core.errors import InvalidInput, Permanent
from wochorus.storage.archive import (
    DATABASE,
    MANIFEST,
    ArchiveWriter,
    Manifest,
    extract,
    is_expected_name,
    verify,
)

ABOUT: dict[str, object] = {
    "product": "1.0",
    "created_at": "2026-11-24T09:00:00+00:00",
    "server_version": "15.4",
    "dump_version": "15.4",
    "migrations": [["accounts", "0001_initial"]],
}


def silently(_: int) -> None:
    """Show no progress."""


def an_archive(path: Path, contents: dict[str, bytes], about: dict[str, object] = ABOUT) -> Path:
    with path.open("wb") as file:
        writer = ArchiveWriter(file)
        for name, content in contents.items():
            source = path.with_name("source")
            source.write_bytes(content)
            writer.add(name, source, silently)
        writer.close(about)
    return path


def read(path: Path, folder: Path) -> Manifest:
    with path.open("rb") as file:
        manifest = verify(file, path, silently)
        extract(file, path, manifest, folder, silently)
    return manifest


contents = st.dictionaries(
    st.from_regex(r"files/[a-z]{1,3}/[a-zé ]{1,8}", fullmatch=True), st.binary(max_size=2000)
)


@settings(max_examples=30)
@given(contents)
def test_what_was_written_is_read_back(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        archive = an_archive(folder / "a.tar", {DATABASE: b"dump", **files})
        manifest = read(archive, folder / "out")
        assert manifest.server_version == "15.4"
        assert manifest.migrations == {("accounts", "0001_initial")}
        assert (folder / "out" / DATABASE).read_bytes() == b"dump"
        for member, content in files.items():
            assert (folder / "out" / member).read_bytes() == content


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intact")
    return an_archive(folder / "a.tar", {DATABASE: b"dump", "files/x": b"x" * 600})


@given(data=st.data())
def test_a_changed_byte_anywhere_is_refused(intact: Path, data: st.DataObject) -> None:
    raw = bytearray(intact.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    refuses(intact.with_name("altered.tar"), bytes(raw))


@given(data=st.data())
def test_a_backup_cut_short_or_lengthened_is_refused(intact: Path, data: st.DataObject) -> None:
    raw = intact.read_bytes()
    kept = data.draw(st.integers(0, len(raw) - 1))
    refuses(intact.with_name("cut.tar"), raw[:kept])
    refuses(intact.with_name("long.tar"), raw + raw[:kept] + b"\0")


@pytest.mark.parametrize("content", [b"", b"\0" * 10_240])
def test_what_is_no_archive_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    refuses(tmp_path / "x.tar", content)


def refuses(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with (
        path.open("rb") as file,
        pytest.raises(InvalidInput, match="pas une sauvegarde intacte"),
    ):
        verify(file, path, silently)


@pytest.mark.parametrize(
    "name",
    ["files/../../evil", "/etc/passwd", "files//x", "files/./x", "files/", "other", "files/a\\b"],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = an_archive(tmp_path / "a.tar", {DATABASE: b"dump", name: b"evil"})
    with pytest.raises(InvalidInput, match="nom de fichier dangereux"):
        read(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_names_that_a_backup_makes_are_accepted() -> None:
    assert is_expected_name("files/ab/abcdef")
    assert is_expected_name("files/flux/Été 2026…pdf")


def test_links_are_refused(tmp_path: Path) -> None:
    path = an_archive(tmp_path / "a.tar", {DATABASE: b"dump"})
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with (tmp_path / "b.tar").open("wb") as file:
        writer = ArchiveWriter(file)
        writer._write(link.tobuf(tarfile.USTAR_FORMAT))  # noqa: SLF001 - a forged archive
        writer.close(ABOUT)
    with pytest.raises(InvalidInput, match="pas une sauvegarde intacte"):
        read(tmp_path / "b.tar", tmp_path / "out")
    assert read(path, tmp_path / "out").members.keys() == {DATABASE}


@pytest.mark.parametrize("about", [{}, {**ABOUT, "migrations": 3}, {**ABOUT, "members": []}])
def test_a_manifest_that_makes_no_sense_is_refused(
    tmp_path: Path, about: dict[str, object]
) -> None:
    path = an_archive(tmp_path / "a.tar", {DATABASE: b"dump"}, about)
    if "members" not in about:
        with pytest.raises(InvalidInput, match="pas une sauvegarde intacte"):
            read(path, tmp_path / "out")
    else:
        assert read(path, tmp_path / "out").members.keys() == {DATABASE}


def test_a_format_of_the_future_is_told(tmp_path: Path) -> None:
    path = an_archive(tmp_path / "a.tar", {DATABASE: b"dump"}, {**ABOUT, "format": 2})
    with pytest.raises(InvalidInput, match="version plus récente"):
        read(path, tmp_path / "out")


def test_any_tar_program_can_list_a_backup(tmp_path: Path) -> None:
    path = an_archive(tmp_path / "a.tar", {DATABASE: b"dump", "files/été": b"x"})
    with tarfile.open(path) as listed:
        assert listed.getnames() == [DATABASE, "files/été", MANIFEST, "checksum.sha256"]
        member = listed.extractfile("files/été")
        assert member is not None
        assert member.read() == b"x"


def test_a_name_too_long_for_a_tar_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="nom trop long"):
        an_archive(tmp_path / "a.tar", {"files/" + "x" * 300: b""})
