"""The desk: the pages where an office sees, chooses and returns what came in. The map is ``web.desk.routes``."""

from __future__ import annotations

from web.desk.routes import routes

__all__ = ["routes"]
