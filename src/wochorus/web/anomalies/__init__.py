"""Anomalies, each with its remedy in place."""
