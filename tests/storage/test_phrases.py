"""What was not understood: who said it last, what was done next and how soon, and how much is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import phrases
from storage.engine.database import Database
from storage.phrases import Phrase
from storage.states import Outcome
from storage.tables import people
from storage.tables import phrases as table
from tests.support.rows import NOW, SECOND, add

JUST = timedelta(microseconds=1)
MINUTES = timedelta(minutes=1)
OFFERED = Phrase(role="liaison", standing="photos", said="插花", outcome=Outcome.OFFERED, offered="GiveCaption")
UNKNOWN = Phrase(role="supervisor", standing="plain", said="哈哈", outcome=Outcome.UNKNOWN)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
async def two_people(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)


async def keep(database: Database, *kept: Phrase, person_id: int = 1) -> None:
    async with database.write() as connection:
        for phrase in kept:
            await phrases.keep(connection, person_id, phrase, now=NOW)


async def react(database: Database, done: str, *, taken: bool = False, at: datetime = NOW, person_id: int = 1) -> None:
    async with database.write() as connection:
        await phrases.react(connection, person_id, done, taken=taken, now=at)


async def became(database: Database) -> list[tuple[str, Outcome, str]]:
    return [(phrase.said, phrase.outcome, phrase.next) for phrase in await phrases.all(database)]


async def test_phrases_come_back_in_their_order_and_as_they_were(database: Database) -> None:
    await keep(database, UNKNOWN, OFFERED)
    await keep(database, OFFERED, person_id=2)
    assert await phrases.all(database) == [UNKNOWN, OFFERED, OFFERED]
    async with database.read() as connection:
        assert [row.person_id for row in await connection.execute(select(table.c.person_id))] == [1, 1, 2]


async def test_long_words_are_cut(database: Database) -> None:
    long = Phrase(role="both", standing="plain", said="长" * 201, outcome=Outcome.OFFERED, offered="选" * 201)
    await keep(database, long)
    await react(database, "做" * 201)
    (kept,) = await phrases.all(database)
    assert (kept.said, kept.offered, kept.next) == ("长" * 200, "选" * 200, "做" * 200)


async def test_the_oldest_go_when_there_are_too_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert phrases.MOST == 5000
    monkeypatch.setattr(phrases, "MOST", 3)
    said = [Phrase(role="liaison", standing="plain", said=str(n), outcome=Outcome.UNKNOWN) for n in range(5)]
    await keep(database, *said[:3])
    assert [phrase.said for phrase in await phrases.all(database)] == ["0", "1", "2"]
    await keep(database, *said[3:])
    assert [phrase.said for phrase in await phrases.all(database)] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("taken", "offered", "unknown"),
    [(True, Outcome.TAKEN, Outcome.UNKNOWN), (False, Outcome.REFUSED, Outcome.UNKNOWN)],
)
async def test_an_offer_is_taken_or_not_and_what_was_not_understood_stays_so(
    database: Database, taken: bool, offered: Outcome, unknown: Outcome
) -> None:
    await keep(database, OFFERED)
    await keep(database, UNKNOWN, person_id=2)
    await react(database, "did GiveCaption", taken=taken)
    await react(database, "answered deadline", taken=taken, person_id=2)
    assert await became(database) == [
        ("插花", offered, "did GiveCaption"),
        ("哈哈", unknown, "answered deadline"),
    ]


async def test_the_next_message_is_that_of_the_same_person_about_their_newest(database: Database) -> None:
    await keep(database, UNKNOWN, OFFERED)
    await keep(database, OFFERED, person_id=2)
    await react(database, "said thanks")
    assert await became(database) == [
        ("哈哈", Outcome.UNKNOWN, ""),
        ("插花", Outcome.REFUSED, "said thanks"),
        ("插花", Outcome.OFFERED, ""),
    ]


async def test_only_the_first_next_message_counts(database: Database) -> None:
    await keep(database, OFFERED)
    await react(database, "said thanks")
    await react(database, "did GiveCaption", taken=True)
    assert await became(database) == [("插花", Outcome.REFUSED, "said thanks")]


@pytest.mark.parametrize(("after", "counts"), [(10 * MINUTES, True), (10 * MINUTES + JUST, False), (SECOND, True)])
async def test_what_comes_after_ten_minutes_is_no_reaction(database: Database, after: timedelta, counts: bool) -> None:
    await keep(database, OFFERED)
    await react(database, "did GiveCaption", taken=True, at=NOW + after)
    expected = (Outcome.TAKEN, "did GiveCaption") if counts else (Outcome.OFFERED, "")
    assert [row[1:] for row in await became(database)] == [expected]
