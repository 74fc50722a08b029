"""Browsers that are logged in, as the desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.spoken import moment_text
from formats.words import desk as words


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """``computer``: what is known of the browser; ``here``: the one that asks."""

    id: str
    name: str
    computer: str
    since: str
    seen: str
    here: bool
    may_end: bool


def session_line(
    *,
    sha256: str,
    name: str,
    agent: str,
    address: str,
    made_at: datetime,
    seen_at: datetime,
    here: bool,
    may_end: bool,
) -> SessionLine:
    return SessionLine(
        id=sha256,
        name=name,
        computer=" · ".join(part for part in (agent or words.LOGIN_COMPUTER, address) if part),
        since=moment_text(made_at),
        seen=moment_text(seen_at),
        here=here,
        may_end=may_end,
    )
