"""Who hears of alarms in chat: the persons of the settings, by account or by a name that only one of the roster has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from domain.organisation import Account, Person


@dataclass(frozen=True, kw_only=True)
class Hearers:
    """``found``: everybody's accounts on channels in force, in their order. ``unknown``: entries that are nobody.

    An entry of several persons, or of one without such an account, is unknown, too.
    """

    found: tuple[tuple[Account, ...], ...]
    unknown: tuple[str, ...]

    def accounts(self, broken: Collection[str]) -> list[Account]:
        """One for everybody: on a channel that works, where there is such a one."""
        return [next((one for one in own if one.channel not in broken), own[0]) for own in self.found]


def hearers(entries: Sequence[str], roster: Sequence[Person], channels: Collection[str]) -> Hearers:
    """``entries`` as in the settings: an account, a name, or ``channel:account`` where the roster has neither."""
    found: dict[str, tuple[Account, ...]] = {entry: _accounts(entry, roster, channels) for entry in entries}
    return Hearers(
        found=tuple(dict.fromkeys(own for own in found.values() if own)),
        unknown=tuple(entry for entry, own in found.items() if not own),
    )


def _accounts(entry: str, roster: Sequence[Person], channels: Collection[str]) -> tuple[Account, ...]:
    channel, named, account = entry.partition(":")
    if named and channel in channels:
        return (Account(channel=channel, account=account),)
    same = [person for person in roster if entry.lower() in {one.account.lower() for one in person.accounts}]
    meant = same or [person for person in roster if person.name == entry]
    if len(meant) != 1:
        return ()
    by_channel: Mapping[str, Account] = {one.channel: one for one in meant[0].accounts}
    return tuple(by_channel[name] for name in channels if name in by_channel)
