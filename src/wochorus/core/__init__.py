"""The words that every part of the house shares: money, identifiers, dates, errors.

Pure Python: no database, no clock, no settings.
"""
