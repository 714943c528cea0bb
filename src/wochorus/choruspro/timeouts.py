"""How long each kind of call may take, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. A deposit is long: the portal stores a file of up to 30 MB before it answers.

    ``connect`` covers name, connection and TLS; ``write`` one block of a request; the others the
    wait for an answer, and again the reading of all of it. A download brings up to 160 MB.
    """

    connect: float = 10
    write: float = 60
    token: float = 30
    read: float = 60
    upload: float = 120
    deposit: float = 300
    download: float = 600
