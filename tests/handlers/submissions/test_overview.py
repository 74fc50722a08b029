"""One day over an area: how much of it is named, and of whom more is told than the name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.findings import Kind
from domain.language.questions import Topic
from formats.digest.text import DayOverview
from handlers.submissions import overview
from storage.tables import obligations
from tests.support.asked import Region
from tests.support.stage import Stage
from tests.support.turns import S1, S2, owed, sent

TODAY = date(2020, 11, 9)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def day(on: Stage, **asked: Any) -> DayOverview:
    async with on.ctx.database.read() as connection:
        campaign = on.ctx.campaigns["nanchang-2020"]
        return await overview.overview_on(connection, campaign, TODAY, None, on.clock.now(), **asked)


@pytest.mark.parametrize(("texts", "named"), [(29, 29), (30, 30), (31, 30)])
async def test_thirty_texts_are_named_and_all_are_counted(on: Stage, texts: int, named: int) -> None:
    today = await owed(on, 9)
    row = {"kind": "text", "obligation_id": today.id}
    await sent(on, *(row | {"title": str(number)} for number in range(texts)))
    found = await day(on)
    assert [title.title for title in found.titles] == [str(number) for number in range(named)]
    assert (found.titled, found.kinds) == (texts, ((Kind.TEXT, texts),))
    bare = await day(on, material=False)
    assert (bare.titles, bare.titled, bare.kinds) == ((), 0, ())


async def test_who_is_missing_is_told_with_liaison_what_is_bad_and_what_they_said(on: Stage) -> None:
    first, second = await owed(on, 9), await owed(on, 9, S2)
    await sent(
        on,
        {"obligation_id": first.id, "state": "refused"},
        {"obligation_id": first.id, "state": "incomplete"},
        {"obligation_id": first.id, "state": "withdrawn"},
        {"obligation_id": second.id, "state": "refused"},
    )
    async with on.ctx.database.write() as connection:
        late = obligations.update().where(obligations.c.id == second.id)
        await connection.execute(late.values(met_at=second.late_until))
    found = await day(on, notes={S1: "没活动", S2: "没活动"})
    missing = {unit.code: (unit.liaisons, unit.bad, unit.note) for unit in found.missing}
    assert (missing["s1"], missing["east"]) == ((("Alice",), 2, "没活动"), ((), 0, ""))
    assert [(unit.code, unit.liaisons, unit.bad, unit.note) for unit in found.late] == [("s2", ("Bob", "Carol"), 0, "")]


async def test_a_very_long_list_has_bare_names(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for most, detailed in ((5, True), (4, False)):
        monkeypatch.setattr(overview, "DETAILED", most)
        found = await day(on)
        assert len(found.missing) == 5
        assert any(unit.liaisons for unit in found.missing) is detailed


@pytest.mark.parametrize(("texts", "named"), [(5, 5), (6, 5)])
async def test_five_titles_of_one_unit_are_named(region: Region, texts: int, named: int) -> None:
    for number in range(texts):
        await region.send("E1", Kind.TEXT, title=f"第{number}篇")
    said = await region.ask("chief", Topic.UNIT, "E1")
    assert said.count("篇》") == named
