"""The reference text of a contract and of its invoices, and what fits in Chorus Pro's fields.

The text is that of the printed form of a contract::

    Références marche N°:215489632585 N° d'engagement: er214589

Field lengths: AIFE external specification of 30/04/2026, rules BR-FR-CPRO-14 and 15 (50 characters
for a contract or an engagement), 100 for a service.
"""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE_LENGTH = 50
SERVICE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class References:
    """What a public customer asks to be cited; any may be empty."""

    marche: str = ""
    engagement: str = ""
    code_service: str = ""


def reference_text(references: References) -> str:
    """Compose the text; nothing when no reference is told."""
    parts = []
    if references.marche:
        parts.append(f"marche N°:{references.marche}")
    if references.engagement:
        parts.append(f"N° d'engagement: {references.engagement}")
    if references.code_service:
        parts.append(f"Code service: {references.code_service}")
    return f"Références {' '.join(parts)}" if parts else ""


def reference_defects(references: References) -> list[str]:
    """Say in French which references Chorus Pro could not take.

    A reference is told on one line, in printable characters, without a space at either end: what
    the buyer's program compares letter by letter.
    """
    return [
        f"{label} « {value} » : {defect}"
        for label, value, longest in (
            ("N° de marché", references.marche, REFERENCE_LENGTH),
            ("N° d'engagement", references.engagement, REFERENCE_LENGTH),
            ("Code service", references.code_service, SERVICE_LENGTH),
        )
        if (defect := _defect(value, longest))
    ]


def _defect(value: str, longest: int) -> str:
    if len(value) > longest:
        return f"{len(value)} caractères, Chorus Pro en accepte {longest}"
    if not value.isprintable():
        return "un caractère invisible s'y trouve, retapez-le sans le coller"
    if value != value.strip():
        return "un espace le commence ou le finit"
    return ""
