"""How the program ends: with the exit code of its command, whatever threads of libraries do meanwhile.

The object store's threads call back into Python until the very end. Up to Python 3.13 one that does so while Python is
unmade is ended in the midst of native code, and takes the process with it: a command that has done all it had to then
ends as if it was killed.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress


class Leaving:
    """Made before anything else is loaded, so that it is the last to be heard at exit."""

    def __init__(self) -> None:
        self._code: int | None = None
        atexit.register(self._leave)

    def with_code(self, code: int) -> None:
        """Exit now, with that code: what others do at exit is done first, and Python is not unmade."""
        self._code = code
        sys.exit(code)

    def _leave(self) -> None:
        # None: something else than a command's outcome ends the program, which Python knows better how to say.
        if self._code is None:
            return
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(self._code)
