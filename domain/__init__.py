"""The decisions: frozen dataclasses and pure functions. Standard library only."""
