"""What a receipt tells of, on both databases: its own items, all that was sent for the same, and what is remembered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.conversation import EarlyCaption
from storage import on_receipt, recollections
from storage.engine.database import Database
from storage.on_receipt import Told
from storage.recollections import Change, Recollection
from storage.tables import inbox, obligations, organisations, people, receipts
from storage.tables import submissions as table
from tests.support.rows import NOW, SECOND, add, add_named, names


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)
            await add(connection, receipts, number, person_id=number)
            await add(connection, organisations, number)
            await add(connection, obligations, number, organisation_id=number)
        await add(connection, inbox, 1)
        await add(connection, inbox, 2, external_id="upload:x")


async def told(database: Database) -> Told:
    async with database.read() as connection:
        return await on_receipt.told(connection, 1, 1, NOW)


ROWS: dict[str, dict[str, Any]] = {
    "earlier, of the same day": {"receipt_id": 2, "obligation_id": 1},
    "counted": {"receipt_id": 1, "obligation_id": 1, "inbox_id": 1},
    "of another receipt": {"receipt_id": 2, "obligation_id": 2},
    "of none": {"obligation_id": None},
    "counted for nothing": {"receipt_id": 1, "obligation_id": None, "inbox_id": 2},
}


async def test_a_receipt_tells_of_its_own(database: Database) -> None:
    await add_named(database, table, ROWS)
    items = (await told(database)).items
    assert names(ROWS, [one.submission.id for one in items]) == ["counted", "counted for nothing"]
    assert [(one.unit, one.obligation and one.obligation.id, one.by_page) for one in items] == [
        ("第1职校", 1, False),
        ("", None, True),
    ]


async def test_what_was_sent_for_the_same_is_known_with_it(database: Database) -> None:
    await add_named(database, table, ROWS)
    sent = (await told(database)).sent
    assert {of: names(ROWS, [one.id for one in all_]) for of, all_ in sent.items()} == {
        1: ["earlier, of the same day", "counted"]
    }


async def test_only_whose_receipt_it_is_is_remembered(database: Database) -> None:
    await add_named(database, table, ROWS, person_id=1)
    async with database.write() as connection:
        await recollections.save(connection, 2, Change(kept=EarlyCaption("焊接")), now=NOW)
    assert (await told(database)).remembered == Recollection()
    async with database.write() as connection:
        await recollections.save(connection, 1, Change(kept=EarlyCaption("插花")), now=NOW)
        known = await recollections.load(connection, 1)
    assert known.kept == EarlyCaption("插花")
    assert (await told(database)).remembered == known


@pytest.mark.parametrize(
    ("changed", "movable"),
    [
        ({}, True),
        ({"opens_at": NOW}, False),
        ({"opens_at": NOW - SECOND}, True),
        ({"late_until": NOW}, True),
        ({"late_until": NOW - SECOND}, False),
        ({"organisation_id": 2}, False),
        ({"campaign": "another"}, False),
        ({"item": "plan"}, False),
        ({"retired": True}, False),
    ],
)
async def test_a_day_that_is_open_as_well(database: Database, changed: dict[str, Any], movable: bool) -> None:
    await add_named(database, table, ROWS)
    usual: dict[str, Any] = {"opens_at": NOW - timedelta(days=1), "late_until": NOW + timedelta(days=1)}
    async with database.write() as connection:
        for number, day in ((8, date(2021, 1, 9)), (9, date(2021, 1, 8))):
            await add(connection, obligations, number, **{**usual, "day": day, **changed})
    items = (await told(database)).items
    assert items[0].movable_to == (date(2021, 1, 8) if movable else None)
    assert items[1].movable_to is None
