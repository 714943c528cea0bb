"""Customers: their record, their entry helped by the register of companies."""
