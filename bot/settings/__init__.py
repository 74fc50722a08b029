"""Settings: tables, defaults, the secret key."""
