"""Platforms that obey their own limits."""
