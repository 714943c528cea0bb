"""The `wochorus` command: settings first, then the command line."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # what is imported stays: looking for garbage in it is a sixth of a start
    settings = "web_settings" if sys.argv[1:2] == ["web"] else "settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"wochorus.config.{settings}")
    from wochorus.cli.app import stands_alone, wochorus
    from wochorus.cli.failures import report_failure
    from wochorus.cli.plain_output import write_close_characters

    for stream in (sys.stdout, sys.stderr):
        write_close_characters(stream)
    debug = "--debug" in sys.argv[1:]
    signal.signal(signal.SIGTERM, _stop)
    try:
        if not stands_alone(sys.argv[1:]):
            _set_up(debug=debug)
        gc.freeze()
        gc.enable()
        code = wochorus.main(standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - the last frame before the user
        sys.exit(report_failure(error, debug=debug))
    sys.exit(code if isinstance(code, int) else 0)


def _set_up(*, debug: bool) -> None:
    """Read the settings and open the log, for all that works on the data folder."""
    import django

    django.setup()
    from django.conf import settings

    from wochorus.config.logs import configure_logs

    configure_logs(settings.ENVIRONMENT.home, debug=debug)


def _stop(number: int, _: FrameType | None) -> None:
    """End as Ctrl-C does: what is open is closed, the database is given back."""
    sys.exit(128 + number)
