"""How a command fails: one sentence and an exit code."""

from __future__ import annotations

#: The thing asked about is not good.
BAD = 1
#: Wrong use, or a configuration that cannot work.
BROKEN = 2


class Failure(Exception):
    """Ends the command: ``text`` goes to stderr as it is."""

    def __init__(self, text: str, exit_code: int = BROKEN) -> None:
        super().__init__(text)
        self.text = text
        self.exit_code = exit_code
