"""Addresses that are made for one person each: kept, made anew when it is time, and worth nothing beside their code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import select

from bot.sample_roster import sample_rows
from channels.contract import Channel
from channels.inviting import PersonalLink
from domain.messages import Problem, SendError
from handlers import codes
from handlers.roster import importing
from handlers.roster.personal_links import AT_ONCE, LEAST_LEFT, PersonalLinks, personal_links
from storage import invites
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.tables import invite_links
from tests.handlers.test_roster import NOW, imported
from tests.support.seals import SEAL

REAL = datetime(2026, 11, 9, tzinfo=UTC)


@dataclass
class Platform:
    """``failing``: what is answered in place of the next addresses."""

    name: str = "somewhere"
    asked: Counter[str] = field(default_factory=Counter)
    failing: list[SendError] = field(default_factory=list)

    async def personal_link(self, carried: str) -> PersonalLink:
        self.asked[carried] += 1
        if self.failing:
            raise self.failing.pop()
        address = f"https://x.invalid/{carried}/{self.asked[carried]}"
        return PersonalLink(address=address, good_for=timedelta(days=30))


async def invited(database: Database) -> dict[str, str]:
    await imported(database, sample_rows())
    return {row.person: row.code for row in await importing.invite_rows(database, now=NOW)}


async def made(
    database: Database, platform: Platform, people: dict[str, str], at: datetime = REAL, *, seal: Seal = SEAL
) -> PersonalLinks:
    return await personal_links(database, seal, cast(Channel, platform), set(people.values()), now=at)


def busy(permanent: bool = False) -> SendError:
    return SendError(Problem.BUSY, permanent=permanent, detail="busy")


async def kept(database: Database) -> list[dict[str, Any]]:
    async with database.read() as connection:
        return [dict(row) for row in (await connection.execute(select(invite_links))).mappings()]


async def test_it_is_made_once_and_kept_sealed(database: Database) -> None:
    people, platform = await invited(database), Platform()
    first = await made(database, platform, people)
    assert first.failure is None and set(first.links) == set(people.values()) == set(platform.asked)
    rows = await kept(database)
    assert len(rows) == len(people)
    assert not [row for row in rows if any(code in row["link"] for code in people.values()) or "http" in row["link"]]
    assert await made(database, platform, people, REAL + timedelta(days=30) - LEAST_LEFT) == first
    assert set(platform.asked.values()) == {1}
    # Before its end it is made anew; and of what another key has sealed nobody knows what it carries.
    later = REAL + timedelta(days=31) - LEAST_LEFT
    again = await made(database, platform, people, later)
    assert {one.until for one in again.links.values()} == {later + timedelta(days=30)}
    assert set(platform.asked.values()) == {2}
    assert (await made(database, platform, people, later, seal=Seal("another"))).links != again.links
    assert set(platform.asked.values()) == {3}
    assert len(await kept(database)) == len(people)


async def test_a_code_that_is_renewed_or_used_has_the_address_no_more(database: Database) -> None:
    people, platform = await invited(database), Platform()
    await made(database, platform, people)
    async with database.write() as connection:
        owner = await invites.owner_of(connection, people["陈小样"])
        assert owner is not None
        people["陈小样"] = await codes.renew(connection, owner.id, NOW)
        await invites.bind(connection, people.pop("卫小样"), "somewhere", "wei", NOW)
    assert len(await kept(database)) == len(people) - 1
    found = (await made(database, platform, people)).links
    assert found[people["陈小样"]].address == f"https://x.invalid/{people['陈小样']}/1"
    assert len(found) == len(people) == len(await kept(database))


async def test_one_call_that_is_lost_stops_nothing(database: Database) -> None:
    people, platform = await invited(database), Platform(failing=[busy()])
    assert (await made(database, platform, people)).failure is None
    assert sorted(platform.asked.values())[-2:] == [1, 2]


async def test_what_was_made_before_the_platform_stopped_is_not_made_again(database: Database) -> None:
    people, platform = await invited(database), Platform(failing=[busy(permanent=True)])
    stopped = await made(database, platform, people)
    assert stopped.failure is not None
    assert (len(stopped.links), stopped.missing) == (AT_ONCE - 1, len(people) - AT_ONCE + 1)
    assert len(await kept(database)) == AT_ONCE - 1
    assert (await made(database, platform, people)).missing == 0
    assert sorted(platform.asked.values())[-2:] == [1, 2]
