"""The technical log: one JSON line for each call to Chorus Pro, in the data folder.

It is for whoever helps the user, not for the screen: standard output belongs to the answer of the
command. No secret, token or body is ever logged.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from pathlib import Path

LOG_BYTES = 5_000_000
KEPT_FILES = 3


def configure_logs(home: Path, *, debug: bool) -> None:
    """Send the log to ``logs/wochorus.log`` under ``home``, and to standard error with ``debug``.

    A folder that cannot be written is no reason to stop: the log is then dropped.
    """
    logger = logging.getLogger("wochorus.calls")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers = [_file_handler(home), *([logging.StreamHandler()] if debug else [])]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: logger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _file_handler(home: Path) -> logging.Handler:
    folder = home / "logs"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return RotatingFileHandler(
            folder / "wochorus.log",
            maxBytes=LOG_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return logging.NullHandler()
