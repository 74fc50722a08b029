"""Watching over the bot itself: how its processes are, which alarms ring, and telling those who should know."""
