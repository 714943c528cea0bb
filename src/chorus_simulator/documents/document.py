"""A document of an invoice."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Document:
    """A file, and whether it is the readable invoice itself."""

    name: str
    mime: str
    content: bytes
    is_main: bool = False

    def as_main(self) -> Document:
        """Give the same file as main document."""
        return replace(self, is_main=True)
