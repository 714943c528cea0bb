"""Print the figures: `make bench`, or `PYTHONPATH=tests python -m benchmarks directory` for some.

Each benchmark runs in a process of its own, on a private server in a temporary folder, so that
the peak memory that it prints is its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

ALL = (
    *("directory", "journal", "checks", "flow", "einvoice_flow", "einvoice", "official_rules"),
    *("simulator", "engine", "listeners", "billing", "journal_pages"),
)
WITHOUT_DATABASE = {
    "einvoice": "benchmarks.einvoice.figures",
    "corpora": "benchmarks.einvoice.corpora",
    "simulator": "benchmarks.simulator_load",
}
OF_THE_SCREENS = ("journal_pages",)
HERE = Path(__file__).parent


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    if len(sys.argv) == 3 and sys.argv[1] == "--alone":
        run_alone(sys.argv[2])
        return
    for name in sys.argv[1:] or ALL:
        print(f"\n# {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="wochorus-bench-") as folder:
            subprocess.run(
                [sys.executable, "-m", "benchmarks", "--alone", name],
                check=True,
                cwd=HERE.parents[1],
                env={
                    **os.environ,
                    "WOCHORUS_HOME": folder,
                    "DJANGO_SETTINGS_MODULE": _settings_of(name),
                    "PYTHONPATH": str(HERE.parent),
                },
            )


def _settings_of(name: str) -> str:
    return f"wochorus.config.{'web_settings' if name in OF_THE_SCREENS else 'settings'}"


def run_alone(name: str) -> None:
    """Run one benchmark here, with Django and a server ready where it wants them."""
    if name in WITHOUT_DATABASE:
        import_module(WITHOUT_DATABASE[name]).main()
        return
    import django

    django.setup()
    from django.conf import settings

    from wochorus.schema import bring_up_to_date
    from wochorus.storage.server import running_database

    with running_database(settings.ENVIRONMENT.home, settings.ENVIRONMENT.database_url):
        bring_up_to_date()
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
