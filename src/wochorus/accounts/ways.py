"""Which way into Chorus Pro suits a company: a word of advice, from what it sends.

What counts is the volume, whether the invoices have their lines, and whether the company prints
them itself. The XML flow carries many invoices in one call and leaves nothing to be read by a
machine; the others submit them one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.accounts.models import WayIn

A_FEW = 20
"""Invoices a month up to which one call or two for each is no matter."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a company sends to public customers. ``monthly`` is an average, in invoices.

    ``with_lines`` and ``with_pdf`` are shares of its invoices, from 0 to 1.
    """

    monthly: float
    with_lines: float
    with_pdf: float
    has_certificate: bool = False


_BY_VOLUME = (
    "Avec environ {monthly:.0f} factures par mois, un flux en emporte des centaines en un appel ; "
    "les autres voies les soumettent une par une."
)
_WITHOUT_LINES = (
    " Sans leurs lignes, elles partent au format CPP minimal, chacune avec son PDF ; avec elles, "
    "elles partiraient en Factur-X."
)
_BY_LINES = (
    "Vos factures ont leurs lignes : elles partent en Factur-X, page et données ensemble, et "
    "Chorus Pro n'a rien à deviner."
)
_BY_PDF = (
    "Peu de factures, sans leurs lignes, et vous en produisez les PDF : chacun est déposé tel "
    "quel, et ce que Chorus Pro y lit est comparé à votre journal."
)
_BY_DEFAULT = "C'est la voie qui convient à tous les cas : un flux, quel que soit le volume."
WHEN_TYPED = (
    "La saisie ne convient qu'à quelques factures qui ont leurs lignes et pas de PDF, quand le "
    "destinataire tient au modèle de page de Chorus Pro."
)


@dataclass(frozen=True, slots=True)
class Advice:
    """The way that suits, and why, in French sentences."""

    way_in: WayIn
    why: str


def advice(sending: Sending) -> Advice:
    """Advise a way in for what a company sends; typing is never the best one."""
    if sending.monthly > A_FEW:
        lines = "" if _most(sending.with_lines) else _WITHOUT_LINES
        return Advice(WayIn.XML, _BY_VOLUME.format(monthly=sending.monthly) + lines)
    if _most(sending.with_lines):
        return Advice(WayIn.XML, _BY_LINES)
    if _most(sending.with_pdf):
        return Advice(WayIn.SIGNED_PDF if sending.has_certificate else WayIn.PDF, _BY_PDF)
    return Advice(WayIn.XML, _BY_DEFAULT)


def _most(share: float) -> bool:
    return share >= 0.5  # noqa: PLR2004 - half of them
