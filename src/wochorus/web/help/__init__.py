"""Explanations: statuses, reasons, anomalies, ways in, the first connection."""
