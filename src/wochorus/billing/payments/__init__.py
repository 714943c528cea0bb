"""Payments received: read from a bank's file or typed, matched to the invoices that they pay."""
