"""Coming in: first start, sign-in, people and their roles."""
