"""What several tests share: the database of the session, commands in their own process."""
