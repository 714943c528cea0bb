"""Who runs the private server: the user of the command, or, for root, someone without power."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PREFERRED_ACCOUNTS = ("wochorus", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """An unprivileged account of the machine, for the server that root asks for."""

    uid: int
    gid: int
    name: str


def is_root() -> bool:
    """Tell whether the command runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def server_user(cluster: Path) -> ServerUser | None:
    """Choose who runs the server of ``cluster``; None: ourselves.

    For root it is whoever owns the cluster or, before there is one, the data folder; where that
    is root, a known account. Raises `Permanent` when the cluster belongs to someone whose place
    only root can take, and when root finds no account.
    """
    existing = next((folder for folder in (cluster, cluster.parent) if folder.exists()), None)
    owner = existing.stat().st_uid if existing else None
    if not is_root():
        if existing == cluster:
            _refuse_foreign_owner(cluster, owner)
        return None
    import pwd

    if owner:
        return _account_of(owner)
    for name in PREFERRED_ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return ServerUser(account.pw_uid, account.pw_gid, name)
    raise Permanent(
        "PostgreSQL refuse de tourner sous root, et aucun compte ordinaire ne peut le faire",
        where=f"comptes essayés : {', '.join(PREFERRED_ACCOUNTS)}",
        remedy="Lancez la commande sous un compte ordinaire, ou créez un compte « wochorus ».",
    )


def run_as(
    user: ServerUser | None, command: Sequence[str], *, folder: Path, pgdata: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program as ``user``, away from the terminal's Ctrl-C.

    `PG…` variables of the caller are removed: they would change what the program does.
    """
    variables = {key: text for key, text in os.environ.items() if not key.startswith("PG")}
    variables |= {"LC_ALL": "C", "LANGUAGE": "C"}
    if pgdata is not None:
        variables["PGDATA"] = str(pgdata)
    return subprocess.run(  # noqa: S603 - programs found by `binaries`, arguments are ours
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        start_new_session=True,
        user=None if user is None else user.uid,
        group=None if user is None else user.gid,
        extra_groups=None if user is None else (),
    )


def give(path: Path, user: ServerUser | None) -> None:
    """Make ``user`` the owner of ``path``; without a user, leave it."""
    if user is not None:
        os.chown(path, user.uid, user.gid, follow_symlinks=False)


def _account_of(uid: int) -> ServerUser:
    import pwd

    try:
        account = pwd.getpwuid(uid)
    except KeyError:
        return ServerUser(uid, uid, f"n° {uid}")
    return ServerUser(uid, account.pw_gid, account.pw_name)


def _refuse_foreign_owner(cluster: Path, owner: int | None) -> None:
    if owner is None or not hasattr(os, "geteuid") or owner == os.geteuid():
        return
    raise Permanent(
        f"La base appartient au compte « {_account_of(owner).name} »",
        where=str(cluster),
        remedy="Lancez la commande sous ce compte, ou choisissez un autre dossier de données "
        "(WOCHORUS_HOME).",
    )
