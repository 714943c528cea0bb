"""The logo of a company: a picture that invoices can print, and nothing else."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.records import a_company
from wochorus.accounts.logo import LARGEST_LOGO, NO_LOGO, kept_logo, logo_content
from wochorus.accounts.services import change_company
from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


def a_png(width: int = 8, height: int = 4) -> bytes:
    """Make a white picture of one byte a point."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(height)))
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    key = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + key


A_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////"
    "////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
"""One grey point."""


def an_svg(content: str = '<rect width="5" height="5"/>', before: str = "") -> bytes:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{content}</svg>'
    ).encode()


def a_file(folder: Path, content: bytes, name: str = "logo") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


BOMB = (
    "<defs><g id='a0'><rect width='1' height='1'/></g>"
    + "".join(
        f"<g id='a{n}'><use xlink:href='#a{n - 1}'/><use xlink:href='#a{n - 1}'/></g>"
        for n in range(1, 25)
    )
    + "</defs><use xlink:href='#a24'/>"
)
PICTURE = base64.b64encode(a_png()).decode()
HUGE = base64.b64encode(
    a_png(1, 1).replace(struct.pack(">2I", 1, 1), struct.pack(">2I", 30_000, 30_000))
).decode()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_png(), "image/png"),
        (A_JPEG, "image/jpeg"),
        (an_svg(), "image/svg+xml"),
        (an_svg(before='<?xml version="1.0"?>\n<!DOCTYPE svg>\n'), "image/svg+xml"),
        (an_svg("<defs><g id='a'/></defs><use xlink:href='#a'/>"), "image/svg+xml"),
        (an_svg(f"<image href='data:image/png;base64,{PICTURE}'/>"), "image/svg+xml"),
        (an_svg("<rect style='fill:url(#degrade)' width='1' height='1'/>"), "image/svg+xml"),
    ],
)
def test_a_picture_is_known_by_its_content_and_kept(
    tmp_path: Path, content: bytes, media_type: str
) -> None:
    fields = kept_logo(a_file(tmp_path, content, "Mon logo.bin"))
    assert fields["logo_media_type"] == media_type
    assert fields["logo_name"] == "Mon logo.bin"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "ni un PNG, ni un JPEG, ni un SVG"),
        (b"GIF89a", "ni un PNG, ni un JPEG, ni un SVG"),
        (b"<html><body/></html>", "pas un dessin SVG"),
        (a_png()[:40], "abîmée"),
        (a_png()[:20], "abîmé"),
        (A_JPEG[:40], "abîmé"),
        (an_svg("<script>x()</script>"), "élément actif (script)"),
        (an_svg("<foreignObject/>"), "élément actif (foreignObject)"),
        (an_svg("<rect onclick='x()'/>"), "attribut onclick"),
        (an_svg("<image href='http://exemple.fr/x.png'/>"), "fichier extérieur"),
        (an_svg("<image href='data:image/svg+xml;base64,AAAA'/>"), "fichier extérieur"),
        (an_svg(f"<image href='data:image/png;base64,{HUGE}'/>"), "16 millions"),
        (an_svg("<style>@import 'x.css';</style>"), "fichier extérieur"),
        (an_svg("<rect fill='url(http://exemple.fr)'/>"), "fichier extérieur"),
        (an_svg(before="<?xml-stylesheet href='x.css'?>"), "feuille de style extérieure"),
        (an_svg("&a;", before="<!DOCTYPE svg [<!ENTITY a 'aaa'>]>"), "entités"),
        (an_svg("<g/>" * 20_001), "20000 sont permis"),
        (an_svg(BOMB), "répète"),
    ],
)
def test_what_cannot_be_printed_safely_is_refused(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        kept_logo(a_file(tmp_path, content))
    assert told in refusal.value.what
    assert "PNG, JPEG ou SVG" in refusal.value.remedy


def test_a_picture_with_too_many_points_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    content = a_png(1, 1).replace(struct.pack(">2I", 1, 1), struct.pack(">2I", 60_000, 60_000))
    with pytest.raises(InvalidInput, match="60000 × 60000 points"):
        kept_logo(a_file(tmp_path, content))


def test_a_heavy_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="1\u00a0Mo est permis"):
        kept_logo(a_file(tmp_path, b"x" * (LARGEST_LOGO + 1)))


@pytest.mark.django_db
def test_a_company_has_a_logo_until_it_is_taken_off(tmp_path: Path) -> None:
    company = a_company()
    assert logo_content(company) is None
    change_company(company, **kept_logo(a_file(tmp_path, a_png())))
    company.refresh_from_db()
    assert logo_content(company) == a_png()
    (tmp_path / "home/files" / company.logo_sha256[:2] / company.logo_sha256).unlink()
    with pytest.raises(Permanent, match="disparu"):
        logo_content(company)
    change_company(company, **NO_LOGO)
    assert logo_content(company) is None
