"""Contracts: their lines, references, calendar and prices."""
