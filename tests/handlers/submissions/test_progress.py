"""How far an obligation has come: counted by kind, named by number, and nothing named that was sent again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from domain.findings import Kind
from domain.submission import State, Submission
from handlers.submissions.progress import Progress, _progress, progress, shortfalls
from storage import obligations
from storage.engine.database import Database
from storage.tables import obligations as owed_table
from storage.tables import organisations, people, submissions
from tests.support.rows import DAY, add
from tests.support.values import submission

REFUSED, ACCEPTED, INCOMPLETE, WITHDRAWN = State.REFUSED, State.ACCEPTED, State.INCOMPLETE, State.WITHDRAWN
TEXT, PHOTO, DOCUMENT = Kind.TEXT, Kind.PHOTO, Kind.DOCUMENT


def sent(*told: tuple[State, Kind]) -> list[Submission]:
    return [submission(number, state, kind=kind) for number, (state, kind) in enumerate(told, start=1)]


def test_what_is_accepted_is_counted_in_the_order_of_the_kinds() -> None:
    found = sent((ACCEPTED, TEXT), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO), (INCOMPLETE, PHOTO), (State.RECEIVING, TEXT))
    assert _progress((), found) == Progress(
        accepted=tuple((kind, {PHOTO: 2, TEXT: 1}[kind]) for kind in Kind if kind in (PHOTO, TEXT)),
        uncaptioned=(4,),
        receiving=(5,),
    )


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ([], (TEXT, PHOTO)),
        (sent((ACCEPTED, DOCUMENT)), (PHOTO,)),
        (sent((REFUSED, TEXT), (INCOMPLETE, PHOTO)), (TEXT, PHOTO)),
        (sent((ACCEPTED, PHOTO), (ACCEPTED, TEXT)), ()),
    ],
)
def test_a_kind_is_missing_until_one_of_it_is_accepted(found: Sequence[Submission], missing: tuple[Kind, ...]) -> None:
    assert _progress((TEXT, PHOTO), found).missing_kinds == missing


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (sent((REFUSED, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (ACCEPTED, PHOTO)), ()),
        (sent((REFUSED, PHOTO), (INCOMPLETE, PHOTO)), ()),
        (sent((ACCEPTED, PHOTO), (REFUSED, PHOTO)), (2,)),
        (sent((REFUSED, PHOTO), (ACCEPTED, TEXT)), (1,)),
        (sent((REFUSED, TEXT), (ACCEPTED, DOCUMENT)), ()),
        (sent((REFUSED, PHOTO), (WITHDRAWN, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (REFUSED, PHOTO), (ACCEPTED, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (REFUSED, PHOTO), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO)), ()),
    ],
)
def test_each_good_one_stands_for_the_refused_one_just_before_it(
    found: Sequence[Submission], refused: tuple[int, ...]
) -> None:
    assert _progress((), found).refused == refused


async def test_reminders_tell_the_same_in_narrow_queries(database: Database) -> None:
    """Whatever came for sixty units, in whatever order."""
    chance = random.Random(14)
    async with database.write() as connection:
        await add(connection, people, 1)
        for number in range(1, 61):
            await add(connection, organisations, number)
            await add(connection, owed_table, number, organisation_id=number)
        for number in range(1, 401):
            values = {"kind": chance.choice(list(Kind)), "state": chance.choice(list(State))}
            await add(connection, submissions, number, obligation_id=chance.randint(1, 50), **values)
        ctx: Any = SimpleNamespace(campaigns={"week": SimpleNamespace(daily=SimpleNamespace(required=(TEXT, PHOTO)))})
        owed = await obligations.unmet(connection, "week", "daily", DAY)
        told, whole = await shortfalls(ctx, connection, owed), await progress(ctx, connection, owed)
    assert len(told) == 60 and any(one.refused for one in told.values())
    for number, one in whole.items():
        expected = Progress(missing_kinds=one.missing_kinds, uncaptioned=one.uncaptioned, refused=one.refused)
        assert told[number] == expected
