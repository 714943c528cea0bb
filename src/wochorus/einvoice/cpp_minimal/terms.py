"""The business terms that a CPP minimal file can hold: rules on any other cannot be held to it."""

from __future__ import annotations

CARRIED_TERMS = frozenset(
    {
        *("BT-1", "BT-2", "BT-3", "BT-5", "BT-10", "BT-12", "BT-13", "BT-23", "BT-27", "BT-30"),
        *("BT-44", "BT-46", "BT-47", "BT-81", "BT-109", "BT-110", "BT-112", "BT-115"),
        *("BT-116", "BT-117", "BT-119", "BT-122", "BT-125", "BG-16", "BG-22", "BG-23", "BG-24"),
    }
)
