"""How long tests wait for what must come: only a failure waits to the end, so a busy machine may take its time."""

from __future__ import annotations

#: Seconds; below pytest's own limit for a test, so that a test says itself what it has waited for.
PATIENCE = 240.0
