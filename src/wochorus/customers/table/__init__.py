"""Customers as a table that users fill in: its columns, bringing it in, writing it out."""

from wochorus.customers.table.bringing_in import ImportReport, import_customers
from wochorus.customers.table.layout import CUSTOMERS, SHEET
from wochorus.customers.table.writing_out import export_customers

__all__ = ["CUSTOMERS", "SHEET", "ImportReport", "export_customers", "import_customers"]
