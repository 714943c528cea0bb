"""What the private server is told at each start.

`postgresql.conf` is written anew every time, so that a new version of the product brings its own
settings to old folders. `ALTER SYSTEM` (`postgresql.auto.conf`) still has the last word.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from wochorus.storage.places import PORT, Places
from wochorus.storage.server_user import ServerUser, give

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {
    "listen_addresses": "''",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # One machine, no replica: a COPY into a new table need not be written twice.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Parallel plans want /dev/shm, of which a container often has only 64 MB.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    # Our code reads some of the server's messages.
    "lc_messages": "'C'",
    "lc_monetary": "'C'",
    "lc_numeric": "'C'",
    "lc_time": "'C'",
    "log_line_prefix": "'%m [%p] '",
    "log_checkpoints": "off",
    # A statement may carry invoice data or an encrypted secret: none goes to the log.
    "log_min_error_statement": "panic",
}
WITHOUT_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: a power cut would spoil the cluster."""

ACCESS = "local all all trust\n"
"""Whoever reaches the socket is let in: its folder is closed to all but the server's user and
root, and `peer` would turn root away, who is not the owner of the role."""


def write_configuration(places: Places, user: ServerUser | None, *, durable: bool) -> None:
    """Write the server's settings and who may connect."""
    settings = dict(SETTINGS)
    settings["unix_socket_directories"] = f"'{places.sockets.as_posix()}'"
    if not durable:
        settings |= WITHOUT_DURABILITY
    lines = [f"{name} = {value}\n" for name, value in settings.items()]
    write_privately(places.cluster / "postgresql.conf", "".join(lines), user)
    write_privately(places.cluster / "pg_hba.conf", ACCESS, user)


def write_privately(path: Path, text: str, user: ServerUser | None) -> None:
    """Replace a file of the cluster, whole or not at all.

    The folder belongs to the server's user: root must not follow a link that it finds there, so
    the new file gets a name that cannot be guessed and must not exist.
    """
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        give(new, user)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
