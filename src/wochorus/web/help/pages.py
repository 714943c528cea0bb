"""The user guide, read from its Markdown files and shown on the screens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable

CHAPTERS = {
    "tutoriel": "Premiers pas",
    "guides": "Faire",
    "explications": "Comprendre",
    "reference": "Référence",
}
_PACKAGED = Path(__file__).parents[2] / "documentation"
_BESIDE_THE_SOURCES = Path(__file__).parents[4] / "docs"
_LINK = re.compile(r'href="(?:\.\./)?(?:([a-z]+)/)?([a-z0-9-]+)\.md(#[^"]*)?"')
_COMMENT = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
_PICTURE = re.compile(r'<img src="\.\./images/([a-z0-9-]+\.png)"([^>]*)>')
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the guide."""

    chapter: str
    name: str
    title: str


def documentation() -> Path:
    """Find the folder of the guide: in the package, or beside the sources."""
    return _PACKAGED if _PACKAGED.is_dir() else _BESIDE_THE_SOURCES


@cache
def contents() -> dict[str, list[Page]]:
    """List the pages of each chapter, by the chapter's title, in the order of the index."""
    return {title: list(_pages(chapter)) for chapter, title in CHAPTERS.items()}


def _pages(chapter: str) -> Iterable[Page]:
    index = (documentation() / "index.md").read_text("utf-8")

    def place(path: Path) -> int:
        return index.find(f"({chapter}/{path.name})")

    for path in sorted((documentation() / chapter).glob("*.md"), key=place):
        first = _source(chapter, path.stem).partition("\n")[0]
        yield Page(chapter, path.stem, first.removeprefix("#").strip())


def _source(chapter: str, name: str) -> str:
    """Read a page without the comment that a produced one opens with."""
    return _COMMENT.sub("", (documentation() / chapter / f"{name}.md").read_text("utf-8"))


def find(chapter: str, name: str) -> Page | None:
    """Find a page by the name of its file; only what is listed can be read."""
    known = contents().get(CHAPTERS.get(chapter, ""), [])
    return next((page for page in known if page.name == name), None)


def picture(name: str) -> Path | None:
    """Find a picture of the guide by the name of its file; only what lies there can be read."""
    pictures = (documentation() / "images").glob("*.png")
    return next((path for path in pictures if path.name == name), None)


def drawn(page: Page, base: str) -> str:
    """Draw ``page`` as HTML.

    Its pictures and its links to other pages begin with ``base``, the help's address. A picture
    leads to itself in full size.
    """
    html = str(_MARKDOWN.render(_source(page.chapter, page.name)))

    def address(found: re.Match[str]) -> str:
        chapter = found[1] if found[1] in CHAPTERS else page.chapter
        return f'href="{base}{chapter}/{found[2]}/{found[3] or ""}"'

    shown = rf'<a href="{base}images/\1"><img class="img-fluid" src="{base}images/\1"\2></a>'
    html = _PICTURE.sub(shown, html)
    return _LINK.sub(address, html.replace("<th>", '<th scope="col">'))
