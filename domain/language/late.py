"""A pattern that is compiled when it is first used, so that a start does not wait for all of them."""

from __future__ import annotations

import re
from functools import cached_property


class Late:
    """``regex`` is the compiled pattern."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)
