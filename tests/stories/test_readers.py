"""阅览员: whoever looks without being a supervisor asks the same, without telephones, and changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from domain.organisation import Role
from storage.tables import people
from tests.stories.week_walk import names_listed, six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage
from tests.support.town import EAST, FOUR, ONE, PEOPLE, THREE, TWO, november

READERS = (
    Member(account="rita", organisation="bureau", role=Role.READER),
    Member(account="rob", organisation="east", role=Role.READER),
)
PHONE = "10000000001"

#: Nothing here depends on which database it is.
pytestmark = [
    pytest.mark.town(people=(*PEOPLE, *READERS)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage) -> Stage:
    async with on.ctx.database.write() as connection:
        await connection.execute(update(people).values(phone=PHONE))
    return on


async def test_a_reader_asks_as_a_supervisor_without_telephones(on: Stage) -> None:
    missing = await on.ask("rita", "今天谁没交")
    assert names_listed(missing) == {ONE, TWO, THREE, FOUR, EAST}
    assert "Alice" in missing
    assert six_in(await on.ask("rita", "统计"))["应报"] == 5
    assert (await on.ask("rita", ONE)).startswith(ONE)
    assert not [said for said in on.heard("rita") if PHONE in said]
    assert PHONE in await on.ask("dana", "今天谁没交")


async def test_a_reader_sees_no_further_than_the_office(on: Stage) -> None:
    assert names_listed(await on.ask("rob", "今天谁没交")) == {FOUR, EAST}
    assert ONE not in (await on.ask("rob", f"{ONE} 昨天")).replace(f"{ONE} 昨天", "")


@pytest.mark.parametrize(
    "words", ["催报", f"免报 {ONE} 11月10日", f"取消免报 {ONE} 11月10日", f"换联络员 {ONE} 新小样 10000000002", "确认"]
)
async def test_a_reader_does_nothing(on: Stage, words: str) -> None:
    before = len(on.heard("alice"))
    events = await on.rows("events")
    await on.ask("rita", words)
    await on.ask("rita", "确认")
    assert len(on.heard("alice")) == before
    assert await on.rows("events") == events


@pytest.mark.parametrize("words", ["谁还没登记", "谁没发过消息", "催登记", f"{ONE}电话"])
async def test_a_reader_learns_no_telephone_and_no_code(on: Stage, words: str) -> None:
    answer = await on.ask("rita", words)
    assert "帮助" in answer
    assert PHONE not in answer
    assert "邀请码" not in answer


async def test_list_and_digest_come_to_readers_without_telephones(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "10:00:00"))
    await on.drain()
    clock.set(november(9, "12:30:00"))
    await on.drain()
    heard = "\n".join(on.heard("rita"))
    assert {ONE, TWO} <= names_listed(on.heard("rita")[0])
    assert "Alice" in heard
    assert PHONE not in heard
    assert PHONE in "".join(on.heard("dana"))
