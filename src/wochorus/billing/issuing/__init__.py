"""Issuing invoices and credit notes: from their content to rows that never change again."""
