"""The search of everything, from any page."""
