"""The text of a PDF, read in a process of its own.

A PDF of a few kilobytes can make any reader work for hours or take all memory, so it is read
apart, within bounds: ten pages, some seconds, and half a gigabyte where the system can hold it
to that. What is drawn and not written, as in a scanned page, is no text.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

PAGES_MAXIMUM = 10
TEXT_MAXIMUM = 200_000
READINGS_MARK = "\f"
SECONDS_MAXIMUM = 10
MEMORY_MAXIMUM = 512_000_000


class UnreadablePdfError(Exception):
    """The file is no PDF that can be read: damaged, protected, or made to break readers."""


def texts_of(content: bytes) -> tuple[str, str]:
    """Read the text of the first pages twice (UnreadablePdfError).

    Once in the order in which it was written, once as it is seen: a form has its labels beside
    its values in the second alone, and columns are mixed up there.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own module, the file on its standard input
            [sys.executable, "-m", __name__],
            input=content,
            capture_output=True,
            timeout=SECONDS_MAXIMUM,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UnreadablePdfError from error
    written, _, seen = done.stdout.decode(errors="replace").partition(READINGS_MARK)
    return written, seen


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAXIMUM, MEMORY_MAXIMUM))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAXIMUM, SECONDS_MAXIMUM))


def _main() -> None:
    import logging

    import pypdf

    logging.disable()
    content = sys.stdin.buffer.read()
    _limit_memory()
    reader = pypdf.PdfReader(BytesIO(content))
    pages = reader.pages[:PAGES_MAXIMUM]
    written = "\n".join(page.extract_text() for page in pages)
    seen = "\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    both = READINGS_MARK.join((written[:TEXT_MAXIMUM], seen[:TEXT_MAXIMUM]))
    sys.stdout.buffer.write(both.encode(errors="replace"))


if __name__ == "__main__":
    _main()
