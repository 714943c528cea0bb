"""Creating the folders of a private server, each closed to everyone who has no business there."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent
from wochorus.storage.access_rights import READ, TRAVERSE, grant, rights_of
from wochorus.storage.refusals import unusable_folder
from wochorus.storage.server_user import ServerUser, give, is_root, server_user

if TYPE_CHECKING:
    from wochorus.storage.binaries import Binaries
    from wochorus.storage.places import Places

PRIVATE = 0o700


def make_run_folder(places: Places) -> None:
    """Create the data folder and the folder of its locks, as far as they are missing."""
    try:
        places.home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        places.run.mkdir(mode=PRIVATE, exist_ok=True)
    except OSError as error:
        raise unusable_folder(places.home, error) from error
    if not os.access(places.run, os.W_OK | os.X_OK):
        raise unusable_folder(places.run, PermissionError(0, "droits insuffisants"))
    if places.sockets != places.run and places.sockets.exists():
        check_private(places.sockets, server_user(places.cluster))


def open_the_way(places: Places, binaries: Binaries, user: ServerUser | None) -> None:
    """Make the private folders ready, and let the server's user reach all that it needs."""
    for folder in {places.run, places.sockets}:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        if user is not None and folder.lstat().st_uid == 0:
            give(folder, user)
        check_private(folder, user)
    if user is not None:
        for lock in places.run.glob("*.lock"):
            give(lock, user)
        _let_pass(places.home, user)
        for folder in binaries.installation:
            _let_pass(folder, user)
        _let_read(binaries, user)
        _adopt(places.cluster, user)


def check_private(folder: Path, user: ServerUser | None) -> None:
    """Refuse a socket folder that is not ours alone: whoever owns it could pose as the server."""
    status = folder.lstat()
    trusted = {user.uid, 0} if user is not None else {getattr(os, "geteuid", lambda: None)()}
    if stat.S_ISDIR(status.st_mode) and (status.st_uid in trusted or None in trusted):
        folder.chmod(PRIVATE)
        return
    raise Permanent(
        "Le dossier de la prise du serveur n'appartient pas au bon compte",
        where=str(folder),
        remedy="Supprimez ce dossier, ou choisissez un autre dossier de données (WOCHORUS_HOME).",
    )


def _let_pass(folder: Path, user: ServerUser) -> None:
    real = folder.resolve()
    for step in (*reversed(real.parents), real):
        grant(step, user, TRAVERSE)


def _let_read(binaries: Binaries, user: ServerUser) -> None:
    """Open the programs themselves, when they were installed for their owner only."""
    needed = READ | TRAVERSE
    witness = binaries.folder.resolve() / Path(binaries.program("postgres")).name
    if rights_of(binaries.folder, user) & rights_of(witness, user) & needed == needed:
        return
    for installed in binaries.installation:
        for folder, _, files in os.walk(installed.resolve()):
            grant(Path(folder), user, needed)
            for name in files:
                file = Path(folder, name)
                executable = TRAVERSE if file.stat().st_mode & stat.S_IXUSR else 0
                grant(file, user, READ | executable)


def _adopt(cluster: Path, user: ServerUser) -> None:
    """Give back to the server's user a cluster that root has copied."""
    if not is_root() or not cluster.exists() or cluster.lstat().st_uid == user.uid:
        return
    for folder, _, files in os.walk(cluster):
        give(Path(folder), user)
        for name in files:
            give(Path(folder, name), user)
