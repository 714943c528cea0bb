"""The billing journal: filters, the grid of a million rows, the side panel of an invoice."""
