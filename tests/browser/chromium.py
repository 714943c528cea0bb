"""The Chromium of this machine; `python -m browser.chromium` tells whether there is one."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def found_chromium() -> str | None:
    """Give its path; nothing when the machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser | None:
    """Start a headless Chromium; nothing when the machine has none."""
    found = found_chromium()
    if found is None:
        return None
    # Chromium refuses its sandbox to root.
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    return playwright.chromium.launch(executable_path=found, args=sandbox)


def missing_message() -> str:
    """Say what to do about it."""
    return "no Chromium on this machine (Debian: apt-get install chromium)"


if __name__ == "__main__":
    if found_chromium() is None:
        sys.exit(missing_message())
