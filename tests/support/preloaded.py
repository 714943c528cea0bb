"""What a process that runs commands has already loaded when it is forked; see `forked`."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wochorus.config.settings")
django.setup()
# The width of the tables is chosen at import: that of a pipe, wherever the tests are run from.
with redirect_stdout(io.StringIO()):
    from wochorus.cli.app import GROUPS

    for module, _ in GROUPS.values():
        import_module(f"wochorus.cli.{module}")
