"""What is remembered of a conversation: written in parts, by person, and each with what was sent by then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.conversation import CutPiece, EarlyCaption, Kept, NotedCaption
from domain.language.acts import CaptionText as Text
from domain.language.acts import GiveCaption, MakeLink, RevokeLinks, Withdraw
from domain.language.questions import Question, Topic
from storage import recollections
from storage.engine.database import Database
from storage.recollections import Change, Recollection
from storage.tables import people, submissions
from storage.tables import recollections as table
from tests.support.rows import NOW, SECOND, add

OFFERED = (GiveCaption(captions=(Text(text="插花", numbers=(1, 2)),)), Question(topic=Topic.DEADLINE), MakeLink())
UNDO = (Withdraw(numbers=(1,)),)


@pytest.fixture(autouse=True)
async def two_people(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)


async def save(database: Database, change: Change, *, person_id: int = 1, after: timedelta = 0 * SECOND) -> None:
    async with database.write() as connection:
        await recollections.save(connection, person_id, change, now=NOW + after)


async def load(database: Database, person_id: int = 1) -> Recollection:
    async with database.read() as connection:
        return await recollections.load(connection, person_id)


async def send(database: Database, number: int, *, person_id: int = 1) -> None:
    async with database.write() as connection:
        await add(connection, submissions, number, person_id=person_id)


async def test_a_conversation_that_has_not_begun_remembers_nothing(database: Database) -> None:
    await save(database, Change(offered=OFFERED, kept=EarlyCaption("插花"), asked=True, undo=UNDO), person_id=2)
    assert await load(database) == Recollection()


async def test_only_what_is_named_is_written_each_with_its_own_time(database: Database) -> None:
    await save(database, Change(offered=OFFERED))
    await save(database, Change(kept=EarlyCaption("插花")), after=SECOND)
    await save(database, Change(undo=UNDO), after=2 * SECOND)
    await save(database, Change(asked=True), after=3 * SECOND)
    assert await load(database) == Recollection(
        offered=OFFERED,
        offered_at=NOW,
        kept=EarlyCaption("插花"),
        kept_at=NOW + SECOND,
        undo=UNDO,
        undo_at=NOW + 2 * SECOND,
        asked=True,
    )


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (Change(offered=()), {"kept", "undo", "asked"}),
        (Change(kept=None), {"offered", "undo", "asked"}),
        (Change(undo=()), {"offered", "kept", "asked"}),
        (Change(asked=False), {"offered", "kept", "undo"}),
    ],
    ids=["offered", "kept", "undo", "asked"],
)
async def test_what_is_emptied_goes_with_its_time(database: Database, change: Change, left: set[str]) -> None:
    await save(database, Change(offered=OFFERED, kept=EarlyCaption("插花"), asked=True, undo=UNDO))
    await save(database, change, after=SECOND)
    found = await load(database)
    there = {name for name in ("offered", "kept", "undo", "asked") if getattr(found, name)}
    timed = {name for name in ("offered", "kept", "undo") if getattr(found, f"{name}_at") is not None}
    assert (there, timed) == (left, left - {"asked"})
    async with database.read() as connection:
        row = (await connection.execute(select(table.c.offered, table.c.kept, table.c.undo))).mappings().one()
    assert {name for name, value in row.items() if value is not None} == left - {"asked"}


async def test_the_newest_submission_is_this_persons_and_each_part_keeps_its_own(database: Database) -> None:
    await send(database, 3)
    await send(database, 4, person_id=2)
    await save(database, Change(undo=UNDO))
    await send(database, 5)
    await send(database, 6, person_id=2)
    await save(database, Change(offered=OFFERED))
    await send(database, 7)
    found = await load(database)
    assert (found.undo_after, found.said_after, found.newest) == (3, 5, 7)


@pytest.mark.parametrize(
    "kept",
    [
        EarlyCaption("学生在焊接"),
        EarlyCaption("学生在焊接", (1, 2)),
        CutPiece("我校今天"),
        CutPiece("我校今天", 7),
        NotedCaption("学生在焊接", (1, 2), bare=True),
        NotedCaption("学生在焊接", (3,), bare=False),
    ],
    ids=repr,
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_is_kept_comes_back_as_it_was(database: Database, kept: Kept) -> None:
    await save(database, Change(kept=kept))
    assert (await load(database)).kept == kept


@pytest.mark.parametrize(
    "data",
    [[{"is": "NoSuchAct"}], [{"value": 1}], [{"is": "Withdraw", "no_such_field": 1}], [{"is": "Topic", "value": "?"}]],
    ids=["an act of another version", "no act", "another field", "a question of another version"],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_choices_of_another_version_are_none(database: Database, data: Any) -> None:
    async with database.write() as connection:
        await connection.execute(insert(table).values(person_id=1, offered=data, undo=data))
    found = await load(database)
    assert (found.offered, found.undo) == ((), ())
    async with database.write() as connection:
        await connection.execute(update(table).values(offered=[{"is": "MakeLink"}], undo=[{"is": "RevokeLinks"}]))
    found = await load(database)
    assert (found.offered, found.undo) == ((MakeLink(),), (RevokeLinks(),))


@pytest.mark.parametrize(
    ("column", "data"),
    [
        ("kept", {"is": "a note of another kind", "text": "插花"}),
        ("kept", {"is": "noted", "text": "插花"}),
        ("kept", {"text": "插花"}),
        ("kept", ["插花"]),
        ("offered", [{"is": "Unit", "id": 1, "name": "某校"}]),
        ("undo", [{"is": "MoveToDay", "day": {"is": "date", "value": "monday"}}]),
        ("undo", {"is": "Withdraw"}),
        ("undo", 3),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_another_version_wrote_is_ignored(database: Database, column: str, data: Any) -> None:
    async with database.write() as connection:
        await connection.execute(insert(table).values(person_id=1, **{column: data}))
    found = await load(database)
    assert (found.offered, found.kept, found.undo) == ((), None, ())
