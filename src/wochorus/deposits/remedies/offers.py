"""Which remedy each anomaly has. What is not here is put right where the invoice was made."""

from __future__ import annotations

from enum import StrEnum


class RemedyKind(StrEnum):
    """What can be done about an anomaly without leaving its row."""

    SERVICE = "service"
    ENGAGEMENT = "engagement"
    MARCHE = "marche"
    SIRET = "siret"
    PUBLIC = "public"
    PDF = "pdf"
    REBUILD = "rebuild"
    DROP = "drop"

    @property
    def label(self) -> str:
        """The French name of what it gives."""
        return _LABELS[self]

    @property
    def column(self) -> str:
        """The reference of the invoice that it writes, if any."""
        return _COLUMNS.get(self, "")


_LABELS = {
    RemedyKind.SERVICE: "Code service",
    RemedyKind.ENGAGEMENT: "N° d'engagement",
    RemedyKind.MARCHE: "N° de marché",
    RemedyKind.SIRET: "SIRET du client",
    RemedyKind.PUBLIC: "Passer le client en Public",
    RemedyKind.PDF: "Donner le PDF",
    RemedyKind.REBUILD: "Refaire le PDF",
    RemedyKind.DROP: "Retirer la pièce",
}
_COLUMNS = {
    RemedyKind.SERVICE: "code_service",
    RemedyKind.ENGAGEMENT: "engagement",
    RemedyKind.MARCHE: "marche",
}
REFERENCES = frozenset(_COLUMNS)
"""Those that write a reference of the invoice."""

_SIRET, _SERVICE = (RemedyKind.SIRET,), (RemedyKind.SERVICE,)
_ENGAGEMENT, _DROP = (RemedyKind.ENGAGEMENT,), (RemedyKind.DROP,)
_PDF = (RemedyKind.REBUILD, RemedyKind.PDF)
OFFERS: dict[str, tuple[RemedyKind, ...]] = {
    "BUYER_PRIVATE": (RemedyKind.PUBLIC,),
    **dict.fromkeys(
        (
            "SIRET_MISSING",
            "SIRET_MALFORMED",
            "SIRET_KEY",
            "STRUCTURE_UNKNOWN",
            "STRUCTURE_CLOSED",
            "STRUCTURE_INACTIVE",
            "STRUCTURE_WORKS_ONLY",
        ),
        _SIRET,
    ),
    **dict.fromkeys(
        (
            "SERVICE_MISSING",
            "SERVICE_UNKNOWN",
            "SERVICE_CLOSED",
            "SERVICE_INACTIVE",
            "SERVICE_RESERVED",
            "SERVICE_TOO_LONG",
        ),
        _SERVICE,
    ),
    **dict.fromkeys(
        ("ENGAGEMENT_MISSING", "SERVICE_ENGAGEMENT_MISSING", "ENGAGEMENT_TOO_LONG"), _ENGAGEMENT
    ),
    "SERVICE_OR_ENGAGEMENT_MISSING": (RemedyKind.SERVICE, RemedyKind.ENGAGEMENT),
    "MARCHE_TOO_LONG": (RemedyKind.MARCHE,),
    **dict.fromkeys(
        ("PDF_MISSING", "PDF_EMPTY", "PDF_UNREADABLE", "PDF_TOO_LARGE", "PDF_NOT_ARCHIVAL"), _PDF
    ),
    **dict.fromkeys(
        (
            "ATTACHMENT_MISSING",
            "ATTACHMENT_TYPE",
            "ATTACHMENT_NAME",
            "ATTACHMENT_EMPTY",
            "ATTACHMENT_TOO_LARGE",
            "ATTACHMENT_NOT_IN_XML",
            "ATTACHMENT_RESERVED_NAME",
        ),
        _DROP,
    ),
}


def offered(code: str, *, has_lines: bool) -> tuple[RemedyKind, ...]:
    """List the remedies of an anomaly; a page is made of lines, never of totals alone."""
    kinds = OFFERS.get(code, ())
    return tuple(kind for kind in kinds if has_lines or kind is not RemedyKind.REBUILD)
