"""The common ground of the families of operations that make up the client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway


class Operations(ABC):
    """A family of operations: each method is one operation, sent through `gateway`."""

    @property
    @abstractmethod
    def gateway(self) -> Gateway:
        """The gate of the API."""
