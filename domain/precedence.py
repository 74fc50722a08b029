"""What goes first when not everything can: where a platform's calls are few, or had to wait."""

from __future__ import annotations

from enum import IntEnum


class Precedence(IntEnum):
    """A smaller one goes first. From ``RECEIPT`` on nobody has to do anything about it."""

    #: What somebody has just asked or sent is answered: also what was refused, and how to mend it.
    ANSWER = 0
    #: Reminders before their deadline, and whatever else is said unasked that somebody must know in time.
    NOTICE = 1
    #: It was received, and all is well.
    RECEIPT = 2
    #: Digests, bulletins, news of what became of something: good to know.
    NICETY = 3

    @property
    def minor(self) -> bool:
        """It can do without the last messages that there are."""
        return self >= Precedence.RECEIPT
