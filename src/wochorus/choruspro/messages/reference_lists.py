"""One entry of a reference list, whichever the list.

Chorus Pro names the code of an entry after its list (``codeDevise``, ``modePaiement``…). All the
names are read here, so that the caller sees one shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import AliasChoices, Field, model_validator

from wochorus.choruspro.messages.base import Amount, Identifier, Row, Text

if TYPE_CHECKING:
    from collections.abc import Hashable

_CODES = (
    "codeDevise",
    "codePays",
    "codeTauxTva",
    "codeMotifExonerationTva",
    "modeDepot",
    "modePaiement",
    "codeCadreFacturation",
    "etatDemandePaiement",
    "statutPossiblePourTraitement",
    "codeTypePieceJointe",
    "typeIdentifiantStructure",
    "typeFactureTravaux",
    "syntaxeFlux",
    "formatFlux",
    "typeDemandePaiement",
)
_LABELS = (
    "libelleDevise",
    "libellePays",
    "libelleTauxTva",
    "libelleMotifExonerationTva",
    "libelleTypePieceJointe",
    "nomCoordonneeBancaire",
)


def _named(*names: str) -> Any:  # noqa: ANN401 - as pydantic's Field
    return Field(default=None, validate_default=True, validation_alias=AliasChoices(*names))


class ReferenceEntry(Row):
    """What may be written in a field, and what it means.

    ``code`` goes into requests; it is empty for bank accounts, which have only ``chorus_id``.
    ``value`` is the rate of a VAT code, in percent.
    """

    code: Text = _named(*_CODES)
    label: Text = _named(*_LABELS)
    value: Amount = _named("valeurTauxTva")
    chorus_id: Identifier = _named("idCoordonneeBancaire", "idTypePieceJointe")

    @property
    def key(self) -> Hashable:
        """The code, and all of the entry: one that came as a plain text has nothing else."""
        return (self.code, super().key)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, entry: object) -> object:
        """Take an entry that is a plain text, or whose only field has a name not known here."""
        if isinstance(entry, str):
            return {_CODES[0]: entry}
        if isinstance(entry, dict) and len(entry) == 1:
            [(name, value)] = entry.items()
            if isinstance(value, str) and name not in _LABELS:
                return {**entry, _CODES[0]: value}
        return entry
