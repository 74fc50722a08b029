"""Texts of the day and of milestones: begun, added to, kept, handed in anew, cancelled; until when, and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.conversation import Awaiting, Composing, CutPiece, MilestoneAnnounced, NudgeProposed
from domain.events import EventVerb
from domain.findings import Kind
from domain.language.acts import (
    AddPiece,
    Announce,
    Cancel,
    ChooseUnit,
    CloseComposing,
    HandIn,
    KeepText,
    OpenComposing,
    Restore,
    Unit,
    Withdraw,
)
from domain.submission import State
from formats.chat import answers, changes
from formats.words import chat as texts
from formats.words import talk as words
from storage import conversations
from storage.conversations import Conversation
from storage.tables import obligations
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, ONE, REPORT, SHORT_TEXT, THREE, TWO, november
from tests.support.turns import ALICE, BOB, CAROL, S2, S3, do, milestone, owed, sent, stand

JUST = timedelta(microseconds=1)
WITHDRAWN, ACCEPTED, LOST = State.WITHDRAWN, State.ACCEPTED, State.LOST

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def conversation(on: Stage, person: int = ALICE) -> Conversation:
    async with on.ctx.database.read() as connection:
        return replace(await conversations.load(connection, person), since=None)


async def begun(on: Stage, awaiting: Awaiting | None, composed: str = "") -> None:
    async with on.ctx.database.write() as connection:
        change = conversations.Change(awaiting=awaiting, composed=composed)
        await conversations.save(connection, ALICE, change, now=on.clock.now())


async def states(on: Stage) -> list[State]:
    return [submission.state for submission in await stand(on)]


# --- In pieces ---


@pytest.mark.parametrize(
    ("awaiting", "before", "added", "together"),
    [
        (None, "", "", ""),
        (None, "", "一段", "一段"),
        (Composing(), "一段", "", "一段"),
        (Composing(), "一段", "二段", "一段\n二段"),
        (MilestoneAnnounced("plan"), "忘了的", "二段", "二段"),
    ],
    ids=["begun", "with its first piece", "begun again", "gone on", "an old one is forgotten"],
)
async def test_a_text_in_pieces_is_begun_or_goes_on(
    on: Stage, awaiting: Awaiting | None, before: str, added: str, together: str
) -> None:
    await begun(on, awaiting, before)
    told = await do(on, OpenComposing(text=added))
    assert await conversation(on) == Conversation(awaiting=Composing(), composed=together)
    characters = len(together.replace("\n", ""))
    assert told.text == (answers.composed_so_far(characters) if together else texts.COMPOSING_STARTED)


async def test_pieces_come_together_and_are_kept_as_one(on: Stage) -> None:
    await begun(on, Composing(), GOOD_TEXT[:400])
    assert (await do(on, AddPiece(text=GOOD_TEXT[400:]))).text.startswith("已收")
    told = await do(on, CloseComposing())
    (text,) = await stand(on)
    assert (text.text, text.state, text.kind) == (f"{GOOD_TEXT[:400]}\n{GOOD_TEXT[400:]}", ACCEPTED, Kind.TEXT)
    assert (told.text, told.undo) == ("", (Withdraw(numbers=(1,)),))
    assert await conversation(on) == Conversation()
    assert (await do(on, CloseComposing())).text == texts.COMPOSING_EMPTY


@pytest.mark.parametrize(
    ("awaiting", "said"),
    [
        (Composing(), changes.cancelled_text(2)),
        (MilestoneAnnounced("plan"), words.CANCELLED_MILESTONE),
        (NudgeProposed("nanchang-2020", date(2020, 11, 9)), words.CANCELLED_NUDGE),
        (None, words.CANCELLED_OFFER),
    ],
)
async def test_whatever_was_begun_is_cancelled_by_its_name(on: Stage, awaiting: Awaiting | None, said: str) -> None:
    await begun(on, awaiting, "一段")
    assert (await do(on, Cancel())).text == said
    assert await conversation(on) == Conversation()


# --- A text of the day ---


async def test_a_text_takes_the_place_of_its_own_first_part(on: Stage) -> None:
    today = await owed(on, 9)
    first = {"kind": "text", "obligation_id": today.id}
    await sent(on, first, first)
    told = await do(on, KeepText(text=f" {GOOD_TEXT}\n", replaces=1))
    assert await states(on) == [WITHDRAWN, ACCEPTED, ACCEPTED]
    assert (await stand(on))[2].text == GOOD_TEXT
    assert told.undo == (Withdraw(numbers=(3,)), Restore(numbers=(1,)))
    assert [(row["verb"], row["submission_id"]) for row in await on.rows("events")] == [
        (EventVerb.WITHDRAWN, 1),
        (EventVerb.RECEIVED, 3),
    ]


@pytest.mark.parametrize("first", [{"person_id": BOB}, {"state": "withdrawn"}, {"state": "lost"}])
async def test_what_is_anothers_or_gone_is_replaced_by_nothing(on: Stage, first: dict[str, object]) -> None:
    await sent(on, {"kind": "text", **first})
    before = await states(on)
    told = await do(on, KeepText(text=GOOD_TEXT, replaces=1))
    assert await states(on) == [*before, ACCEPTED]
    assert told.undo == (Withdraw(numbers=(2,)),)


@pytest.mark.parametrize(
    ("text", "kept"),
    [(f"{GOOD_TEXT[:-1]}，并", CutPiece(f"{GOOD_TEXT[:-1]}，并", 1)), (GOOD_TEXT, None)],
    ids=["it seems to go on", "it ends"],
)
async def test_a_text_that_seems_to_go_on_is_kept_with_its_number(on: Stage, text: str, kept: CutPiece | None) -> None:
    assert (await do(on, KeepText(text=text))).kept == kept


async def test_a_text_goes_by_its_title_or_its_first_words_and_a_short_one_is_refused(on: Stage) -> None:
    body = GOOD_TEXT.partition("\n")[2]
    for text in (GOOD_TEXT, body, SHORT_TEXT):
        await do(on, KeepText(text=text))
    assert [(one.title, one.state) for one in await stand(on)] == [
        ("焊花里的青春", ACCEPTED),
        ("今天学校开放了实训车间", ACCEPTED),
        ("开放的车间", State.REFUSED),
    ]


async def test_a_text_waits_while_the_unit_is_unknown_and_is_not_taken_where_nothing_is_owed(on: Stage) -> None:
    await do(on, KeepText(text=GOOD_TEXT), "carol")
    (text,) = await stand(on)
    assert (text.state, text.organisation_id, text.person_id) == (State.UNASSIGNED, None, CAROL)
    on.ctx = replace(on.ctx, campaigns={})
    assert (await do(on, KeepText(text=GOOD_TEXT))).text == texts.NOTHING_OWED
    assert len(await stand(on)) == 1


# --- Milestones ---


async def test_a_milestone_is_announced_until_it_closes(on: Stage) -> None:
    plan = await milestone(on, "plan")
    (of_campaign,) = (m for m in on.ctx.campaigns["nanchang-2020"].milestones if m.code == "plan")
    told = await do(on, Announce(milestone="plan"), received=plan.late_until)
    assert (told.text, told.asks) == (answers.milestone_ask(of_campaign), True)
    assert await conversation(on) == Conversation(awaiting=MilestoneAnnounced("plan"))
    await begun(on, None)
    told = await do(on, Announce(milestone="plan"), received=plan.late_until + JUST)
    assert told.text == answers.milestone_closed(of_campaign.name, plan.late_until)
    assert await conversation(on) == Conversation()


async def test_what_is_no_milestone_or_not_owed_is_said_so_and_several_units_are_asked_for(on: Stage) -> None:
    told = await do(on, HandIn(milestone="website", text=REPORT), said="网站：…")
    assert told.text == answers.milestone_unknown("网站：…")
    told = await do(on, HandIn(milestone="plan", text=REPORT), "carol")
    assert told.text == answers.choose_unit([TWO, THREE])
    assert told.offered == (ChooseUnit(unit=Unit(id=S2, name=TWO)), ChooseUnit(unit=Unit(id=S3, name=THREE)))
    async with on.ctx.database.write() as connection:
        await connection.execute(obligations.update().where(obligations.c.item == "plan").values(retired=True))
    told = await do(on, HandIn(milestone="plan", text=REPORT))
    assert told.text == answers.milestone_not_owed(ONE, "活动周工作方案")
    assert await stand(on) == []


async def test_words_handed_in_anew_take_the_place_of_words_and_of_nothing_else(on: Stage) -> None:
    plan, summary = await milestone(on, "plan"), await milestone(on, "summary")
    before = {"item": "plan", "kind": "text", "obligation_id": plan.id}
    await sent(
        on,
        before,
        before | {"kind": "attachment"},
        before | {"state": "refused"},
        before | {"item": "summary", "obligation_id": summary.id},
        before | {"person_id": BOB, "organisation_id": S2, "obligation_id": (await milestone(on, "plan", S2)).id},
    )
    await begun(on, MilestoneAnnounced("plan"), "一段")
    told = await do(on, HandIn(milestone="plan", text=f" {REPORT} "))
    assert await states(on) == [WITHDRAWN, ACCEPTED, State.REFUSED, ACCEPTED, ACCEPTED, ACCEPTED]
    new = (await stand(on))[5]
    assert (new.item, new.obligation_id, new.text, new.kind) == ("plan", plan.id, REPORT, Kind.TEXT)
    assert told.undo == (Withdraw(numbers=(6,)), Restore(numbers=(1,)))
    assert await conversation(on) == Conversation(composed="一段")
    assert (await do(on, HandIn(milestone="summary", text="x"), "bob")).undo == (Withdraw(numbers=(7,)),)


@pytest.mark.parametrize(("characters", "titled"), [(200, False), (201, True)])
async def test_only_a_report_goes_by_its_first_words(on: Stage, characters: int, titled: bool) -> None:
    await do(on, HandIn(milestone="plan", text="周" * characters))
    (report,) = await stand(on)
    assert bool(report.title) is titled
