"""Whether a picture may be printed on invoices: a PNG, JPEG or SVG that is what it says.

The sizes written in the picture are read before anything decodes it: a small file may unfold to
gigabytes. An SVG is a program that draws: it may neither reach outside itself, nor run anything,
nor repeat itself without end. What passes is then set on a page, as invoices will do.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from lxml import etree

MOST_POINTS = 16_000_000
"""Of a picture: 64 MB once decoded."""
MOST_ELEMENTS = 20_000
"""Of an SVG."""
PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"

_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_TYPST_FORMATS = {PNG: "png", JPEG: "jpg", SVG: "svg"}
_PNG_SIZE = struct.Struct(">16x2I")
_JPEG_FRAMES = frozenset(
    (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), 0xCD, 0xCE, 0xCF)
)
_SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler", "listener"})
_INSIDE = re.compile(r"data:image/(?:png|jpeg);base64,(.*)", re.DOTALL)
_OUTSIDE_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)
_REMEDY = "Donnez un fichier PNG, JPEG ou SVG simple, enregistré par un logiciel de dessin."


def inspect_logo(path: Path) -> str:
    """Give the media type of the picture. Raises `InvalidInput` when it cannot be printed."""
    content = path.read_bytes()
    media_type = next((kind for start, kind in _SIGNATURES if content.startswith(start)), SVG)
    if media_type == SVG:
        _check_svg(content)
    else:
        _check_size(content)
    _set_on_a_page(path, media_type)
    return media_type


def _refused(why: str) -> InvalidInput:
    return InvalidInput(f"Le logo est refusé : {why}", remedy=_REMEDY)


def _check_size(picture: bytes) -> None:
    """Refuse a PNG or JPEG without size, or with too many points."""
    width, height = _size(picture)
    if not width or not height:
        raise _refused("ce n'est ni un PNG, ni un JPEG, ni un SVG, ou il est abîmé")
    if width * height > MOST_POINTS:
        raise _refused(
            f"il a {width} × {height} points ; {MOST_POINTS // 1_000_000} millions sont permis"
        )


def _size(picture: bytes) -> tuple[int, int]:
    if picture.startswith(_SIGNATURES[0][0]) and len(picture) >= _PNG_SIZE.size:
        width, height = _PNG_SIZE.unpack_from(picture)
        return width, height
    return _jpeg_size(picture) if picture.startswith(_SIGNATURES[1][0]) else (0, 0)


def _jpeg_size(picture: bytes) -> tuple[int, int]:
    """Walk from marker to marker up to the frame, which holds the height and the width."""
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:  # noqa: PLR2004 - every marker
        marker = picture[place + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">2H", picture, place + 5)
            return width, height
        place += 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
    return 0, 0


def _check_svg(content: bytes) -> None:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _refused("ce n'est ni un PNG, ni un JPEG, ni un SVG, ou il est abîmé") from None
    if root.tag != _SVG_ROOT:
        raise _refused("ce n'est pas un dessin SVG")
    _check_prologue(root)
    elements = list(root.iter("{*}*"))
    if len(elements) > MOST_ELEMENTS:
        raise _refused(f"il a {len(elements)} éléments ; {MOST_ELEMENTS} sont permis")
    for element in elements:
        _check_element(element)
    _check_repetitions(root)


def _check_prologue(root: etree._Element) -> None:
    """Let the declaration that drawing programs write pass, but no entity and no style sheet."""
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise _refused("il déclare des entités")
    if root.getroottree().xpath("//processing-instruction('xml-stylesheet')"):
        raise _refused("il se sert d'une feuille de style extérieure")


def _check_element(element: etree._Element) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name in _ACTIVE:
        raise _refused(f"il contient un élément actif ({name})")
    if name == "style" and _OUTSIDE_STYLE.search(element.text or ""):
        raise _refused("son style va chercher un fichier extérieur")
    for key, value in element.attrib.items():
        _check_attribute(str(key).rpartition("}")[2], str(value))


def _check_attribute(name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _refused(f"il contient un programme (attribut {name})")
    if name == "href" and not value.startswith("#"):
        inside = _INSIDE.fullmatch(value.strip())
        if not inside:
            raise _refused("il va chercher un fichier extérieur")
        _check_size(_decoded(inside[1]))
    elif _OUTSIDE_STYLE.search(value):
        raise _refused("son style va chercher un fichier extérieur")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise _refused("une image y est abîmée") from None


def _check_repetitions(root: etree._Element) -> None:
    """Refuse a part that is used and uses another: twenty steps of two draw a million shapes."""
    uses = list(root.iter("{http://www.w3.org/2000/svg}use"))
    used = {
        str(value)[1:] for use in uses for key, value in use.attrib.items() if "href" in str(key)
    }
    for use in uses:
        if any(parent.get("id") in used for parent in (use, *use.iterancestors())):
            raise _refused("une forme répétée y répète elle-même une forme")


def _set_on_a_page(path: Path, media_type: str) -> None:
    """Set the picture with Typst, which decodes it whole, as a PDF/A-3."""
    import typst

    with tempfile.TemporaryDirectory(prefix="wochorus-logo-") as name:
        folder = Path(name)
        (folder / "logo").write_bytes(path.read_bytes())
        (folder / "page.typ").write_text(
            f'#image("logo", format: "{_TYPST_FORMATS[media_type]}", width: 4cm)', "utf-8"
        )
        try:
            typst.compile(folder / "page.typ", root=folder, pdf_standards="a-3b")
        except (typst.TypstError, RuntimeError):
            raise _refused(
                "l'image est abîmée, ou d'une sorte qui n'entre pas dans une facture (CMJN…)"
            ) from None
