"""The demonstration: its invented month, its files, its folder, and the whole of it."""
