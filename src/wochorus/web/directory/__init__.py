"""The annuaire of public bodies, searched and shown."""
