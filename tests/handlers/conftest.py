"""Stories are told on a stage: ``on`` is the town with the bot in it."""

from __future__ import annotations

from tests.support.town import on

__all__ = ["on"]
