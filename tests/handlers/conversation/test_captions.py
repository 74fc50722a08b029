"""Captions given, replaced and taken back: to which photos, when they count from, and what undoes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.conversation import CutPiece, NotedCaption
from domain.events import EventVerb
from domain.findings import Code, Finding
from domain.language.acts import CaptionText, GiveCaption, TakeCaptionBack
from domain.submission import State
from formats.chat import answers, changes
from formats.words import talk as words
from storage.recollections import Recollection
from storage.submissions import findings_json
from storage.tables import events, receipts
from tests.support.rows import SECOND, add
from tests.support.stage import Stage
from tests.support.town import november
from tests.support.turns import ALICE, BOB, S2, do, owed, sent, stand

CAPTION = "学生在焊接"
TEN_MINUTES = timedelta(minutes=10)
JUST = timedelta(microseconds=1)
BARE, WIDTH = Finding(code=Code.PHOTO_CAPTION), Finding(code=Code.PHOTO_WIDTH, found=1, required=2)
WAITING = {"state": "incomplete", "findings": findings_json([BARE])}
INCOMPLETE, ACCEPTED = State.INCOMPLETE, State.ACCEPTED

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def give(*numbers: int, text: str = CAPTION) -> GiveCaption:
    return GiveCaption(captions=(CaptionText(text=text, numbers=numbers),))


async def captions(on: Stage) -> list[tuple[State, str]]:
    return [(one.state, one.caption) for one in await stand(on)]


async def test_each_photo_gets_its_own_and_says_when_what_and_how_it_is_undone(on: Stage) -> None:
    await sent(on, WAITING, WAITING, WAITING)
    act = GiveCaption(captions=(CaptionText(text=" 开幕式 ", numbers=(1,)), CaptionText(text="插花", numbers=(2, 3))))
    told = await do(on, act, said="第一张：开幕式，其他：插花")
    assert await captions(on) == [(ACCEPTED, "开幕式"), (ACCEPTED, "插花"), (ACCEPTED, "插花")]
    assert {(one.captioned_at, one.findings) for one in await stand(on)} == {(on.clock.now(), ())}
    assert (told.text, told.undo) == ("", (TakeCaptionBack(numbers=(1, 2, 3)),))
    assert told.kept == NotedCaption("插花", (1, 2, 3), bare=False)
    assert [(row["verb"], row["submission_id"]) for row in await on.rows("events")] == [
        (EventVerb.CAPTIONED, number) for number in (1, 2, 3)
    ]
    assert {row["receipt_id"] for row in await on.rows("submissions")} == {1}, "the receipt quotes it"


@pytest.mark.parametrize(
    ("said", "bare"), [(f" {CAPTION}\n", True), (f"说明 1 {CAPTION}", False)], ids=["a bare line", "by number"]
)
async def test_a_bare_line_is_told_apart(on: Stage, said: str, bare: bool) -> None:
    await sent(on, WAITING)
    assert (await do(on, give(1), said=said)).kept == NotedCaption(CAPTION, (1,), bare=bare)


async def test_which_states_take_a_caption(on: Stage) -> None:
    """What is still arriving keeps its state, for its verdict is to come."""
    await sent(on, *({"state": state} for state in State))
    await do(on, give(*range(1, len(State) + 1)))
    assert dict(zip(State, await captions(on), strict=True)) == {
        State.RECEIVING: (State.RECEIVING, CAPTION),
        State.UNASSIGNED: (ACCEPTED, CAPTION),
        State.INCOMPLETE: (ACCEPTED, CAPTION),
        State.ACCEPTED: (ACCEPTED, CAPTION),
        State.REFUSED: (State.REFUSED, ""),
        State.WITHDRAWN: (State.WITHDRAWN, ""),
        State.LOST: (State.LOST, ""),
    }


async def test_a_caption_mends_nothing_else(on: Stage) -> None:
    await sent(
        on,
        {"state": "incomplete", "findings": findings_json([BARE, WIDTH])},
        WAITING | {"organisation_id": None, "state": "unassigned"},
    )
    await do(on, give(1, 2))
    assert await captions(on) == [(State.REFUSED, CAPTION), (State.UNASSIGNED, CAPTION)]
    assert [one.findings for one in await stand(on)] == [(WIDTH,), ()]


async def test_only_photos_that_are_theirs_and_good_enough_get_one(on: Stage) -> None:
    await sent(on, WAITING, {"kind": "video"}, {"person_id": BOB, "organisation_id": S2}, {"state": "refused"})
    assert (await do(on, give(1, 2))).text == answers.caption_not_photo([2])
    assert (await do(on, give(1, 3))).text == changes.not_found([3], [])
    assert (await do(on, give(4))).text == answers.caption_still_refused([4])
    assert [caption for _, caption in await captions(on)] == [""] * 4


async def test_a_receipt_gives_its_caption_to_all_it_named(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        for number in (1, 2):
            await add(connection, receipts, number, person_id=ALICE)
    await sent(on, WAITING | {"receipt_id": 1}, WAITING | {"receipt_id": 2}, WAITING | {"receipt_id": 1})
    await do(on, GiveCaption(captions=(CaptionText(text=CAPTION, receipts=("1109-1",)),)))
    assert [caption for _, caption in await captions(on)] == [CAPTION, "", CAPTION]


@pytest.mark.parametrize(
    ("after", "counts"),
    [(TEN_MINUTES, timedelta(0)), (TEN_MINUTES + JUST, TEN_MINUTES + JUST)],
    ids=["right after", "long after"],
)
async def test_a_late_caption_makes_its_photo_late_but_mending_it_does_not(
    on: Stage, after: timedelta, counts: timedelta
) -> None:
    today = await owed(on, 9)
    taken = today.due_at - 2 * SECOND
    await sent(on, WAITING | {"sent_at": taken, "obligation_id": today.id})
    await do(on, give(1), received=taken + after)
    assert (await owed(on, 9)).met_at == taken + counts
    await do(on, give(1, text="学生在插花"), received=today.late_until)
    assert (await owed(on, 9)).met_at == taken + counts
    assert [(one.caption, one.captioned_at) for one in await stand(on)] == [("学生在插花", taken + after)]


async def test_captions_that_are_replaced_are_quoted_and_given_back(on: Stage) -> None:
    there = {"captioned_at": on.clock.now(), "receipt_id": None}
    await sent(on, there | {"caption": "插花"}, there | {"caption": "开幕式"}, there | {"caption": "插花"})
    told = await do(on, give(1, 2, 3))
    lines = [changes.caption_replaced([1, 3], "插花", CAPTION), changes.caption_replaced([2], "开幕式", CAPTION)]
    assert told.text == "\n".join([*lines, words.CAN_UNDO])
    given = (CaptionText(text="插花", numbers=(1, 3)), CaptionText(text="开幕式", numbers=(2,)))
    assert told.undo == (GiveCaption(captions=given),)
    assert {row["receipt_id"] for row in await on.rows("submissions")} == {None}, "no receipt says it once more"


async def test_when_only_some_had_one_the_receipt_tells_and_both_ways_lead_back(on: Stage) -> None:
    await sent(on, {"caption": "插花"}, WAITING)
    told = await do(on, give(1, 2))
    back = GiveCaption(captions=(CaptionText(text="插花", numbers=(1,)),))
    assert (told.text, told.undo) == ("", (TakeCaptionBack(numbers=(2,)), back))
    assert {row["receipt_id"] for row in await on.rows("submissions")} == {1}


async def test_a_caption_is_taken_back_and_the_photo_waits_again(on: Stage) -> None:
    today = await owed(on, 9)
    there = {"caption": "插花", "captioned_at": on.clock.now(), "obligation_id": today.id}
    states = [state for state in State if state is not ACCEPTED]
    await sent(on, there, *(there | {"state": state} for state in states), there | {"kind": "video"}, {})
    told = await do(on, TakeCaptionBack(numbers=tuple(range(1, len(states) + 4))))
    bare = {1: INCOMPLETE}
    for number, state in enumerate(states, start=2):
        if state is State.RECEIVING:
            bare[number] = state
        elif state is State.UNASSIGNED:
            bare[number] = INCOMPLETE
    found = await stand(on)
    assert {one.id: one.state for one in found[:-1] if not one.caption} == bare
    assert {one.id: (one.captioned_at, one.findings) for one in found[:-1] if not one.caption} == {
        number: (None, () if state is State.RECEIVING else (BARE,)) for number, state in bare.items()
    }
    assert told.text == changes.caption_taken_back([("插花", number) for number in bare])
    assert told.undo == (GiveCaption(captions=(CaptionText(text="插花", numbers=tuple(bare)),)),)


async def test_nothing_is_missing_where_the_campaign_wants_no_caption(on: Stage) -> None:
    await sent(on, {"caption": "插花"})
    campaign = on.ctx.campaigns["nanchang-2020"]
    rules = replace(campaign.rules, photo=replace(campaign.rules.photo, caption=False))
    on.ctx = replace(on.ctx, campaigns={campaign.code: replace(campaign, rules=rules)})
    await do(on, TakeCaptionBack(numbers=(1,)))
    assert await captions(on) == [(ACCEPTED, "")]


async def test_without_a_number_the_caption_noted_last_is_meant(on: Stage) -> None:
    moment = on.clock.now()
    await sent(on, {"caption": "插花"}, {"caption": "开幕式"}, {"caption": "焊接"})
    assert (await do(on, TakeCaptionBack())).text == words.NO_CAPTION_TO_TAKE_BACK
    await do(on, TakeCaptionBack(), recollection=Recollection(kept=NotedCaption("插花", (1,), bare=True)))
    assert [caption for _, caption in await captions(on)] == ["", "开幕式", "焊接"]
    async with on.ctx.database.write() as connection:
        for number, at in ((2, moment), (3, moment - SECOND)):
            values = {"verb": "captioned", "person_id": ALICE, "submission_id": number, "at": at}
            await add(connection, events, 100 + number, **values)
    await do(on, TakeCaptionBack(), recollection=Recollection(kept=CutPiece("焊接")))
    assert [caption for _, caption in await captions(on)] == ["", "", "焊接"]
