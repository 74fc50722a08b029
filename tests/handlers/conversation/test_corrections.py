"""Taking back, restoring and moving: whose, in which state, until when; and how it is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.events import EventVerb
from domain.findings import Code, Finding, Level
from domain.language.acts import MoveToDay, Restore, UndoLast, Withdraw
from domain.submission import State
from formats.chat import answers, changes
from formats.words import chat as texts
from formats.words import talk as words
from storage.recollections import Recollection
from storage.submissions import findings_json
from storage.tables import obligations, receipts
from tests.support.rows import add
from tests.support.stage import Stage
from tests.support.town import november
from tests.support.turns import ALICE, BOB, CAROL, S1, S2, S3, do, owed, sent, stand

JUST = timedelta(microseconds=1)
MONDAY, TUESDAY = date(2020, 11, 9), date(2020, 11, 10)
WITHDRAWN, ACCEPTED, LOST = State.WITHDRAWN, State.ACCEPTED, State.LOST

pytestmark = [
    pytest.mark.town(now=november(9, "11:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def states(on: Stage) -> list[State]:
    return [submission.state for submission in await stand(on)]


async def verbs(on: Stage) -> list[tuple[str, Any, Any]]:
    return [(row["verb"], row["submission_id"], row["details"]) for row in await on.rows("events")]


# --- Whose ---


@pytest.mark.parametrize(
    ("row", "theirs"),
    [
        ({"person_id": CAROL, "organisation_id": None}, True),
        ({"person_id": CAROL, "organisation_id": S1}, True),
        ({"person_id": BOB, "organisation_id": S2}, True),
        ({"person_id": ALICE, "organisation_id": S1}, False),
        ({"person_id": ALICE, "organisation_id": None}, False),
    ],
    ids=["of no unit yet", "for a unit left since", "a colleague's", "another's", "another's, of no unit"],
)
async def test_what_may_be_spoken_of(on: Stage, row: dict[str, Any], theirs: bool) -> None:
    await sent(on, row, {"person_id": CAROL, "organisation_id": S3})
    told = await do(on, Withdraw(numbers=(1, 2)), "carol")
    assert await states(on) == ([WITHDRAWN] * 2 if theirs else [ACCEPTED] * 2)
    assert told.text == ("" if theirs else changes.not_found([1], []))


async def test_what_is_not_there_is_answered_as_what_is_anothers(on: Stage) -> None:
    assert (await do(on, Withdraw(numbers=(8, 7)))).text == changes.not_found([7, 8], [])


async def test_a_receipt_stands_for_what_it_told_its_own_receiver(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        for number, person in ((1, ALICE), (2, BOB), (3, ALICE)):
            await add(connection, receipts, number, person_id=person)
    named = {"receipt_id": 1}
    await sent(on, named, {"receipt_id": 3}, named | {"person_id": BOB}, named, {"receipt_id": 2, "person_id": BOB})
    assert (await do(on, Withdraw(receipts=("1109-2",)))).text == changes.not_found([], ["1109-2"])
    told = await do(on, Withdraw(receipts=("1109-1",)))
    assert await states(on) == [WITHDRAWN, ACCEPTED, ACCEPTED, WITHDRAWN, ACCEPTED]
    assert told.undo == (Restore(numbers=(1, 4)),)


# --- Taking back ---


async def test_what_is_gone_already_is_left_and_the_rest_goes_and_comes_back(on: Stage) -> None:
    await sent(on, {}, {"state": "withdrawn"}, {"state": "lost"}, {"state": "refused"}, {"state": "receiving"})
    told = await do(on, Withdraw(numbers=(1, 2, 3, 4, 5)))
    assert await states(on) == [WITHDRAWN, WITHDRAWN, LOST, WITHDRAWN, WITHDRAWN]
    assert (told.text, told.undo) == ("", (Restore(numbers=(1, 4, 5)),))
    assert await verbs(on) == [(EventVerb.WITHDRAWN, number, {}) for number in (1, 4, 5)]
    assert (await do(on, Withdraw(numbers=(1, 3)))).text == answers.withdrawn_before([1, 3])


async def test_which_is_asked_when_none_is_named(on: Stage) -> None:
    told = await do(on, Withdraw())
    assert (told.text, told.asks) == (texts.WITHDRAW_WHICH, True)


@pytest.mark.parametrize(("beyond", "state"), [(timedelta(0), WITHDRAWN), (JUST, ACCEPTED)])
async def test_a_day_can_be_mended_to_its_very_end(on: Stage, beyond: timedelta, state: State) -> None:
    today = await owed(on, 9)
    await sent(on, {"obligation_id": today.id}, {})
    told = await do(on, Withdraw(numbers=(1, 2)), received=today.late_until + beyond)
    assert await states(on) == [state, state]
    assert told.text == (answers.withdraw_closed([1]) if beyond else "")


async def test_what_was_withdrawn_comes_back_as_its_findings_say(on: Stage) -> None:
    judged = {"state": "withdrawn", "facts": {"bytes": 1}}
    bad, bare, advice = (
        findings_json([finding])
        for finding in (
            Finding(code=Code.PHOTO_WIDTH, found=1, required=2),
            Finding(code=Code.PHOTO_CAPTION),
            Finding(code=Code.FILE_DUPLICATE, level=Level.ADVICE),
        )
    )
    await sent(
        on,
        judged,
        judged | {"findings": bad},
        judged | {"findings": bare},
        judged | {"findings": advice},
        judged | {"organisation_id": None},
        {"state": "withdrawn"},
        {"state": "refused"},
    )
    told = await do(on, Restore(numbers=(1, 2, 3, 4, 5, 6, 7)))
    assert await states(on) == [
        ACCEPTED,
        State.REFUSED,
        State.INCOMPLETE,
        ACCEPTED,
        State.UNASSIGNED,
        State.RECEIVING,
        State.REFUSED,
    ]
    assert told.undo == (Withdraw(numbers=(1, 2, 3, 4, 5, 6)),)
    assert (await do(on, Restore(numbers=(1,)))).text == words.NOTHING_RESTORED


# --- Another day ---


async def test_a_day_is_moved_with_its_bytes_and_back(on: Stage) -> None:
    monday, tuesday = await owed(on, 9), await owed(on, 10)
    here = {"obligation_id": monday.id}
    await sent(on, here, here | {"state": "refused"}, {"obligation_id": tuesday.id})
    told = await do(on, MoveToDay(day=TUESDAY, numbers=(1, 2, 3)))
    assert [(row["obligation_id"], row["misplaced"]) for row in await on.rows("submissions")] == [
        (tuesday.id, True),
        (tuesday.id, True),
        (tuesday.id, False),
    ]
    assert told.undo == (MoveToDay(day=MONDAY, numbers=(1, 2)),)
    assert await verbs(on) == [(EventVerb.MOVED, number, {"day": "2020-11-10"}) for number in (1, 2)]
    assert ((await owed(on, 9)).met_at, (await owed(on, 10)).met_at) == (None, on.clock.now())
    assert (await do(on, MoveToDay(day=TUESDAY, numbers=(1, 3)))).text == answers.move_same(TUESDAY)


async def test_a_milestone_due_that_day_is_no_report_day(on: Stage) -> None:
    monday, tuesday = await owed(on, 9), await owed(on, 10)
    async with on.ctx.database.write() as connection:
        times = {"opens_at": monday.opens_at, "due_at": monday.opens_at, "late_until": tuesday.late_until}
        where = {"campaign": "nanchang-2020", "organisation_id": S1, "item": "visit", "day": TUESDAY}
        await add(connection, obligations, 1000, **where, **times)
    await sent(on, {"obligation_id": monday.id})
    await do(on, MoveToDay(day=TUESDAY, numbers=(1,)))
    assert [s.obligation_id for s in await stand(on)] == [tuesday.id]


async def test_a_day_of_another_campaign_is_not_meant(on: Stage) -> None:
    monday, tuesday = await owed(on, 9), await owed(on, 10)
    on.ctx = replace(on.ctx, campaigns={**on.ctx.campaigns, "other": on.ctx.campaigns["nanchang-2020"]})
    async with on.ctx.database.write() as connection:
        times = {"opens_at": monday.opens_at, "due_at": monday.opens_at, "late_until": tuesday.late_until}
        where = {"campaign": "other", "organisation_id": S1, "item": "daily", "day": TUESDAY}
        await add(connection, obligations, 1000, **where, **times)
    await sent(on, {"obligation_id": monday.id})
    await do(on, MoveToDay(day=TUESDAY, numbers=(1,)))
    assert [s.obligation_id for s in await stand(on)] == [tuesday.id]


@pytest.mark.parametrize(
    ("of", "to", "last"), [(9, TUESDAY, 9), (10, MONDAY, 9)], ids=["from a closed day", "to a closed day"]
)
async def test_nothing_is_moved_from_or_to_a_closed_day(on: Stage, of: int, to: date, last: int) -> None:
    here, closes = await owed(on, of), (await owed(on, last)).late_until
    await sent(on, {"obligation_id": here.id}, {"obligation_id": here.id})
    for received, moved in ((closes + JUST, False), (closes, True)):
        told = await do(on, MoveToDay(day=to, numbers=(1, 2)), received=received)
        assert (told.text == answers.move_closed(to)) is not moved
        assert [s.obligation_id == here.id for s in await stand(on)] == [not moved] * 2


async def test_one_of_a_closed_day_holds_the_others_back(on: Stage) -> None:
    monday, tuesday = await owed(on, 9), await owed(on, 10)
    await sent(on, {"obligation_id": monday.id}, {"obligation_id": tuesday.id})
    told = await do(on, MoveToDay(day=date(2020, 11, 11), numbers=(1, 2)), received=monday.late_until + JUST)
    assert told.text == answers.move_closed(date(2020, 11, 11))
    assert [s.obligation_id for s in await stand(on)] == [monday.id, tuesday.id]


async def test_a_day_outside_the_week_is_said_to_be_none(on: Stage) -> None:
    campaign = on.ctx.campaigns["nanchang-2020"]
    told = await do(on, MoveToDay(day=date(2020, 11, 15), numbers=(1,)))
    assert told.text == answers.not_a_day(campaign.first_day, campaign.last_day)


async def test_without_numbers_what_the_last_receipt_told_of_is_moved_as_far_as_it_can_be(on: Stage) -> None:
    monday, tuesday = await owed(on, 9), await owed(on, 10)
    async with on.ctx.database.write() as connection:
        for number in (1, 2):
            await add(connection, receipts, number, person_id=ALICE)
    here = {"obligation_id": monday.id, "receipt_id": 2}
    rows = (
        here,
        here | {"receipt_id": 1},
        here | {"item": "plan"},
        here | {"state": "withdrawn"},
        here | {"state": "lost"},
    )
    await sent(on, *rows, here | {"obligation_id": None})
    await do(on, MoveToDay(day=TUESDAY))
    assert [s.id for s in await stand(on) if s.obligation_id == tuesday.id] == [1]
    for number in (3, 4, 5, 6):
        told = await do(on, MoveToDay(day=TUESDAY, numbers=(1, number)))
        assert told.text == changes.not_found([number], []), "what is named must be movable"


async def test_nothing_sent_is_nothing_to_move(on: Stage) -> None:
    assert (await do(on, MoveToDay(day=TUESDAY))).text == texts.MOVE_NOTHING


async def test_each_units_material_stays_that_units(on: Stage) -> None:
    two, three = await owed(on, 9, S2), await owed(on, 9, S3)
    await sent(
        on,
        {"obligation_id": two.id, "organisation_id": S2},
        {"obligation_id": three.id, "organisation_id": S3},
        person_id=CAROL,
    )
    told = await do(on, MoveToDay(day=TUESDAY, numbers=(1, 2)), "carol")
    assert [s.obligation_id for s in await stand(on)] == [(await owed(on, 10, S2)).id, (await owed(on, 10, S3)).id]
    assert told.undo == (MoveToDay(day=MONDAY, numbers=(1, 2)),)


# --- Undoing ---


async def test_undoing_does_all_that_was_kept_for_it_and_can_be_undone(on: Stage) -> None:
    await sent(on, {}, {"state": "withdrawn", "facts": {"bytes": 1}})
    undo = (Withdraw(numbers=(1,)), Restore(numbers=(2,)))
    told = await do(on, UndoLast(), recollection=Recollection(undo=undo))
    assert await states(on) == [WITHDRAWN, ACCEPTED]
    assert told.undo == (Restore(numbers=(1,)), Withdraw(numbers=(2,)))
    assert (await do(on, UndoLast(), recollection=Recollection())).text == words.UNDO_TOO_LATE
