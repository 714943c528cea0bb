"""What an administrator sets: the company, its access to Chorus Pro, its people."""
