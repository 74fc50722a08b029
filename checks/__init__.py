"""Bytes + rules → findings. No network, no database; a check never raises on bad data."""
