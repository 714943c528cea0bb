"""The data folder and the PostgreSQL server inside it."""
