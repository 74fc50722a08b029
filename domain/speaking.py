"""Whether a platform lets the bot write to somebody now, by when they last spoke to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.abilities import Abilities, Unasked
from domain.messages import Unreachable

#: Reasons that are over as soon as somebody speaks to the bot.
UNTIL_HEARD = (Unreachable.UNSPOKEN, Unreachable.WINDOW)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """When somebody last spoke to the bot, and left (real time, None: never); ``sent``: messages to them since."""

    at: datetime | None = None
    left_at: datetime | None = None
    sent: int = 0


def barred(
    able: Abilities, heard: Heard, *, now: datetime, minor: bool = False, due: bool = False
) -> Unreachable | None:
    """Why nothing may be said to them at ``now`` (real time) but in answer; None when it may.

    ``minor``: it can do without the last message that they may be sent. ``due``: it is of a deadline, which a
    platform may have approved words for (``Unasked.TEMPLATE``).
    """
    if able.unasked is Unasked.ALWAYS:
        return None
    if heard.at is not None and heard.left_at is not None and heard.left_at >= heard.at:
        return Unreachable.BLOCKED
    if due and able.unasked is Unasked.TEMPLATE:
        return None
    if heard.at is None:
        return Unreachable.UNSPOKEN
    if able.unasked is Unasked.SPOKEN:
        return None
    window = able.window
    if able.unasked is Unasked.NEVER or window is None or now - heard.at >= window.within:
        return Unreachable.WINDOW
    return Unreachable.WINDOW if heard.sent >= window.messages - minor else None
