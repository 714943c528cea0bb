"""The deposit on Chorus Pro: what leaves, what does not, and the table that fills as it goes."""
