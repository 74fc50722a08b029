"""Which of several units: chosen for what waits, mended afterwards, and never one that is not theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.conversation import Composing
from domain.events import EventVerb
from domain.findings import Code, Finding, Level
from domain.language.acts import ChooseUnit, MoveToUnit, NoteNoActivity, TakeNoteBack, Unit
from domain.submission import State
from formats.chat import answers, changes
from formats.words import talk as words
from storage import conversations, notes
from storage.submissions import findings_json
from storage.tables import receipts
from tests.support.rows import DAY, add
from tests.support.stage import Stage
from tests.support.town import THREE, TWO, november
from tests.support.turns import ALICE, CAROL, S1, S2, S3, do, owed, sent, stand

JUST = timedelta(microseconds=1)
SECOND_UNIT, THIRD, FIRST = Unit(id=S2, name=TWO), Unit(id=S3, name=THREE), Unit(id=S1, name="第一")
LOOSE = {"organisation_id": None, "state": "unassigned"}
ACCEPTED, UNASSIGNED, RECEIVING = State.ACCEPTED, State.UNASSIGNED, State.RECEIVING

pytestmark = [
    pytest.mark.town(now=november(9, "11:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def chosen(on: Stage) -> conversations.Conversation:
    async with on.ctx.database.read() as connection:
        return await conversations.load(connection, CAROL)


async def places(on: Stage) -> list[tuple[int | None, int | None, State]]:
    return [(one.organisation_id, one.obligation_id, one.state) for one in await stand(on)]


@pytest.mark.parametrize("act", [ChooseUnit(unit=FIRST), MoveToUnit(unit=FIRST, numbers=(1,))])
async def test_a_unit_that_is_not_theirs_is_none(on: Stage, act: ChooseUnit | MoveToUnit) -> None:
    await sent(on, LOOSE, person_id=CAROL)
    told = await do(on, act, "carol")
    assert told.text == answers.choose_unit([TWO, THREE], again=True)
    assert told.offered == (ChooseUnit(unit=SECOND_UNIT), ChooseUnit(unit=THIRD))
    assert await places(on) == [(None, None, UNASSIGNED)]
    assert (await chosen(on)).organisation_id is None


async def test_what_waits_gets_the_unit_and_what_comes_next_too(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        change = conversations.Change(awaiting=Composing(), composed="一段")
        await conversations.save(connection, CAROL, change, now=on.clock.now())
    await sent(on, LOOSE | {"key": "a/1.jpg"}, LOOSE, LOOSE | {"person_id": 2}, person_id=CAROL)
    today = await owed(on, 9, S2)
    told = await do(on, ChooseUnit(unit=SECOND_UNIT), "carol")
    assert (told.text, told.undo) == ("", None), "undone is what was sent"
    assert await places(on) == [*[(S2, today.id, ACCEPTED)] * 2, (None, None, UNASSIGNED)]
    assert [row["misplaced"] for row in await on.rows("submissions")] == [True, False, False]
    assert [(row["verb"], row["submission_id"]) for row in await on.rows("events")] == [
        (EventVerb.ASSIGNED, number) for number in (1, 2)
    ]
    sitting = await chosen(on)
    assert (sitting.organisation_id, sitting.awaiting, sitting.composed) == (S2, None, "一段")
    assert (await do(on, ChooseUnit(unit=THIRD), "carol")).text == answers.unit_chosen(THREE)
    assert (await chosen(on)).organisation_id == S3


async def test_what_was_for_one_unit_is_moved_to_the_other_and_back(on: Stage) -> None:
    here, there = await owed(on, 9, S2), await owed(on, 9, S3)
    repeated = findings_json([Finding(code=Code.FILE_DUPLICATE, level=Level.ADVICE)])
    row = {"organisation_id": S2, "obligation_id": here.id, "findings": repeated, "key": "a/1.jpg"}
    already = {"organisation_id": S3, "obligation_id": there.id}
    await sent(on, row, row | {"state": "receiving", "key": ""}, LOOSE, already, person_id=CAROL)
    told = await do(on, MoveToUnit(unit=THIRD, numbers=(1, 2, 3, 4)), "carol")
    assert await places(on) == [
        (S3, there.id, ACCEPTED),
        (S3, there.id, RECEIVING),
        (S3, there.id, ACCEPTED),
        (S3, there.id, ACCEPTED),
    ]
    assert [row["misplaced"] for row in await on.rows("submissions")] == [True, False, False, False]
    assert (await stand(on))[0].findings == (), "what it repeats is asked again"
    assert (told.text, told.undo) == ("", (MoveToUnit(unit=SECOND_UNIT, numbers=(1, 2)),))
    assert [(row["submission_id"], row["details"]) for row in await on.rows("events")] == [
        (number, {"unit": "s3"}) for number in (1, 2, 3)
    ]
    assert (await chosen(on)).organisation_id == S3
    assert (await do(on, MoveToUnit(unit=THIRD, numbers=(1, 4)), "carol")).text == changes.move_unit_same(THREE)


@pytest.mark.parametrize(("beyond", "moved"), [(timedelta(0), True), (JUST, False)])
async def test_the_unit_can_be_mended_while_the_day_is_open(on: Stage, beyond: timedelta, moved: bool) -> None:
    here = await owed(on, 9, S2)
    row = {"organisation_id": S2, "obligation_id": here.id}
    await sent(on, row, LOOSE, person_id=CAROL)
    act = MoveToUnit(unit=THIRD, numbers=(1, 2))
    told = await do(on, act, "carol", received=here.late_until + beyond)
    assert told.text == ("" if moved else changes.move_unit_closed([1]))
    assert [place == S3 for place, _, _ in await places(on)] == [moved] * 2


async def test_what_is_gone_or_anothers_is_not_moved(on: Stage) -> None:
    row = {"organisation_id": S2}
    anothers = {"person_id": ALICE, "organisation_id": S1}
    await sent(on, row | {"state": "withdrawn"}, row | {"state": "lost"}, anothers, person_id=CAROL)
    assert (await do(on, MoveToUnit(unit=THIRD, numbers=(1, 2)), "carol")).text == words.MOVE_UNIT_NOTHING
    assert (await do(on, MoveToUnit(unit=THIRD, numbers=(1, 3)), "carol")).text == changes.not_found([3], [])
    assert [place for place, _, _ in await places(on)] == [S2, S2, S1]


async def test_without_a_number_what_the_last_receipt_told_of_is_meant(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        for number in (1, 2):
            await add(connection, receipts, number, person_id=CAROL)
    row = {"organisation_id": S2}
    await sent(on, row | {"receipt_id": 1}, row | {"receipt_id": 2}, row, person_id=CAROL)
    await do(on, MoveToUnit(unit=THIRD), "carol")
    assert [place for place, _, _ in await places(on)] == [S2, S3, S2]


# --- Nothing today ---


async def noted(on: Stage) -> dict[int, str]:
    async with on.ctx.database.read() as connection:
        return (await notes.of_days(connection, [DAY]))[DAY]


async def test_nothing_today_is_noted_for_the_unit_chosen_or_for_all_of_ones_own(on: Stage) -> None:
    told = await do(on, NoteNoActivity(day=DAY), "carol", said="今天没活动")
    assert await noted(on) == {S2: "今天没活动", S3: "今天没活动"}
    assert (told.text, told.undo) == (changes.no_activity([TWO, THREE], DAY), (TakeNoteBack(day=DAY),))
    async with on.ctx.database.write() as connection:
        change = conversations.Change(organisation_id=S3)
        await conversations.save(connection, CAROL, change, now=on.clock.now())
    told = await do(on, TakeNoteBack(day=DAY), "carol")
    assert await noted(on) == {S2: "今天没活动"}
    assert (told.text, told.undo) == (changes.note_taken_back([THREE], DAY), (NoteNoActivity(day=DAY),))
    assert [(row["verb"], row["organisation_id"], row["details"]) for row in await on.rows("events")] == [
        (EventVerb.NO_ACTIVITY, S2, {"day": "2020-11-09"}),
        (EventVerb.NO_ACTIVITY, S3, {"day": "2020-11-09"}),
        (EventVerb.NOTE_TAKEN_BACK, S3, {"day": "2020-11-09"}),
    ]


async def test_nothing_is_noted_of_a_day_that_is_none(on: Stage) -> None:
    campaign = on.ctx.campaigns["nanchang-2020"]
    for day in (campaign.first_day - timedelta(days=1), campaign.last_day + timedelta(days=1)):
        told = await do(on, NoteNoActivity(day=day))
        assert told.text == answers.not_a_day(campaign.first_day, campaign.last_day)
    for day in (campaign.first_day, campaign.last_day):
        assert (await do(on, NoteNoActivity(day=day))).undo == (TakeNoteBack(day=day),)
    assert await noted(on) == {}
