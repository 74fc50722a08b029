"""What the command line prints of browsers that are logged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from formats.spoken import moment_text
from formats.words import desk
from formats.words import sessions as words


class Opened(Protocol):
    """A session with the name of whose it is; both times real."""

    @property
    def name(self) -> str: ...
    @property
    def agent(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def seen_at(self) -> datetime: ...


def session_row(one: Opened, id_: str) -> Mapping[str, str]:
    return {
        "id": id_,
        "name": one.name,
        "computer": " · ".join(part for part in (one.agent or desk.LOGIN_COMPUTER, one.address) if part),
        "made": moment_text(one.made_at),
        "seen": moment_text(one.seen_at),
    }


def sessions_text(rows: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(words.ROW.format(**row) for row in rows) or words.NONE
