"""Put before a worker's own path: it believes to have held more memory than it may."""

from __future__ import annotations

import resource
from typing import Any

_getrusage = resource.getrusage


class _Grown:
    ru_maxrss = 1 << 40


def _grown(who: int) -> Any:
    return _Grown() if who == resource.RUSAGE_SELF else _getrusage(who)


resource.getrusage = _grown
