"""The public sample invoices of this machine, as XML trees, by syntax."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree

from einvoice.corpus import corpus
from wochorus.einvoice.validation.profiles import claim_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDERS = ("aife-chorus", "cen", "facturx-1.08", "xrechnung")


def public_samples() -> dict[str, list[etree._Element]]:
    """Read every public sample; skips the test where there are none."""
    parser = etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)
    by_syntax: dict[str, list[etree._Element]] = {"CII": [], "UBL": []}
    for folder in _FOLDERS:
        for content in _contents(corpus(folder)):
            root = etree.fromstring(content, parser)
            by_syntax.setdefault(claim_of(root).syntax, []).append(root)
    return by_syntax


def _contents(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xml":
            yield path.read_bytes()
        elif path.suffix == ".pdf":
            yield from _attached(path)
        elif path.name.endswith(".tar.gz"):
            yield from _archived(path)


def _attached(path: Path) -> Iterator[bytes]:
    with pikepdf.open(path) as pdf:
        for name, attachment in pdf.attachments.items():
            if name.lower().endswith(".xml"):
                yield attachment.get_file().read_bytes()


def _archived(path: Path) -> Iterator[bytes]:
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if file is not None and member.name.endswith(".xml"):
                yield file.read()
