"""Objects through a pipe between two processes of the simulator: a length, then a pickle.

Only our own two ends ever write here, so unpickling is safe.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct("<Q")


def send(pipe: IO[bytes], content: object) -> None:
    """Write an object (OSError when the other end is gone)."""
    packed = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:  # noqa: ANN401  whatever was sent
    """Read an object (EOFError when the other end is gone)."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301  written by our own other end


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content
