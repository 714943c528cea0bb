"""Just enough access for one user, by POSIX access control lists.

PostgreSQL refuses to run as root. When root uses the product, the server runs as an unprivileged
user who must pass through folders that may be closed to everyone (`/root`, a fresh `mktemp -d`).
Opening them to all with `chmod` would be too much: an entry for that user alone is added.

The kernel's format (linux/posix_acl_xattr.h): a 32-bit version, 2, then one record per entry:
tag, rights, and a user or group number.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wochorus.storage.server_user import ServerUser

READ = 4
TRAVERSE = 1
ATTRIBUTE = "system.posix_acl_access"
VERSION = 2
NO_ID = 0xFFFFFFFF

OWNER, NAMED_USER, OWNING_GROUP, NAMED_GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
LIMITED_BY_MASK = (NAMED_USER, OWNING_GROUP, NAMED_GROUP)


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One line of an access control list; the order of the fields is the order on disk."""

    tag: int
    id: int
    rights: int


def rights_of(path: Path, user: ServerUser) -> int:
    """Tell which of read (4), write (2) and traverse (1) ``user`` has on ``path``."""
    status = path.stat()
    entries = _read(path, status)
    if status.st_uid == user.uid:
        return _first(entries, OWNER)
    mask = next((entry.rights for entry in entries if entry.tag == MASK), 7)
    for entry in entries:
        if entry.tag == NAMED_USER and entry.id == user.uid:
            return entry.rights & mask
    groups = [
        entry.rights & mask
        for entry in entries
        if (entry.tag == OWNING_GROUP and status.st_gid == user.gid)
        or (entry.tag == NAMED_GROUP and entry.id == user.gid)
    ]
    return max(groups) if groups else _first(entries, OTHERS)


def grant(path: Path, user: ServerUser, rights: int) -> None:
    """Add ``rights`` on ``path`` for ``user`` alone; nobody else's effective rights change.

    Raises `Permanent` where the file system keeps no access control lists.
    """
    held = rights_of(path, user)
    if held & rights == rights:
        return
    entries = with_rights(_read(path, path.stat()), user.uid, held | rights)
    content = struct.pack("<I", VERSION) + b"".join(
        struct.pack("<HHI", entry.tag, entry.rights, entry.id) for entry in entries
    )
    try:
        os.setxattr(path, ATTRIBUTE, content)
    except (OSError, AttributeError) as error:
        raise _no_lists(path, user) from error


def with_rights(entries: Sequence[Entry], uid: int, rights: int) -> list[Entry]:
    """Give user number ``uid`` these ``rights`` in a list, and no one else more than before.

    The mask limits every named entry, so it must let the new rights pass; entries that the old
    mask cut are first cut for good, or widening the mask would give their holders more.
    """
    old_mask = next((entry.rights for entry in entries if entry.tag == MASK), 7)
    kept = [
        replace(entry, rights=entry.rights & old_mask) if entry.tag in LIMITED_BY_MASK else entry
        for entry in entries
        if entry.tag != MASK and (entry.tag, entry.id) != (NAMED_USER, uid)
    ]
    kept.append(Entry(NAMED_USER, uid, rights))
    mask = 0
    for entry in kept:
        if entry.tag in LIMITED_BY_MASK:
            mask |= entry.rights
    return sorted([*kept, Entry(MASK, NO_ID, mask)])


def _first(entries: Sequence[Entry], tag: int) -> int:
    return next((entry.rights for entry in entries if entry.tag == tag), 0)


def _read(path: Path, status: os.stat_result) -> list[Entry]:
    try:
        content = os.getxattr(path, ATTRIBUTE)
    except AttributeError:
        return _from_mode(status.st_mode)
    except OSError as error:
        if error.errno in (errno.ENODATA, errno.ENOTSUP):
            return _from_mode(status.st_mode)
        raise
    return [
        Entry(tag, number, rights)
        for tag, rights, number in struct.iter_unpack("<HHI", content[4:])
    ]


def _from_mode(mode: int) -> list[Entry]:
    bits = stat.S_IMODE(mode)
    return [
        Entry(OWNER, NO_ID, bits >> 6 & 7),
        Entry(OWNING_GROUP, NO_ID, bits >> 3 & 7),
        Entry(OTHERS, NO_ID, bits & 7),
    ]


def _no_lists(path: Path, user: ServerUser) -> Permanent:
    return Permanent(
        f"Le serveur PostgreSQL ne peut pas tourner sous root, et le compte « {user.name} » "
        "n'a pas accès à ce dossier",
        where=str(path),
        remedy="Choisissez un dossier de données qu'il peut traverser "
        "(WOCHORUS_HOME=/var/lib/wochorus), lancez la commande sous un compte ordinaire, "
        "ou donnez l'adresse d'un autre serveur (DATABASE_URL).",
    )
