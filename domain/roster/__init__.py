"""Organisations and people as an operator's table states them: checked, compared, planned."""
