"""The one file inside a zip, however the zip was made."""

from __future__ import annotations

import io
import zipfile

import pytest

from wochorus.einvoice.unzipping import UnreadableZip, open_only_file, unzip


def zipped(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def test_a_file_comes_out_with_its_name() -> None:
    assert unzip(zipped(("facture é.pdf", b"%PDF"))) == ("facture é.pdf", b"%PDF")


def test_folders_of_a_zip_do_not_count() -> None:
    assert unzip(zipped(("docs/", b""), ("docs/a.pdf", b"a"))) == ("docs/a.pdf", b"a")


def test_a_file_is_as_large_as_allowed_or_refused() -> None:
    archive = zipped(("a", b"12345"))
    assert unzip(archive, largest=5) == ("a", b"12345")
    with pytest.raises(UnreadableZip):
        unzip(archive, largest=4)


def test_a_zip_that_lies_about_its_size_gives_no_more_than_allowed() -> None:
    archive = bytearray(zipped(("a", bytes(10_000))))
    size = (10_000).to_bytes(4, "little")
    while (position := archive.find(size)) >= 0:
        archive[position : position + 4] = (1).to_bytes(4, "little")
    with pytest.raises(UnreadableZip):
        unzip(bytes(archive), largest=100)


def of_many_files() -> bytes:
    return zipped(*((f"fichier-{rank:05d}.txt", b"") for rank in range(2000)))


def with_a_second_end() -> bytes:
    archive = zipped(("a", b"1"))
    end = archive.rindex(b"PK\x05\x06")
    return archive[:end] + b"PK\x06\x07" + bytes(16) + archive[end:]


def broken() -> bytes:
    archive = bytearray(zipped(("a", bytes(range(256)) * 40)))
    archive[40:60] = bytes(20)
    return bytes(archive)


def encrypted() -> bytes:
    archive = bytearray(zipped(("a", b"1")))
    archive[6] |= 1
    archive[archive.find(b"PK\x01\x02") + 8] |= 1
    return bytes(archive)


def of_unknown_compression() -> bytes:
    archive = bytearray(zipped(("a", b"1")))
    archive[archive.find(b"PK\x01\x02") + 10] = 77
    archive[8] = 77
    return bytes(archive)


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"PK",
        zipped(),
        zipped(("a", b"1"), ("b", b"2")),
        broken(),
        encrypted(),
        of_unknown_compression(),
        of_many_files(),
        with_a_second_end(),
    ],
    ids=[
        *("empty", "cut", "no file", "two files", "broken", "encrypted", "unknown compression"),
        *("many files", "a second end"),
    ],
)
def test_what_is_not_one_readable_file_is_refused(archive: bytes) -> None:
    with pytest.raises(UnreadableZip):
        unzip(archive)


def test_the_list_of_a_zip_with_many_files_is_not_even_read() -> None:
    with pytest.raises(UnreadableZip, match="directory"):
        unzip(of_many_files())


def test_a_file_may_be_read_piece_by_piece() -> None:
    with open_only_file(io.BytesIO(zipped(("a.txt", b"abcdef")))) as (name, file):
        assert name == "a.txt"
        assert [file.read(4), file.read(4)] == [b"abcd", b"ef"]
