"""What can go wrong on the simulator's pages. Codes here, their sentences in ``formats``, their status in ``web``."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_BIG = "too_big"
    UNREADABLE = "unreadable"
    NOT_STORED = "not_stored"
    BACKWARDS = "backwards"
    NO_MORE = "no_more"
    NO_TIME = "no_time"
    NO_REHEARSAL = "no_rehearsal"


class Refused(Exception):
    """What somebody wanted on a page of the simulator was not done."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code
