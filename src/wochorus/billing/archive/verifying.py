"""Every kept file against its hash: what a disk has spoilt is told before anyone needs it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.billing.documents import content_store
from wochorus.billing.models import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.accounts.models import Company

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class SpoiltFile:
    """A kept file that is gone or is no longer what it was, and the invoices that it is for."""

    sha256: str
    is_missing: bool
    names: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files were read, how many bytes, and which are spoilt."""

    files: int
    size: int
    spoilt: tuple[SpoiltFile, ...]


def verify(company: Company, progress: Callable[[int, int], None]) -> Verified:
    """Read every PDF and attachment of the invoices of ``company``, and sum each up again."""
    rows = (
        Document.objects.filter(
            Q(uses__invoice__company=company) | Q(archived_as__invoice__company=company)
        )
        .distinct()
        .order_by("sha256")
    )
    sizes = dict(rows.values_list("sha256", "size"))
    spoilt = []
    for done, sha256 in enumerate(sizes, start=1):
        if (found := _sum(sha256)) != sha256:
            spoilt.append(_spoilt(company, sha256, is_missing=found is None))
        progress(done, len(sizes))
    return Verified(len(sizes), sum(sizes.values()), tuple(spoilt))


def _sum(sha256: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with content_store().path(sha256).open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except FileNotFoundError:
        return None
    except OSError:  # a bad sector
        return ""
    return digest.hexdigest()


def _spoilt(company: Company, sha256: str, *, is_missing: bool) -> SpoiltFile:
    uses = sorted(set(_uses(company, Document.objects.get(sha256=sha256))))
    names = tuple(dict.fromkeys(name for name, _ in uses))
    numbers = tuple(dict.fromkeys(number for _, number in uses))
    return SpoiltFile(sha256, is_missing, names, numbers)


def _uses(company: Company, document: Document) -> Iterator[tuple[str, str]]:
    columns = ("file_name", "invoice__number")
    for uses in (document.uses, document.archived_as):
        yield from uses.filter(invoice__company=company).values_list(*columns)
