"""SIRETs of nobody: well formed, and never given to a company.

Insee gives no SIREN that begins with three zeros to a company of today; ours do, and their keys
are right. A real company can thus never be taken for a customer of the demonstration.
"""

from __future__ import annotations

from wochorus.core.identifiers import luhn_is_valid


def fictional_siret(rank: int, *, establishment: int = 1) -> str:
    """Make the SIRET of the fictional company number ``rank`` (1 to 99,999)."""
    siren = with_key(f"000{rank:05d}")
    return with_key(f"{siren}{establishment:04d}")


def with_key(digits: str) -> str:
    """Add to ``digits`` the key that makes them satisfy Luhn."""
    return next(candidate for key in range(10) if luhn_is_valid(candidate := f"{digits}{key}"))
