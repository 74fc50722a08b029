"""The seal of the tests."""

from __future__ import annotations

from storage.engine.sealing import Seal

SEAL = Seal("a key of the tests, of no use elsewhere")
