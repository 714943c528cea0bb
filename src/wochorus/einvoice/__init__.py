"""The e-invoice engine: one model, every format, checked by the official rules."""
