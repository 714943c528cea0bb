"""Measures, printed; none of them can fail a test run."""
