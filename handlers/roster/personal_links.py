"""Addresses that bring in one person each with their invite code, on a channel that makes them one by one.

Each is kept as it is made: whoever has to begin anew, because the platform would not go on, goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.contract import Channel
from channels.inviting import inviting
from domain.messages import SendError
from formats.books.invite_row import PersonalAddress
from storage import invite_links, invites
from storage.engine.database import Connection, Database
from storage.engine.sealing import Seal, SealBroken
from storage.invite_links import KeptLink

#: What is good for less than this is made anew: it has to reach its person, and they have to find the time.
LEAST_LEFT = timedelta(days=7)
#: The platform is asked for so many at once; they are kept together.
AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class PersonalLinks:
    """``links``: by code. ``missing``: how many could not be made, and ``failure`` why."""

    links: Mapping[str, PersonalAddress] = field(default_factory=dict)
    missing: int = 0
    failure: SendError | None = None


async def personal_links(
    database: Database, seal: Seal, channel: Channel, codes: Collection[str], *, now: datetime
) -> PersonalLinks:
    """One for each of these codes; those that are good for long enough are kept. ``now``: real time."""
    async with database.read() as connection:
        wanted = {one.person_id: one.code for one in await invites.all(connection) if one.code and one.code in codes}
        kept = await invite_links.of_channel(connection, channel.name)
    links = {}
    missing = dict(wanted)
    for person_id, code in wanted.items():
        link = _opened(seal, kept.get(person_id), code)
        if link is not None and link.until - now >= LEAST_LEFT:
            links[code] = link
            del missing[person_id]
    while missing:
        some = dict(list(missing.items())[:AT_ONCE])
        made = await _make(channel, some, now)
        good = {person_id: one for person_id, one in made.items() if isinstance(one, PersonalAddress)}
        async with database.write() as connection:
            await _keep(connection, seal, channel.name, {id_: (some[id_], one) for id_, one in good.items()}, now)
        links |= {some[person_id]: one for person_id, one in good.items()}
        missing = {person_id: code for person_id, code in missing.items() if person_id not in good}
        failure = next((one for one in made.values() if isinstance(one, SendError)), None)
        if failure is not None:
            return PersonalLinks(links=links, missing=len(missing), failure=failure)
    return PersonalLinks(links=links)


async def _make(channel: Channel, codes: Mapping[int, str], now: datetime) -> dict[int, PersonalAddress | SendError]:
    made = await asyncio.gather(*(_one(channel, code, now) for code in codes.values()))
    return dict(zip(codes, made, strict=True))


async def _one(channel: Channel, code: str, now: datetime) -> PersonalAddress | SendError:
    """What may pass is tried once more: among thousands one call is always lost."""
    try:
        return await _address(channel, code, now)
    except SendError as first:
        if first.permanent:
            return first
    try:
        return await _address(channel, code, now)
    except SendError as second:
        return second


async def _address(channel: Channel, code: str, now: datetime) -> PersonalAddress:
    link = await inviting(channel).personal_link(code)
    return PersonalAddress(address=link.address, until=now + link.good_for)


async def _keep(
    connection: Connection, seal: Seal, channel: str, made: Mapping[int, tuple[str, PersonalAddress]], now: datetime
) -> None:
    rows = {
        person_id: KeptLink(sealed=seal.sealed(f"{code} {one.address}"), until=one.until)
        for person_id, (code, one) in made.items()
    }
    await invite_links.keep(connection, channel, rows, now=now)


def _opened(seal: Seal, kept: KeptLink | None, code: str) -> PersonalAddress | None:
    """None of one that carries another code, or that nobody can open any more."""
    if kept is None:
        return None
    try:
        carried, _, address = seal.opened(kept.sealed).partition(" ")
    except SealBroken:
        return None
    return PersonalAddress(address=address, until=kept.until) if carried == code else None
