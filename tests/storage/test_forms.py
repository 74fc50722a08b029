"""Statistics forms: accepted ones of one campaign, of each unit the last; and drafts by unit and milestone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import drafts, forms
from storage.drafts import Draft
from storage.engine.database import Database
from storage.tables import obligations, organisations, people, submissions
from tests.support.rows import DAY, NOW, SECOND, add, add_named

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, people, 1)
        for number in (1, 2):
            await add(connection, organisations, number)
            await add(connection, obligations, number, organisation_id=number, item="statistics")
        await add(connection, obligations, 3, campaign="other", item="statistics")
        await add(connection, obligations, 4, item="statistics", day=DAY + timedelta(days=1))


async def test_the_last_accepted_form_of_each_unit(database: Database) -> None:
    def form(place: str, obligation: int = 1) -> dict[str, object]:
        return {"form": [{"unit": place}], "obligation_id": obligation}

    rows = {
        "of the other unit": form("other unit", 2),
        "first": form("first", 4),
        "last": form("last"),
        "of another campaign": form("campaign", 3),
        "no form": form("attachment") | {"kind": "attachment"},
        "refused": form("refused") | {"state": "refused"},
        "never read": {"obligation_id": 1},
        "for nothing": form("nothing") | {"obligation_id": None},
    }
    await add_named(database, submissions, rows, kind="statistics")
    async with database.read() as connection:
        found = await forms.of_campaign(connection, "week")
        within = await forms.of_campaign(connection, "week", obligations.c.organisation_id == 2)
    assert [(one.unit, [row.unit for row in one.rows], one.number) for one in found] == [
        ("第1职校", ["last"], 3),
        ("第2职校", ["other unit"], 1),
    ]
    assert within == found[1:]
    async with database.write() as connection:
        await connection.execute(obligations.update().where(obligations.c.id == 2).values(retired=True))
        assert [one.unit for one in await forms.of_campaign(connection, "week")] == ["第1职校"]
        await connection.execute(submissions.update().where(submissions.c.id == 3).values(state="withdrawn"))
        (unread,) = await forms.of_campaign(connection, "week", obligations.c.id == 1)
    assert (unread.number, unread.rows) == (7, ()), "the newest says that none could be read"


async def test_a_draft_is_of_one_unit_and_one_milestone_and_the_last_one_counts(database: Database) -> None:
    async with database.write() as connection:
        await drafts.save(connection, 1, "statistics", {"a": "1"}, now=NOW)
        await drafts.save(connection, 2, "statistics", {"a": "2"}, now=NOW)
        await drafts.save(connection, 1, "other", {"a": "3"}, now=NOW)
        await drafts.save(connection, 1, "statistics", {"b": "4"}, now=NOW + SECOND)
        found = [await drafts.load(connection, *key) for key in ((1, "statistics"), (2, "statistics"), (1, "other"))]
        assert await drafts.load(connection, 2, "other") is None
    assert found == [
        Draft(values={"b": "4"}, saved_at=NOW + SECOND),
        Draft(values={"a": "2"}, saved_at=NOW),
        Draft(values={"a": "3"}, saved_at=NOW),
    ]
