"""What is said when an account comes with an invite code that somebody has used, or that wants a yes from above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formats.digest.lists import called_name
from formats.spoken import clipped, moment_text
from formats.words import binding as words

#: So many supervisors are named as whom to ask.
_ASKED = 3


def account(channel: str, name: str) -> str:
    """企业微信账号 zhou."""
    return words.ACCOUNT.format(channel=channel, account=clipped(name))


def used_code(at: datetime | None, offices: Sequence[tuple[str, str]]) -> str:
    """To whoever came second with a code: since when it is used, and whom to ask (name and telephone)."""
    head = words.USED_SINCE.format(at=moment_text(at)) if at is not None else words.USED
    if not offices:
        return head + words.ASK_OFFICE
    return head + words.ASK.format(names="、".join(called_name(*one) for one in offices[:_ASKED]))


def tried(name: str, units: Sequence[str], first: str, at: datetime | None, second: str, now: datetime) -> str:
    """To the office above: who took the code and when, who came now."""
    since = words.SINCE.format(at=moment_text(at)) if at is not None else ""
    return words.TRIED.format(
        name=name, units="、".join(units), first=first, since=since, second=second, now=moment_text(now)
    )


def waits(office: bool) -> str:
    return words.WAITS if office else words.WAITS_FOR_OPERATOR


def confirm_wanted(name: str, units: Sequence[str], asking: str, now: datetime) -> str:
    return words.CONFIRM_WANTED.format(name=name, units="、".join(units), account=asking, now=moment_text(now))


def confirming(name: str) -> str:
    """What a supervisor says to it, typed or pressed."""
    return words.CONFIRMING.format(name=name)


def confirmed(name: str, units: Sequence[str]) -> str:
    return words.CONFIRMED.format(name=name, units="、".join(units))


def nothing_waits(name: str) -> str:
    return words.NOTHING_WAITS.format(name=clipped(name))


def several_wait(name: str, count: int) -> str:
    return words.SEVERAL_WAIT.format(name=clipped(name), count=count)


def taken_meanwhile(name: str) -> str:
    return words.TAKEN_MEANWHILE.format(name=name)


def pairing(code: str, elsewhere: Sequence[str], minutes: int) -> str:
    """To who is known: how to be known on another channel, too. ``elsewhere``: what those channels are called."""
    return words.PAIRING.format(code=code, channels=words.OR.join(elsewhere), minutes=minutes)


def here_already(channel: str) -> str:
    return words.HERE_ALREADY.format(channel=channel)
