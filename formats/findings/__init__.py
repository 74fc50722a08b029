"""Findings as sentences: what is wrong, and what to do next on this channel."""
