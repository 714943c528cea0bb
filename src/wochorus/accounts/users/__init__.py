"""Who works here: people, and what each may do for each company."""
