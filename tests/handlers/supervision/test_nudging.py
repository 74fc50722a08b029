"""Nudging and exempting: whom of whose area, until when, once for each proposal; and what is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.conversation import Awaiting, Composing, NudgeProposed
from domain.events import EventVerb
from domain.language.acts import ConfirmNudge, Exempt, Unexempt, Unit
from domain.language.questions import Question, Topic, Where
from formats.chat import answers, supervisor_answers
from formats.chat.reached import NudgedUnit, Reached
from formats.words import chat as texts
from handlers.supervision import nudging
from handlers.supervision.nudging import Proposal
from storage import conversations, exemptions, people
from storage.tables import exemptions as table
from storage.tables import nudges, obligations
from tests.support.stage import Stage
from tests.support.town import BUREAU, DISTRICT, FOUR, ONE, THREE, TWO, november
from tests.support.turns import DANA, DAVE, S1, S2, S4, do, owed

JUST = timedelta(microseconds=1)
TODAY, TOMORROW = date(2020, 11, 9), date(2020, 11, 10)
EAST = 2
ALL = NudgeProposed("nanchang-2020", TODAY)
UNIT = Unit(id=S4, name=FOUR)

pytestmark = [
    pytest.mark.town(now=november(9, "11:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


NO_ACCOUNT = [NudgedUnit(name=DISTRICT.name, reached=Reached.NO_ACCOUNT)]


def reached(*names: str) -> list[NudgedUnit]:
    return [NudgedUnit(name=name, reached=Reached.YES) for name in names]


async def proposed(on: Stage, awaiting: Awaiting | None, by: int = DANA) -> None:
    async with on.ctx.database.write() as connection:
        await conversations.save(connection, by, conversations.Change(awaiting=awaiting), now=on.clock.now())


async def confirmed(on: Stage, awaiting: Awaiting | None, by: str = "dana") -> str:
    await proposed(on, awaiting, {"dana": DANA, "dave": DAVE}[by])
    return (await do(on, ConfirmNudge(), by)).text


async def nudged(on: Stage) -> list[str]:
    return [str(row["account"]) for row in await on.rows("outbox") if str(row["key"]).startswith("nudge:")]


async def propose(on: Stage, by: int = DANA, **asked: Any) -> Proposal:
    async with on.ctx.database.read() as connection:
        person = await people.get(connection, by)
        assert person is not None
        question = Question(topic=Topic.NUDGE, **asked)
        return await nudging.propose(on.ctx, connection, person, question, now=on.clock.now())


# --- Whom ---


@pytest.mark.parametrize(
    ("awaiting", "by", "accounts", "units"),
    [
        (ALL, "dana", ["alice", "bob", "carol", "erin"], 4),
        (ALL, "dave", ["erin"], 1),
        (replace(ALL, units=(EAST,)), "dana", ["erin"], 1),
        (replace(ALL, units=(S1, S2)), "dana", ["alice", "bob", "carol"], 2),
        (replace(ALL, units=(S1,)), "dave", [], 0),
        (replace(ALL, kinds=("中等职业学校",)), "dave", ["erin"], 1),
        (replace(ALL, kinds=("区县教体局",)), "dana", [], 0),
        (replace(ALL, campaign="of last year"), "dana", [], 0),
        (replace(ALL, day=date(2020, 11, 7)), "dana", [], 0),
    ],
)
async def test_those_who_were_proposed_are_nudged(
    on: Stage, awaiting: NudgeProposed, by: str, accounts: list[str], units: int
) -> None:
    said = await confirmed(on, awaiting, by)
    assert await nudged(on) == accounts
    nobody = supervisor_answers.nudge_nobody(awaiting.day)
    # Who was reached is answered when the platform has told.
    async with on.ctx.database.read() as connection:
        waiting = list(await connection.scalars(select(nudges.c.units)))
    assert said == ("" if waiting else nobody)
    assert sum(bool(persons) for answer in waiting for _, persons in answer) == units


@pytest.mark.parametrize("awaiting", [None, Composing()])
async def test_what_was_not_proposed_is_not_confirmed(on: Stage, awaiting: Awaiting | None) -> None:
    assert await confirmed(on, awaiting) == texts.NOTHING_TO_CONFIRM
    assert (await do(on, ConfirmNudge(), "dave")).text == texts.NOTHING_TO_CONFIRM
    assert await nudged(on) == []


@pytest.mark.parametrize("values", [{"met_at": november(9)}, {"exempt": True}, {"retired": True}])
async def test_who_owes_nothing_any_more_is_left_alone(on: Stage, values: Mapping[str, Any]) -> None:
    today = await owed(on, 9)
    async with on.ctx.database.write() as connection:
        await connection.execute(obligations.update().where(obligations.c.id == today.id).values(**values))
    await confirmed(on, ALL)
    assert await nudged(on) == ["bob", "carol", "erin"]


async def test_a_proposal_is_carried_out_once_and_another_one_again(on: Stage) -> None:
    await proposed(on, ALL)
    for _ in range(2):
        await do(on, ConfirmNudge(), "dana")
    assert len(await nudged(on)) == 4
    on.clock.advance(seconds=1)
    await confirmed(on, ALL)
    assert len(await nudged(on)) == 8
    assert {row["expires_at"] for row in await on.rows("outbox") if row["text"]} == {(await owed(on, 9)).late_until}
    told = [row for row in await on.rows("events") if row["verb"] == EventVerb.NUDGED]
    assert {(row["person_id"], row["details"]["day"], row["details"]["office"]) for row in told} == {
        (DANA, "2020-11-09", 1)
    }
    by_nudge = Counter(row["details"]["nudge"] for row in told)
    assert list(by_nudge.values()) == [len({row["organisation_id"] for row in told})] * 2


# --- What is proposed ---


async def test_a_proposal_names_whom_it_reaches_and_whom_not(on: Stage) -> None:
    everybody = await propose(on)
    assert everybody.proposed == ALL
    assert everybody.text == supervisor_answers.nudge_confirm(TODAY, reached(ONE, TWO, THREE, FOUR) + NO_ACCOUNT)
    where = Where(units=(Unit(id=EAST, name=DISTRICT.name),), kinds=("区县教体局",))
    narrow = await propose(on, where=where)
    assert (narrow.text, narrow.proposed) == (supervisor_answers.nudge_confirm(TODAY, NO_ACCOUNT), None)
    where = Where(units=(Unit(id=EAST, name=DISTRICT.name),), kinds=("中等职业学校",))
    assert (await propose(on, where=where)).proposed == NudgeProposed(
        "nanchang-2020", TODAY, units=(EAST,), kinds=("中等职业学校",)
    )


async def test_a_day_is_nudged_to_its_very_end(on: Stage) -> None:
    closes = (await owed(on, 9)).late_until
    on.clock.set(closes)
    assert (await propose(on, days=(TODAY,))).proposed == ALL
    on.clock.set(closes + JUST)
    told = await propose(on, days=(TODAY,))
    assert (told.text, told.proposed) == (supervisor_answers.nudge_closed(TODAY), None)


async def test_a_day_that_is_none_is_said_to_be_none(on: Stage) -> None:
    campaign = on.ctx.campaigns["nanchang-2020"]
    none = answers.not_a_day(campaign.first_day, campaign.last_day)
    for asked in ({"days": (date(2020, 11, 7),)}, {"days": (date(2020, 11, 15),)}, {"no_day": True}):
        assert await propose(on, **asked) == Proposal(text=none)
    for day in (campaign.first_day, campaign.last_day):
        assert (await propose(on, days=(day,))).text != none


async def test_where_everybody_has_reported_there_is_nobody_to_nudge(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        await connection.execute(obligations.update().values(met_at=on.clock.now()))
    assert await propose(on) == Proposal(text=supervisor_answers.nudge_nobody(TODAY))


# --- Exempting ---


async def excused(on: Stage) -> list[tuple[int, date]]:
    async with on.ctx.database.read() as connection:
        rows = await connection.execute(table.select())
        return sorted((row.organisation_id, row.day) for row in rows)


async def test_days_are_granted_and_undone_as_far_as_they_were_not_before(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        await exemptions.grant(connection, S4, TODAY)
        await exemptions.grant(connection, S1, TODAY)
    told = await do(on, Exempt(unit=UNIT, days=(TODAY, TOMORROW)), "dave")
    assert told.undo == (Unexempt(unit=UNIT, days=(TOMORROW,)),)
    assert await excused(on) == [(S1, TODAY), (S4, TODAY), (S4, TOMORROW)]
    assert ((await owed(on, 10, S4)).exempt, (await owed(on, 10, S1)).exempt) == (True, False)
    assert (await do(on, Exempt(unit=UNIT, days=(TODAY,)), "dave")).undo is None
    told = await do(on, Unexempt(unit=UNIT, days=(TOMORROW, date(2020, 11, 11))), "dave")
    assert told.undo == (Exempt(unit=UNIT, days=(TOMORROW,)),)
    assert await excused(on) == [(S1, TODAY), (S4, TODAY)]
    assert not (await owed(on, 10, S4)).exempt
    assert (await do(on, Unexempt(unit=UNIT, days=(TOMORROW,)), "dave")).undo is None
    assert [(row["verb"], row["organisation_id"], row["details"]) for row in await on.rows("events")] == [
        (EventVerb.EXEMPTED, S4, {"day": "2020-11-10"}),
        (EventVerb.UNEXEMPTED, S4, {"day": "2020-11-10"}),
    ]


@pytest.mark.parametrize("act", [Exempt, Unexempt])
async def test_only_units_of_the_area_that_owe_something_that_day(on: Stage, act: type[Exempt | Unexempt]) -> None:
    campaign = on.ctx.campaigns["nanchang-2020"]
    bureau, first = Unit(id=1, name=BUREAU.name), Unit(id=S1, name=ONE)
    nobody = Unit(id=99, name="没有")
    for unit, day, by, said in (
        (first, TODAY, "dave", supervisor_answers.not_found("原话")),
        (nobody, TODAY, "dana", supervisor_answers.not_found("原话")),
        (bureau, TODAY, "dana", supervisor_answers.owes_nothing(BUREAU.name)),
        (first, date(2020, 11, 15), "dana", answers.not_a_day(campaign.first_day, campaign.last_day)),
    ):
        assert (await do(on, act(unit=unit, days=(day,)), by, said="原话")).text == said
    assert await excused(on) == []
    assert await on.rows("events") == []


@pytest.mark.parametrize("act", [Exempt, Unexempt])
async def test_without_a_campaign_nobody_owes_anything(on: Stage, act: type[Exempt | Unexempt]) -> None:
    on.ctx = replace(on.ctx, campaigns={})
    assert (await do(on, act(unit=UNIT, days=(TODAY,)), "dana")).text == supervisor_answers.owes_nothing(FOUR)
