"""Migrations by Alembic: numbered files in ``versions``, and what they need."""
