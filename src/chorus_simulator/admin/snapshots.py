"""Keeping the whole state under a name, and coming back to it."""

from __future__ import annotations

from typing import Any

from chorus_simulator.admin.asked import Asked, WrongRequestError, text_of
from chorus_simulator.store.snapshots import SnapshotRefusedError


def take(asked: Asked) -> dict[str, Any]:
    """Keep the present state: ``{name, replace}``."""
    content = asked.content()
    name = text_of(content, "name")
    try:
        return asked.simulator.take_snapshot(name, replace=bool(content.get("replace", False)))
    except SnapshotRefusedError as error:
        raise WrongRequestError(str(error)) from error


def listing(asked: Asked) -> dict[str, Any]:
    """List the snapshots."""
    try:
        return {"snapshots": asked.simulator.snapshots.listing()}
    except SnapshotRefusedError as error:
        raise WrongRequestError(str(error)) from error


def restore(asked: Asked) -> dict[str, Any]:
    """Come back to a snapshot; the present state is lost."""
    try:
        asked.simulator.restore_snapshot(asked.path["name"])
    except SnapshotRefusedError as error:
        raise WrongRequestError(str(error)) from error
    return {"restored": asked.path["name"]}


def remove(asked: Asked) -> dict[str, Any]:
    """Forget a snapshot."""
    try:
        asked.simulator.snapshots.remove(asked.path["name"])
    except SnapshotRefusedError as error:
        raise WrongRequestError(str(error)) from error
    return {"removed": asked.path["name"]}
