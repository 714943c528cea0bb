"""The one virus that the simulator knows: the harmless test file of the EICAR institute.

Every scanner takes it for a virus, so it shows what becomes of a flow that has one. It counts
when it is the beginning of a file, as its own rules say.
"""

from __future__ import annotations

_HALVES = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$", rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")
"""In two parts, so that no scanner takes this very file for a virus."""
_TEST_FILE = b"".join(_HALVES)
LENGTH = len(_TEST_FILE)


def is_infected(content: bytes) -> bool:
    """Say whether a file (at least its first bytes) is the test file."""
    return content.startswith(_TEST_FILE)
