"""The short code of a company, when nobody wants to think of one."""

from __future__ import annotations

from itertools import count

from django.utils.text import slugify

from wochorus.accounts.models import Company

LONGEST = 30
_ROOM_FOR_RANK = 4


def free_code(name: str) -> str:
    """Make a code from the name of a company that no other company has: « net-et-clair-2 »."""
    stem = slugify(name)[: LONGEST - _ROOM_FOR_RANK].strip("-_") or "societe"
    taken = set(Company.objects.filter(code__startswith=stem).values_list("code", flat=True))
    candidates = (stem if rank == 1 else f"{stem}-{rank}" for rank in count(1))
    return next(code for code in candidates if code not in taken)
