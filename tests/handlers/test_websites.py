"""Websites are called where the operator wants that: each once a day, by one process, and the desk says what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from domain.findings import Kind
from domain.submission import State
from handlers.websites import AGAIN_AFTER, MOST, WebsiteWatch
from storage.desk import websites as seen
from storage.tables import obligations, organisations, submissions
from tests.stories.test_desk import reach_of
from tests.support.desk_site import desk_site
from tests.support.stage import Stage
from tests.support.town import PEOPLE, november, on

__all__ = ["on"]
pytestmark = pytest.mark.town(now=november(9, "09:30:00"), people=PEOPLE)
OPEN, SHUT = "https://open.example/zjz", "https://shut.example"


@dataclass
class Fake:
    called: list[str] = field(default_factory=list)

    async def status(self, address: str) -> int:
        self.called.append(address)
        return 200 if address == OPEN else 0


async def hand_in(on: Stage, texts: Sequence[str], **values: object) -> list[int]:
    """Texts of one unit for its first milestone; their numbers."""
    async with on.ctx.database.write() as connection:
        of = obligations.join(organisations, organisations.c.id == obligations.c.organisation_id)
        first = select(obligations).select_from(of).where(organisations.c.code == "s1", obligations.c.item != "daily")
        owed = (await connection.execute(first.order_by(obligations.c.id).limit(1))).one()
        row = {
            "obligation_id": owed.id,
            "organisation_id": owed.organisation_id,
            "person_id": 1,
            "item": owed.item,
            "kind": Kind.TEXT,
            "state": State.ACCEPTED,
            "sent_at": on.ctx.clock.now(),
            "counted_at": on.ctx.clock.now(),
            "facts": {},
            "findings": [],
            **values,
        }
        return [
            await connection.scalar(insert(submissions).values(**row, text=text).returning(submissions.c.id)) or 0
            for text in texts
        ]


async def test_each_is_called_once_a_day_and_the_desk_says_what_came(on: Stage) -> None:
    good, shut, said, _ = await hand_in(on, [OPEN, SHUT, f"我们的网址是 {OPEN}", "没有网址"])
    fake = Fake()
    watch = WebsiteWatch(ctx=on.ctx, caller=fake)
    assert await watch.check_some() == 3
    assert sorted(fake.called) == [OPEN, SHUT]
    assert await watch.check_some() == 0
    reach = await reach_of(on, "dana")
    async with on.ctx.database.read() as connection:
        found = {number: await seen.of_item(connection, reach, number) for number in (good, shut, said)}
        assert await seen.of_item(connection, await reach_of(on, "dave"), good) is None, "out of reach"
    assert [one and one.status for one in found.values()] == [200, 0, None]
    on.clock.advance(hours=AGAIN_AFTER.total_seconds() / 3600 + 1)
    assert await replace(watch).check_some() == 3


async def test_what_does_not_count_or_is_daily_is_not_called(on: Stage) -> None:
    await hand_in(on, [OPEN], state=State.WITHDRAWN)
    await hand_in(on, [OPEN], uncounted=True)
    (number,) = await hand_in(on, [OPEN])
    async with on.ctx.database.write() as connection:
        day = obligations.select().where(obligations.c.item == "daily").limit(1)
        daily = (await connection.execute(day)).one()
        await connection.execute(update(submissions).where(submissions.c.id == number).values(obligation_id=daily.id))
    fake = Fake()
    assert await WebsiteWatch(ctx=on.ctx, caller=fake).check_some() == 0
    assert await WebsiteWatch(ctx=on.ctx, caller=None).check_some() == 0
    assert fake.called == []


async def test_a_round_calls_some_alone(on: Stage) -> None:
    await hand_in(on, [f"{SHUT}/{number}" for number in range(MOST + 2)])
    watch = WebsiteWatch(ctx=on.ctx, caller=Fake())
    assert [await watch.check_some() for _ in range(3)] == [MOST, 2, 0]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_pages_of_units_and_of_what_is_owed_once_say_it(on: Stage) -> None:
    await hand_in(on, [OPEN])
    await WebsiteWatch(ctx=on.ctx, caller=Fake()).check_some()
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        page = await (await browser.get("/unit/s1")).text()
        once = await (await browser.get("/w/nanchang-2020/milestones")).text()
        book = load_workbook(BytesIO(await (await browser.get("/w/nanchang-2020/milestones.xlsx")).read()))
    assert f'<a href="{OPEN}"' in page
    assert "11月9日 09:30 打得开" in page
    assert once.count("11月9日 09:30 打得开") == 1
    said = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert said.count("网站") == said.count("11月9日 09:30 打得开") == 1
