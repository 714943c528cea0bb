"""The tables, as steps: a state file made by an older simulator is brought up to date."""

from __future__ import annotations

from chorus_simulator.store import first_step, fourth_step, second_step, third_step

APPLICATION_ID = 0x43505253
"""Marks a SQLite file as a state of this simulator ("CPRS")."""

STEPS = (first_step.TABLES, second_step.TABLES, third_step.TABLES, fourth_step.TABLES)
"""A released step is never changed: another one is added after it."""
