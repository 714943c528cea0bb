"""Billing: runs, drafts, free invoices, credit notes."""
