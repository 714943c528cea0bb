"""Identifiers with the scheme that gives them meaning."""

from dataclasses import dataclass

from wochorus.einvoice.model.term import Group


@dataclass(frozen=True, slots=True)
class Identifier(Group):
    """An identifier and its scheme.

    ``scheme`` is a code of ISO/IEC 6523 (``0002`` SIREN, ``0009`` SIRET, ``0224`` code of a
    service, ``0225`` electronic address of the French directory…), of UNTDID 1153 for an invoiced
    object (BT-18, BT-128), or of UNTDID 7143 for a classification (BT-158).
    """

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Classification(Group):
    """A code of a classification of items (BT-158), the list it belongs to and its version."""

    value: str
    scheme: str
    version: str | None = None
