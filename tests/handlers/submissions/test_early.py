"""Files that their platform keeps for minutes: soonest first, in nobody's order; their senders' mail waits for them."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from channels.contract import Fetched
from domain.messages import Incoming, MessageKind, Problem, SendError
from handlers import intake
from handlers.submissions import early
from storage import early_fetches
from storage.tables import inbox
from tests.support.stage import LEASE, Stage
from tests.support.town import november, photo

pytestmark = [
    pytest.mark.town(now=november(9, "09:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

GONE = SendError(Problem.MEDIA_GONE, permanent=True, detail="404")
BUSY = SendError(Problem.BUSY, permanent=False, detail="away")


class Platform:
    """Has every file for five minutes; ``answers``: by media, what is raised instead, in order."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        self.asked: list[str] = []
        self.answers: dict[str, list[BaseException]] = {}
        self.files: dict[str, bytes] = {}
        self._ids = itertools.count(1)

    async def fetch(self, media: str, into: Path) -> Fetched:
        self.asked.append(media)
        if self.answers.get(media):
            raise self.answers[media].pop(0)
        path = into / "file"
        path.write_bytes(self.files[media])
        return Fetched(path=path, file_name=f"{media}.jpg", size=len(self.files[media]))

    async def sends(self, sender: str, media: str, minutes: float = 5.0) -> None:
        self.files[media] = photo(width=2400 + 10 * len(self.files))
        await self._push(sender, MessageKind.PHOTO, media=media, minutes=minutes)

    async def says(self, sender: str, text: str) -> None:
        await self._push(sender, MessageKind.TEXT, text=text)

    async def _push(self, sender: str, kind: MessageKind, minutes: float | None = None, **values: Any) -> None:
        now = self.on.clock.real()
        until = None if minutes is None else now + timedelta(minutes=minutes)
        message = Incoming(
            channel="wecom",
            external_id=f"e{next(self._ids)}",
            sender=sender,
            kind=kind,
            sent_at=now,
            fetch_by=until,
            **values,
        )
        await self.on.writer.put([message], arrived=now)


@pytest.fixture
def platform(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Platform:
    fake = Platform(on)
    monkeypatch.setattr(on.ctx.channels["wecom"], "fetch", fake.fetch)
    return fake


async def fetch(on: Stage) -> None:
    while await early.fetch_next(on.ctx, lease=LEASE):
        continue


async def keys(on: Stage) -> list[str]:
    return [one.key async for one in on.ctx.objects.list("early")]


async def test_what_is_gone_first_is_fetched_first_whoever_sent_it(on: Stage, platform: Platform) -> None:
    for sender, media, minutes in (("alice", "a1", 5), ("alice", "a2", 1), ("bob", "b1", 3), ("alice", "a3", 2)):
        await platform.sends(sender, media, minutes)
    await fetch(on)
    assert platform.asked == ["a2", "a3", "b1", "a1"]


async def test_a_senders_mail_waits_for_its_bytes_and_nobody_elses_does(on: Stage, platform: Platform) -> None:
    await platform.says("alice", "状态")
    await platform.sends("alice", "a1")
    await platform.says("alice", "帮助")
    await platform.says("bob", "状态")
    while await intake.process_next(on.ctx, lease=LEASE):
        continue
    assert [row["state"] for row in await on.rows("inbox")] == ["done", "new", "new", "done"]
    await fetch(on)
    while await intake.process_next(on.ctx, lease=LEASE):
        continue
    assert [row["state"] for row in await on.rows("inbox")] == ["done"] * 4
    assert platform.asked == ["a1"]


async def test_it_becomes_material_with_its_name_and_its_bytes_are_kept_once(on: Stage, platform: Platform) -> None:
    await platform.sends("alice", "a1")
    await on.drain()
    (submission,) = await on.rows("submissions")
    assert submission["file_name"] == "a1.jpg" and submission["sha256"]
    assert await on.ctx.objects.get(submission["key"]) == platform.files["a1"]
    assert await keys(on) == []
    assert [(row["fetched_key"], row["fetched_name"]) for row in await on.rows("inbox")] == [("", "")]
    assert "还缺说明" in on.last("alice")


@pytest.mark.parametrize("killed", ["before its bytes", "after its bytes"])
async def test_a_fetch_that_was_killed_is_made_again_to_the_same_place(
    on: Stage, platform: Platform, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    async def kill(*_: Any, **__: Any) -> None:
        raise Killed

    await platform.sends("alice", "a1")
    where = "put_file" if killed == "before its bytes" else None
    with monkeypatch.context() as patched:
        target: Any = on.ctx.objects if where else early_fetches
        patched.setattr(target, where or "fetched", kill)
        with pytest.raises(Killed):
            await early.fetch_next(on.ctx, lease=LEASE)
    assert not await early.fetch_next(on.ctx, lease=LEASE)
    on.clock.advance(seconds=LEASE.total_seconds() + 1)
    await on.drain()
    assert len(await on.rows("submissions")) == 1
    assert await keys(on) == []
    assert platform.asked == ["a1", "a1"]


async def test_of_two_who_fetch_the_same_the_slower_one_changes_nothing(on: Stage, platform: Platform) -> None:
    await platform.sends("alice", "a1")
    slow, first = asyncio.Event(), platform.fetch

    async def slowly(media: str, into: Path) -> Fetched:
        if not slow.is_set():
            slow.set()
            async with on.ctx.database.write() as connection:
                await connection.execute(update(inbox).values(claimed_until=november(9, "08:00:00")))
            await fetch(on)
        return await first(media, into)

    on.ctx.channels["wecom"].fetch = slowly  # type: ignore[method-assign]
    await fetch(on)
    await on.drain()
    assert platform.asked == ["a1", "a1"]
    assert len(await on.rows("submissions")) == 1 and await keys(on) == []


@pytest.mark.parametrize(("seconds", "tries"), [(2.9, 1), (3.0, 2)])
async def test_a_platform_in_trouble_is_asked_again_soon(
    on: Stage, platform: Platform, seconds: float, tries: int
) -> None:
    platform.answers["a1"] = [BUSY]
    await platform.sends("alice", "a1")
    await fetch(on)
    on.clock.advance(seconds=seconds)
    await fetch(on)
    assert platform.asked == ["a1"] * tries


async def test_a_bug_of_ours_stops_nobody_else(on: Stage, platform: Platform) -> None:
    platform.answers["a1"] = [RuntimeError("ours")]
    await platform.sends("alice", "a1", 1)
    await platform.sends("bob", "b1", 2)
    await fetch(on)
    assert platform.asked == ["a1", "b1"]
    on.clock.advance(seconds=3)
    await on.drain()
    assert len(await on.rows("submissions")) == 2


@pytest.mark.parametrize(("answer", "asked"), [(GONE, 2), (BUSY, 101)], ids=["gone", "too late"])
async def test_what_cannot_be_had_is_asked_for_again_from_its_sender(
    on: Stage, platform: Platform, answer: SendError, asked: int
) -> None:
    platform.answers["a1"] = [GONE, GONE] if answer is GONE else [*[BUSY] * 100, GONE]
    await platform.sends("alice", "a1")
    await platform.says("alice", "帮助")
    while any(row["fetch_by"] for row in await on.rows("inbox")):
        await fetch(on)
        on.clock.advance(seconds=3)
    assert len(platform.asked) == asked - 1
    await on.drain()
    assert len(platform.asked) == asked
    assert "没能取到文件，请重发" in on.last("alice")
    assert [row["state"] for row in await on.rows("inbox")] == ["done", "done"]


async def test_what_was_said_among_others_is_not_fetched(on: Stage, platform: Platform) -> None:
    now = on.clock.real()
    message = Incoming(
        channel="wecom",
        external_id="g1",
        sender="alice",
        kind=MessageKind.PHOTO,
        media="a1",
        sent_at=now,
        fetch_by=now + timedelta(minutes=5),
        group="g",
        addressed=False,
    )
    await on.writer.put([message], arrived=now)
    await on.drain()
    assert platform.asked == [] and await on.rows("submissions") == []
