"""What a conversation stands at: every wait to its very end, and everything that alone rules a choice out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.conversation import Composing, CutPiece, EarlyCaption, Kept, MilestoneAnnounced, NotedCaption, NudgeProposed
from domain.language.acts import CaptionText, ChooseUnit, GiveCaption, MakeLink, Unit, Withdraw
from domain.language.decisions import CaptionNoted, Offered, Piece, Situation
from domain.submission import State
from handlers.conversation import situation
from handlers.conversation.situation import Standing
from storage import conversations, people, recollections
from storage.tables import receipts, submissions
from tests.support.rows import add
from tests.support.stage import Stage
from tests.support.town import ONE, THREE, TWO
from tests.support.values import message

JUST = timedelta(microseconds=1)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ALICE, CAROL, DANA = 1, 3, 6

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def standing(on: Stage, account: str = "alice", at: datetime | None = None, **values: Any) -> Standing:
    async with on.ctx.database.read() as connection:
        person = await people.by_account(connection, "wecom", account)
        assert person is not None
        told = replace(message(sender=account, **values), received_at=at or on.clock.now())
        return await situation.load(on.ctx, connection, told, person)


async def stands(on: Stage, account: str = "alice", **values: Any) -> Situation:
    return (await standing(on, account, **values)).situation


async def remember(on: Stage, change: recollections.Change, *, age: timedelta, person_id: int = ALICE) -> None:
    async with on.ctx.database.write() as connection:
        await recollections.save(connection, person_id, change, now=on.clock.now() - age)


async def await_(on: Stage, change: conversations.Change, *, age: timedelta, person_id: int = ALICE) -> None:
    async with on.ctx.database.write() as connection:
        await conversations.save(connection, person_id, change, now=on.clock.now() - age)


async def send(on: Stage, *rows: Mapping[str, Any], **usual: Any) -> None:
    """Submissions numbered from 1, by default photos of alice's without a caption, sent now."""
    values = {"sent_at": on.clock.now(), "state": "incomplete", "organisation_id": 2, **usual}
    async with on.ctx.database.write() as connection:
        for number, row in enumerate(rows, start=1):
            await add(connection, submissions, number, **{**values, **row})


async def test_who_can_do_what_and_that_nothing_waits(on: Stage) -> None:
    assert await stands(on, "alice") == Situation(reports=True)
    assert await stands(on, "dana") == Situation(supervises=True)


async def test_what_is_awaited_is_awaited_to_its_very_end(on: Stage) -> None:
    nudge = NudgeProposed("nanchang-2020", date(2020, 11, 9))
    for awaiting, name, patience, waits in (
        (MilestoneAnnounced("plan"), "announced", 30 * MINUTE, "plan"),
        (Composing(), "composing", 3 * HOUR, True),
        (nudge, "nudge", 10 * MINUTE, 10 * MINUTE),
    ):
        await await_(on, conversations.Change(awaiting=awaiting), age=patience)
        assert getattr(await stands(on), name) == waits
        await await_(on, conversations.Change(awaiting=awaiting), age=patience + JUST)
        assert await stands(on) == Situation(reports=True)


async def test_an_announced_milestone_says_what_meets_it_and_an_open_text_whether_it_has_any(on: Stage) -> None:
    await await_(on, conversations.Change(awaiting=MilestoneAnnounced("plan"), composed="一段"), age=MINUTE)
    found = await stands(on)
    assert found.accepts == ("file", "text") and not found.pieces
    await await_(on, conversations.Change(awaiting=MilestoneAnnounced("of another campaign")), age=MINUTE)
    assert (await stands(on)).accepts == ()
    for composed in ("", "一段"):
        await await_(on, conversations.Change(awaiting=Composing(), composed=composed), age=MINUTE)
        assert (await stands(on)).pieces is bool(composed)


async def test_photos_wait_for_half_an_hour_before_the_message_and_refused_ones_apart(on: Stage) -> None:
    now = on.clock.now()
    await send(
        on,
        {"sent_at": now - 30 * MINUTE},
        {"sent_at": now - 30 * MINUTE - JUST},
        {"state": "refused"},
        {"state": "unassigned"},
        {"state": "receiving"},
        {"state": "accepted"},
        {"kind": "video"},
        {"person_id": 2},
    )
    found = await stands(on)
    assert (found.waiting, found.refused) == ((1, 4, 5), (3,))
    assert (await stands(on, at=now + MINUTE)).waiting == (4, 5)
    assert (await stands(on, "dana")).waiting == ()


async def test_what_the_last_receipt_was_about_is_recent_for_twelve_hours(on: Stage) -> None:
    now = on.clock.now()
    async with on.ctx.database.write() as connection:
        for number in (1, 2):
            await add(connection, receipts, number, person_id=ALICE)
    told: dict[str, Any] = {"state": "accepted", "receipt_id": 2}
    await send(
        on,
        told | {"sent_at": now - 12 * HOUR},
        told | {"sent_at": now - 12 * HOUR - JUST},
        *({"state": state} for state in State),
        {"receipt_id": 1},
        **told,
    )
    gone = (State.WITHDRAWN, State.LOST)
    there = [number for number, state in enumerate(State, start=3) if state not in gone]
    assert (await stands(on)).recent == (1, *there)


async def test_a_numbered_question_is_remembered_with_its_age(on: Stage) -> None:
    await remember(on, recollections.Change(offered=(MakeLink(),)), age=HOUR)
    found = await stands(on)
    assert found.offered == Offered(choices=(MakeLink(),), age=HOUR)
    assert not found.asked
    await remember(on, recollections.Change(offered=(), asked=True), age=MINUTE)
    found = await stands(on)
    assert found.offered is None and found.asked


@pytest.mark.parametrize(
    ("kept", "noted", "piece"),
    [
        (NotedCaption("插花", (1,), bare=True), CaptionNoted(numbers=(1,), text="插花", age=MINUTE), None),
        (NotedCaption("插花", (1,), bare=False), None, None),
        (NotedCaption("插花", (1, 2), bare=True), CaptionNoted(numbers=(1, 2), text="插花", age=MINUTE), None),
        (CutPiece("一段"), None, Piece(text="一段", age=MINUTE)),
        (CutPiece("一段", 7), None, Piece(text="一段", age=MINUTE, number=7)),
        (EarlyCaption("插花"), None, None),
    ],
    ids=repr,
)
async def test_what_is_kept_of_the_last_words(
    on: Stage, kept: Kept, noted: CaptionNoted | None, piece: Piece | None
) -> None:
    await remember(on, recollections.Change(kept=kept), age=MINUTE)
    found = await stands(on)
    assert (found.caption_noted, found.piece) == (noted, piece)


async def test_which_unit_is_asked_while_something_waits_for_it_or_it_was_just_asked(on: Stage) -> None:
    units = tuple(Unit(id=number, name=name) for number, name in ((4, TWO), (5, THREE)))
    choices = tuple(ChooseUnit(unit=unit) for unit in units)
    assert (await stands(on, "carol")).unit_asked == ()
    await send(on, {}, person_id=CAROL, organisation_id=None, state="unassigned")
    assert (await stands(on, "carol")).unit_asked == units
    async with on.ctx.database.write() as connection:
        await connection.execute(submissions.delete())
    await remember(on, recollections.Change(offered=choices), age=MINUTE, person_id=CAROL)
    assert (await stands(on, "carol")).unit_asked == units
    await remember(on, recollections.Change(offered=(*choices, MakeLink())), age=MINUTE, person_id=CAROL)
    assert (await stands(on, "carol")).unit_asked == ()
    await remember(on, recollections.Change(offered=choices), age=MINUTE)
    assert (await stands(on, "alice")).unit_asked == (), "who has one unit is never asked"


async def test_as_many_can_be_undone_as_were_done(on: Stage) -> None:
    caption = GiveCaption(captions=(CaptionText(text="插花", numbers=(1, 2)),))
    await remember(on, recollections.Change(undo=(caption, Withdraw(numbers=(3,)))), age=10 * MINUTE)
    assert (await stands(on)).undoable == 3
    await remember(on, recollections.Change(undo=(caption,)), age=10 * MINUTE + JUST)
    assert (await stands(on)).undoable == 0


async def test_what_is_still_arriving_can_be_undone_too(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        await add(connection, receipts, 1, person_id=ALICE)
    await send(on, {"receipt_id": 1}, {"state": "receiving"}, {"state": "refused"})
    assert (await standing(on)).recollection.undo == (Withdraw(numbers=(1, 2)),)


async def test_on_the_page_no_conversation_goes_on(on: Stage) -> None:
    await await_(on, conversations.Change(awaiting=Composing()), age=MINUTE)
    await send(on, {})
    assert await stands(on, external_id="page:1") == Situation(reports=True)
    assert await stands(on, "dana", external_id="page:1") == Situation()


async def test_everybody_may_name_their_own_units_and_supervisors_those_of_their_area_that_owe(on: Stage) -> None:
    words = {account: (await standing(on, account)).vocabulary for account in ("alice", "carol", "dave", "dana")}
    assert {account: [unit.id for unit in found.own] for account, found in words.items()} == {
        "alice": [3],
        "carol": [4, 5],
        "dave": [],
        "dana": [],
    }
    assert {account: [unit.id for unit in found.area] for account, found in words.items()} == {
        "alice": [],
        "carol": [],
        "dave": [2, 6],
        "dana": [2, 3, 4, 5, 6],
    }
    (own,) = words["alice"].own
    assert (own.name, own.aliases) == (ONE, ("一职校",))
