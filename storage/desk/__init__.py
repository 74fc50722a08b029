"""Queries of the desk: each takes the reach of the office that asks."""
