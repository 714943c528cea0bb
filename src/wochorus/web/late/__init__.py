"""Late payments: delays, interest, letters."""
