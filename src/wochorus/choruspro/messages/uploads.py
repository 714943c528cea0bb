"""What Chorus Pro says of a file that it was given."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from wochorus.choruspro.messages.base import Identifier, Message, Text, chorus


class AddedFile(Message):
    """A file that Chorus Pro now has. ``file_id`` names it in ``soumettre`` and ``completer``."""

    file_id: Identifier = Field(
        default=None,
        validate_default=True,
        validation_alias=AliasChoices("pieceJointeId", "pieceJointeIdFichier"),
    )
    """Public integrations have seen it under both names."""
    label: Text = chorus("libelle")
