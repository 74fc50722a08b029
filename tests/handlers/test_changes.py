"""What has happened since the last look, and whom it concerns: one statement a look, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import insert, update

from domain.clock import Rehearsal, RehearsalClock
from domain.events import EventVerb
from handlers.changes import ANSWERS, CLOCK, DESK, MINUTE, About, Topic, Watch
from storage import changes, events, simulator
from storage.engine.database import Database
from storage.tables import events as events_table
from storage.tables import people, submissions, uploads
from tests.support.clocks import FrozenClock
from tests.support.statements import recorded

PERSON = Topic(About.PERSON, 1)


@pytest.fixture
async def watch(database: Database, clock: FrozenClock) -> Watch:
    """Nothing has happened yet but that there is somebody."""
    async with database.write() as connection:
        await connection.execute(insert(people), [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}])
    return await begun(database, clock)


async def begun(database: Database, clock: object) -> Watch:
    watch = Watch(cast(Any, SimpleNamespace(database=database, clock=clock)))
    await watch.begin()
    return watch


async def event(database: Database, clock: FrozenClock, **about: Any) -> None:
    async with database.write() as connection:
        await events.record(connection, EventVerb.RECEIVED, at=clock.now(), **about)


async def numbered(database: Database, clock: FrozenClock, numbers: Sequence[int], person: int = 1) -> None:
    """Events of one person with ids of our own choosing."""
    values = {"verb": EventVerb.RECEIVED, "at": clock.now(), "person_id": person, "details": {}}
    rows = [{"id": n, **values} for n in numbers]
    async with database.write() as connection:
        await connection.execute(insert(events_table), rows)


async def submitted(database: Database, clock: FrozenClock, state: str) -> None:
    row = {"id": 1, "person_id": 1, "item": "daily", "kind": "photo", "state": state, "facts": {}, "findings": []}
    async with database.write() as connection:
        await connection.execute(insert(submissions).values(**row, sent_at=clock.now(), counted_at=clock.now()))


async def uploading(database: Database, clock: FrozenClock, name: str, person: int = 1) -> None:
    row = {"id": name, "person_id": person, "channel": "tiny", "account": "a", "item": "", "file_name": "", "length": 9}
    times = {"created_at": clock.real(), "expires_at": clock.real() + timedelta(hours=1)}
    async with database.write() as connection:
        await connection.execute(insert(uploads).values(**row, **times, metadata=""))


async def changed(database: Database, table: Any, **values: Any) -> None:
    async with database.write() as connection:
        await connection.execute(update(table).values(values))


async def test_an_event_concerns_its_person_and_its_unit(watch: Watch, database: Database, clock: FrozenClock) -> None:
    await event(database, clock, person_id=1, organisation_id=7)
    assert await watch.look() == {PERSON, Topic(About.ORGANISATION, 7), DESK}
    assert await watch.look() == frozenset()
    await event(database, clock)
    assert await watch.look() == frozenset()


async def test_what_was_there_before_the_first_look_is_known(
    watch: Watch, database: Database, clock: FrozenClock
) -> None:
    await event(database, clock, person_id=1)
    await uploading(database, clock, "u")
    assert await (await begun(database, clock)).look() == frozenset()


async def test_a_submission_concerns_its_person_when_it_comes_and_when_it_stands_otherwise(
    watch: Watch, database: Database, clock: FrozenClock
) -> None:
    await submitted(database, clock, "receiving")
    assert await watch.look() == {PERSON, DESK}
    await changed(database, submissions, caption="some words")
    assert await watch.look() == frozenset()
    await changed(database, submissions, state="accepted")
    assert await watch.look() == {PERSON, DESK}


@pytest.mark.parametrize("ended", [{"state": "aborted"}, {"state": "finished"}, {"freed": True}], ids=lambda v: str(v))
async def test_an_upload_concerns_its_person_when_it_begins_and_when_it_ends(
    watch: Watch, database: Database, clock: FrozenClock, ended: dict[str, Any]
) -> None:
    await uploading(database, clock, "u")
    assert await watch.look() == {PERSON}
    await changed(database, uploads, received=5)
    assert await watch.look() == frozenset()
    await changed(database, uploads, **ended)
    assert await watch.look() == {PERSON}


async def test_one_upload_ended_and_another_begun_are_two_changes(
    watch: Watch, database: Database, clock: FrozenClock
) -> None:
    await uploading(database, clock, "u")
    await watch.look()
    await changed(database, uploads, state="aborted")
    await uploading(database, clock, "v", person=2)
    assert await watch.look() == {PERSON, Topic(About.PERSON, 2)}


async def test_what_the_bot_says_concerns_every_page_and_what_people_say_their_own(
    watch: Watch, database: Database, clock: FrozenClock
) -> None:
    for mine, topics in ((True, set()), (False, {ANSWERS})):
        async with database.write() as connection:
            await simulator.add_bubble(connection, "person-1", "x", at=clock.now(), mine=mine)
        assert await watch.look() == {Topic(About.ACCOUNT, "person-1"), *topics}


async def test_a_lower_number_may_be_committed_later(watch: Watch, database: Database, clock: FrozenClock) -> None:
    newest = 3 * changes.OVERLAP
    await numbered(database, clock, [newest])
    assert await watch.look() == {PERSON}
    await numbered(database, clock, [newest - changes.OVERLAP + 1])
    assert await watch.look() == {PERSON}
    await numbered(database, clock, [newest - changes.OVERLAP])
    assert await watch.look() == frozenset()


async def test_many_at_once_are_all_seen(watch: Watch, database: Database, clock: FrozenClock) -> None:
    await numbered(database, clock, [1])
    await watch.look()
    await numbered(database, clock, [2], person=2)
    await numbered(database, clock, range(3, 3 + 3 * changes.OVERLAP))
    assert await watch.look() == {PERSON, Topic(About.PERSON, 2)}


async def test_a_look_is_one_statement(watch: Watch, database: Database, clock: FrozenClock) -> None:
    await event(database, clock, person_id=1)
    with recorded(database) as seen:
        for _ in range(3):
            await watch.look()
    assert seen.statements == 3


async def test_a_minute_turns_once(watch: Watch, clock: FrozenClock) -> None:
    clock.advance(seconds=59)
    assert await watch.look() == frozenset()
    clock.advance(seconds=1)
    assert await watch.look() == {MINUTE, CLOCK}
    assert await watch.look() == frozenset()


async def test_campaign_time_turns_its_own_minutes(watch: Watch, clock: FrozenClock) -> None:
    clock.jump(clock.now() + timedelta(seconds=60))
    assert await watch.look() == {CLOCK}


async def test_a_rehearsal_that_was_moved_concerns_every_page(database: Database, clock: FrozenClock) -> None:
    class Standing(RehearsalClock):
        def real(self) -> Any:
            return clock.real()

    rehearsed = Standing(Rehearsal(real=clock.real(), rehearsed=clock.now()))
    watch = await begun(database, rehearsed)
    rehearsed.rehearsal = rehearsed.rehearsal.moved(clock.now() + timedelta(seconds=1), clock.real())
    assert await watch.look() == {MINUTE, CLOCK}
    assert await watch.look() == frozenset()
