"""What a conversation awaits, there and back; nothing that is not named is written."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import String, insert

from domain.conversation import Awaiting, Composing, MilestoneAnnounced, NudgeProposed
from storage import conversations, people
from storage.conversations import Change, Conversation
from storage.engine.database import Database
from storage.tables import conversations as table
from tests.support.clocks import FrozenClock

DAY = date(2020, 11, 9)


@pytest.mark.parametrize(
    ("awaiting", "text"),
    [
        (None, ""),
        (Composing(), "composing"),
        (MilestoneAnnounced("plan"), "milestone:plan"),
        (NudgeProposed("a:b", DAY), "nudge:a:b:2020-11-09"),
        (NudgeProposed("c" * 64, DAY), f"nudge:{'c' * 64}:2020-11-09"),
    ],
)
def test_there_and_back(awaiting: Awaiting | None, text: str) -> None:
    assert conversations.encode(awaiting) == text
    assert conversations.decode(text) == awaiting
    column = table.c.awaiting.type
    assert isinstance(column, String) and column.length and len(text) <= column.length


@pytest.mark.parametrize("text", [":", "pieces", "composing:", "milestone", "milestone:", "nudge:x", "nudge:a:monday"])
def test_what_is_never_written_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        conversations.decode(text)


async def test_only_what_is_named_is_written(database: Database, clock: FrozenClock) -> None:
    async with database.write() as connection:
        person = await people.add(connection, "甲", "")
        assert await conversations.load(connection, person) == Conversation()
        begun = Change(awaiting=Composing(), composed="一")
        await conversations.save(connection, person, begun, now=clock.now())
        clock.advance(minutes=1)
        await conversations.save(connection, person, Change(composed="一二"), now=clock.now())
        went_on = Conversation(awaiting=Composing(), composed="一二", since=clock.now())
        assert await conversations.load(connection, person) == went_on
        await conversations.save(connection, person, Change(awaiting=None), now=clock.now())
        assert await conversations.load(connection, person) == Conversation(composed="一二", since=clock.now())


async def test_what_another_version_awaits_is_ignored(database: Database, clock: FrozenClock) -> None:
    async with database.write() as connection:
        person = await people.add(connection, "甲", "")
        await connection.execute(insert(table).values(person_id=person, awaiting="something:else", since=clock.now()))
        assert await conversations.load(connection, person) == Conversation(since=clock.now())
