"""The screens that `wochorus serve` keeps open: the command `wochorus web` in its own process."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent
from wochorus.demo.keeping import Keeper
from wochorus.demo.simulator_process import our_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

START_SECONDS = 120.0
"""The first start makes every table."""
_POLL_SECONDS = 0.05
_LAST_BYTES = 2000
DEMO_ADDRESS = "demo@wochorus.example"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who opens the screens of the demonstration, and nothing else."""

    address: str
    password: str


@contextmanager
def running_screens(
    home: Path, variables: Mapping[str, str], port: int, tell: Callable[[str], None]
) -> Iterator[str]:
    """Keep the screens open for as long as the block lasts; give their address.

    ``port`` 0 takes any free port. Raises `Permanent` with the command's own words when they do
    not open.
    """
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    ready = home / "ecrans.json"
    ready.unlink(missing_ok=True)
    words = ["web", "--port", str(port), "--ready-file", str(ready)]
    # Ours names the settings of this command; the screens have more.
    own = {name: text for name, text in variables.items() if name != "DJANGO_SETTINGS_MODULE"}
    keeper = Keeper("Le serveur des écrans", words, logs / "ecrans.log", own, tell)
    try:
        keeper.begin()
        url = _address(keeper, ready)
        # Another that takes over opens where the browsers already look.
        words[2] = url.rstrip("/").rpartition(":")[2]
        yield url
    finally:
        keeper.ask_to_stop()
        keeper.finish()
        ready.unlink(missing_ok=True)


def _address(keeper: Keeper, ready: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if keeper.has_ended or time.monotonic() > deadline:
            raise Permanent(
                f"Les écrans ne s'ouvrent pas : {_last_words(keeper.log)}",
                where=str(keeper.log),
                remedy="Si le port est pris, choisissez-en un autre par --web-port, ou passez-vous "
                "des écrans par --no-web.",
            )
        time.sleep(_POLL_SECONDS)
    return str(json.loads(ready.read_text("utf-8"))["url"])


def _last_words(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _LAST_BYTES))
        said = file.read().decode("utf-8", errors="replace").strip().splitlines()
    return said[-1] if said else "il n'a rien dit"


def demo_account(home: Path, variables: Mapping[str, str]) -> DemoAccount:
    """Give the account of the demonstration in ``home``, opened at the first call.

    It administers a folder that each demonstration empties; its password is kept beside it, for
    whoever may read the folder. Raises `Permanent` when it cannot be opened.
    """
    kept = home / "compte.json"
    if kept.exists():
        return DemoAccount(**json.loads(kept.read_text("utf-8")))
    account = DemoAccount(DEMO_ADDRESS, f"essai-{secrets.token_hex(4)}")
    words = ["user", "add", account.address, "--administrator", "--password-stdin"]
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [our_program("wochorus"), *words],
        env=dict(variables),
        input=f"{account.password}\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Permanent(
            "Le compte de la démonstration ne s'ouvre pas",
            where=done.stderr.strip()[-300:],
            remedy="Relancez « wochorus demo ».",
        )
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({"address": account.address, "password": account.password}), "utf-8")
    return account
