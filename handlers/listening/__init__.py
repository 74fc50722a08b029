"""Connections that we open to platforms: held by one process, opened again, and what comes over them stored."""
