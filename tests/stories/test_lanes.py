"""One row that makes us fail, in every lane: the others go on, it is tried again and in the end set aside and told.

A lane that is not among ``LANES`` fails by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from structlog.testing import capture_logs

from checks.request import CheckRequest
from domain.findings import Report
from domain.messages import Outgoing, Sent
from domain.organisation import Role
from domain.scheduled_notices import ScheduledNotice, What
from formats.chat.reminder import reminder_text
from handlers.outgoing import receipts
from handlers.outgoing.liaisons import Addressed
from handlers.schedule import keeping, lists_and_digests, reminders
from handlers.setbacks import MOST_ATTEMPTS
from handlers.submissions.overview import day_overview
from scheduler.timetable import LOOPS
from storage import setbacks, uploads
from storage.receipts import ReceiptToSend
from storage.setbacks import SetAside
from storage.states import Lane, UploadState
from storage.tables import uploads as uploads_table
from tests.support.stage import DirectChecker, Member, Stage
from tests.support.town import FOUR, GOOD_TEXT, PEOPLE, SHORT_TEXT, november, photo

pytestmark = pytest.mark.town(people=[*PEOPLE, Member(account="dora", organisation="bureau", role=Role.SUPERVISOR)])


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """The log's lines as data: to render what was planted takes longer than to work on it."""
    with capture_logs() as lines:
        yield lines


#: What the lanes ask is asked of both databases in ``tests/storage``.
one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Planted(Exception):
    """A bug that one row meets."""


Work = Callable[[Stage, pytest.MonkeyPatch], Awaitable[None]]
Told = Callable[[Stage], Awaitable[bool]]


@dataclass(frozen=True)
class Case:
    """``begin`` plants the bug and makes two rows, the bad one first; ``others``: the good one was worked on."""

    begin: Work
    others: Told


# --- Two messages ---


class Buggy(DirectChecker):
    async def inspect(self, request: CheckRequest) -> Report:
        if request.path.read_bytes() == photo(2401):
            raise Planted
        return await super().inspect(request)


async def two_messages(on: Stage, patch: pytest.MonkeyPatch) -> None:
    on.ctx = replace(on.ctx, checker=Buggy())
    await on.photo("alice", photo(2401))
    await on.say("alice", GOOD_TEXT)


async def second_message(on: Stage) -> bool:
    return any("文字 1 篇合格" in said for said in on.heard("alice"))


# --- Two receipts ---


async def two_receipts(on: Stage, patch: pytest.MonkeyPatch) -> None:
    view = receipts._view

    def fail(ctx: Any, due: ReceiptToSend, *rest: Any) -> Any:
        if due.account == "alice" and due.id == 1:
            raise Planted
        return view(ctx, due, *rest)

    patch.setattr(receipts, "_view", fail)
    for account in ("alice", "bob"):
        await on.say(account, GOOD_TEXT)
    await on.drain()
    # What comes now is told on a receipt of its own.
    await on.say("alice", SHORT_TEXT)


async def second_receipt(on: Stage) -> bool:
    return "文字 1 篇合格" in on.last("bob") and "不合格" in on.last("alice")


# --- Two receivers of one call ---


async def two_receivers(on: Stage, patch: pytest.MonkeyPatch) -> None:
    channel = on.ctx.channels["wecom"]
    send = channel.send

    async def fail(outgoing: Outgoing) -> Sent:
        if "alice" in outgoing.receivers:
            raise Planted
        return await send(outgoing)

    patch.setattr(channel, "send", fail)
    for account in ("alice", "bob", "erin"):
        await on.say(account, "你好")
    await on.drain()


async def second_receiver(on: Stage) -> bool:
    return len(on.heard("bob")) == len(on.heard("erin")) == 1


# --- Two notices ---


async def two_notices(on: Stage, patch: pytest.MonkeyPatch) -> None:
    async def fail(ctx: Any, notice: ScheduledNotice) -> Addressed:
        raise Planted

    patch.setitem(keeping._WORDS, What.MISSING, fail)
    await on.until(november(9, "10:11:00"))


async def second_notice(on: Stage) -> bool:
    return "简报" in on.last("dana")


# --- Two files to be moved ---


async def two_moves(on: Stage, patch: pytest.MonkeyPatch) -> None:
    on.clock.set(november(9, "10:30:00"))
    for account in ("alice", "erin"):
        await on.photo(account, photo())
        await on.drain()
    gone, _ = await on.rows("submissions")
    Path(on.ctx.objects.url, gone["key"]).unlink()
    for account in ("alice", "erin"):
        await on.say(account, "记到 11月10日")


async def second_move(on: Stage) -> bool:
    _, moved = await on.rows("submissions")
    return "2020-11-10" in moved["key"] and await on.ctx.objects.get(moved["key"]) == photo()


# --- Two uploads that are over ---


async def two_uploads(on: Stage, patch: pytest.MonkeyPatch) -> None:
    names = [uploads.fresh_id() for _ in range(2)]
    now = on.clock.real()
    row = {
        "person_id": 1,
        "channel": "wecom",
        "account": "alice",
        "item": "",
        "file_name": "a.jpg",
        "length": 1,
        "metadata": "",
        "state": UploadState.ABORTED,
        "created_at": now,
        "expires_at": now,
    }
    async with on.ctx.database.write() as connection:
        await connection.execute(insert(uploads_table), [{"id": name, **row} for name in names])
    delete = on.ctx.objects.delete_folder

    async def fail(prefix: str) -> None:
        if names[0] in prefix:
            raise Planted
        await delete(prefix)

    patch.setattr(on.ctx.objects, "delete_folder", fail)


async def second_upload(on: Stage) -> bool:
    async with on.ctx.database.read() as connection:
        freed = list(await connection.scalars(uploads_table.select().with_only_columns(uploads_table.c.freed)))
    return sorted(freed) == [False, True]


LANES = {
    Lane.INTAKE: Case(two_messages, second_message),
    Lane.RECEIPTS: Case(two_receipts, second_receipt),
    Lane.DELIVERY: Case(two_receivers, second_receiver),
    Lane.NOTICES: Case(two_notices, second_notice),
    Lane.RELOCATING: Case(two_moves, second_move),
    Lane.CLEANING: Case(two_uploads, second_upload),
}


def test_every_kind_of_work_is_here() -> None:
    # A file that is gone in minutes is not set aside: ``tests/handlers/submissions/test_early.py``.
    assert set(LANES) == set(Lane) - {Lane.FETCHING}
    # Messages of channels that are not in force go the same lane as others; of the rest a failed try changes nothing.
    others = {"undelivered", "listening", "exports", "freeing"}
    assert {lane.value for lane in Lane} == {*LOOPS, "notices"} - others


async def aside(on: Stage) -> list[SetAside]:
    return await setbacks.set_aside(on.ctx.database, on.clock.real())


@one_database
@pytest.mark.parametrize("lane", LANES)
async def test_one_bad_row_stops_no_other_and_is_set_aside(
    on: Stage, lane: Lane, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    case = LANES[lane]
    await case.begin(on, monkeypatch)
    await on.drain()
    assert await case.others(on)
    assert await aside(on) == [], "it is tried again first"
    for _ in range(MOST_ATTEMPTS):
        on.clock.advance(minutes=11)
        await on.work()
    (found,) = await aside(on)
    assert (found.lane, found.count) == (lane, 1)
    assert found.reason.startswith("Planted" if lane is not Lane.RELOCATING else "ObjectGone")
    lines = [(line["event"], line["lane"]) for line in logged if line["event"].startswith("set_")]
    assert ("set_back", lane.value) in lines
    assert ("set_aside", lane.value) in lines
    on.clock.advance(days=1)
    assert not await on.work() or await aside(on) == [found], "and then left alone"


# --- What the people of such a row hear, and who else ---


@one_database
async def test_who_gets_no_details_hears_at_least_what_came(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await two_receipts(on, monkeypatch)
    await on.drain()
    before = len(on.heard("alice"))
    for _ in range(MOST_ATTEMPTS):
        on.clock.advance(minutes=11)
        await on.work()
    (said,) = [text for text in on.heard("alice")[before:] if "回执" in text]
    assert "编号 1 已收到，但明细没能写出来" in said


@one_database
async def test_a_receipt_of_a_channel_that_was_switched_off_stops_nobody(on: Stage) -> None:
    await on.say("alice", GOOD_TEXT)
    await on.read()
    whole, on.ctx = on.ctx, replace(on.ctx, channels={})
    await on.drain()
    on.ctx = whole
    await on.say("bob", GOOD_TEXT)
    await on.drain()
    assert "文字 1 篇合格" in on.last("bob")
    on.clock.advance(minutes=11)
    await on.work()
    assert "文字 1 篇合格" in on.last("alice"), "it was switched on again in time"


@one_database
async def test_a_message_of_a_channel_that_was_switched_off_is_worked_on_later(on: Stage) -> None:
    await on.photo("alice", photo())
    whole, on.ctx = on.ctx, replace(on.ctx, channels={})
    for _ in range(MOST_ATTEMPTS + 2):
        on.clock.advance(minutes=11)
        await on.work()
    assert await aside(on) == []
    on.ctx = whole
    on.clock.advance(minutes=11)
    await on.drain()
    assert "照片 1 张还缺说明" in on.last("alice")


@one_database
async def test_one_liaison_whose_reminder_cannot_be_worded_keeps_no_other_waiting(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fail(units: Any, **values: Any) -> str:
        if any(unit.organisation == FOUR for unit in units):
            raise Planted
        return reminder_text(units, **values)

    monkeypatch.setattr(reminders, "reminder_text", fail)
    await on.until(november(9, "09:35:00"))
    assert on.heard("erin") == []
    assert [sum("截止，还有" in said for said in on.heard(name)) for name in ("alice", "bob", "carol")] == [1, 1, 1]


@one_database
async def test_one_area_whose_list_cannot_be_worded_keeps_no_other_waiting(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:

    async def fail(ctx: Any, campaign: Any, day: Any, area: frozenset[int] | None, *rest: Any, **more: Any) -> Any:
        if area is not None and len(area) < 3:
            raise Planted
        return await day_overview(ctx, campaign, day, area, *rest, **more)

    monkeypatch.setattr(lists_and_digests, "day_overview", fail)
    await on.until(november(9, "10:03:00"))
    assert [sum("缺报" in said for said in on.heard(name)) for name in ("dana", "dora", "dave")] == [1, 1, 0]
