"""Fetching what a platform keeps: how long it is tried for, how much later, and what its sender is told in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Fetched
from checks.pool.runner import WorkerNotStarted
from checks.request import CheckRequest
from domain.findings import Kind, Report
from domain.messages import Problem, SendError
from formats.words import chat as texts
from handlers import intake
from handlers.submissions import media
from storage.engine.claims import BACKOFF
from storage.tables import conversations, inbox
from tests.support.rows import SECOND
from tests.support.stage import LEASE, Stage
from tests.support.town import november, photo
from tests.support.turns import ALICE

JUST = timedelta(microseconds=1)
PATIENCE = timedelta(days=2, hours=12)

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = pytest.mark.town(now=november(9, "11:00:00"))


@pytest.fixture
def fails(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """From now on the platform answers a request for a file with this error."""

    def fail(error: Exception) -> None:
        async def fetch(_media: str, _into: Path) -> Fetched:
            raise error

        monkeypatch.setattr(on.ctx.channels["wecom"], "fetch", fetch)

    return fail


async def read(on: Stage) -> dict[str, Any]:
    """One try of the one message; its row afterwards."""
    assert await intake.process_next(on.ctx, lease=LEASE)
    (row,) = await on.rows("inbox")
    return row


async def states(on: Stage) -> list[str]:
    return [str(row["state"]) for row in await on.rows("submissions")]


@ONE
@pytest.mark.parametrize(
    ("attempts", "retry_after", "wait"),
    [
        (0, None, BACKOFF[0]),
        (4, None, BACKOFF[4]),
        (0, 60.0, 60),
        (0, 1.0, BACKOFF[0]),
        (100, None, BACKOFF[-1]),
    ],
)
async def test_a_file_that_cannot_be_had_just_now_is_tried_as_late_as_the_platform_says(
    on: Stage, fails: Callable[[Exception], None], attempts: int, retry_after: float | None, wait: float
) -> None:
    fails(SendError(Problem.BUSY, permanent=False, retry_after=retry_after))
    await on.photo("alice", photo())
    async with on.ctx.database.write() as connection:
        await connection.execute(inbox.update().values(attempts=attempts))
    row = await read(on)
    assert (row["state"], row["waited"]) == ("new", True)
    assert row["retry_at"] == on.clock.real() + wait * SECOND
    assert await states(on) == ["receiving"]


@ONE
@pytest.mark.parametrize(
    ("age", "tries", "lost"),
    [
        (PATIENCE - JUST, media.LEAST_TRIES, False),
        (PATIENCE, media.LEAST_TRIES, True),
        # A clock that was moved makes no days of a few tries.
        (30 * PATIENCE, media.LEAST_TRIES - 1, False),
    ],
)
async def test_a_file_is_given_up_before_the_platform_throws_it_away(
    on: Stage, fails: Callable[[Exception], None], age: timedelta, tries: int, lost: bool
) -> None:
    fails(SendError(Problem.BUSY, permanent=False))
    await on.photo("alice", photo())
    async with on.ctx.database.write() as connection:
        # The try that follows is counted, too.
        await connection.execute(inbox.update().values(arrived_at=on.clock.real() - age, attempts=tries - 1))
    row = await read(on)
    assert row["state"] == ("done" if lost else "new")
    assert await states(on) == ["lost" if lost else "receiving"]


@ONE
@pytest.mark.parametrize(("code", "told"), [(Problem.MEDIA_TOO_BIG, texts.MEDIA_TOO_BIG), (Problem.MEDIA_GONE, "")])
async def test_what_will_never_come_is_told_at_once_or_by_the_receipt(
    on: Stage, fails: Callable[[Exception], None], code: Problem, told: str
) -> None:
    fails(SendError(code, permanent=True))
    await on.photo("alice", photo())
    assert (await read(on))["state"] == "done"
    assert await states(on) == ["lost"]
    assert [row["text"] for row in await on.rows("outbox")] == ([told] if told else [])
    (row,) = await on.rows("submissions")
    assert (row["receipt_id"] is None) is bool(told)
    assert [event["details"]["state"] for event in await on.rows("events")] == ["lost"]


@ONE
@pytest.mark.parametrize("error", [WorkerNotStarted(), OSError("disk")], ids=repr)
async def test_trouble_with_the_checks_is_only_waited_for(
    on: Stage, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inspect(_request: CheckRequest) -> None:
        raise error

    monkeypatch.setattr(on.ctx.checker, "inspect", inspect)
    await on.photo("alice", photo())
    row = await read(on)
    assert (row["state"], row["waited"]) == ("new", True)
    assert list(on.ctx.scratch.iterdir()) == [], "nothing is left on the way"


@ONE
async def test_who_reports_for_nobody_gets_no_submission(on: Stage) -> None:
    await on.photo("dana", photo())
    await on.photo("stranger", photo())
    while await intake.process_next(on.ctx, lease=LEASE):
        continue
    assert await states(on) == []
    dana, stranger = (str(row["text"]) for row in await on.rows("outbox"))
    assert (dana, stranger) == (texts.NOT_REGISTERED_TO_REPORT, texts.STRANGER)


@ONE
async def test_a_milestones_file_ends_what_was_announced_and_a_photo_does_not(on: Stage) -> None:
    async def awaiting() -> str:
        async with on.ctx.database.read() as connection:
            query = conversations.select().where(conversations.c.person_id == ALICE)
            return str((await connection.execute(query)).mappings().one()["awaiting"])

    await on.ask("alice", "总结")
    assert await awaiting() == "milestone:summary"
    await on.photo("alice", photo())
    await on.drain()
    assert await awaiting() == "milestone:summary"
    await on.file("alice", "新建文档.docx", b"")
    await on.drain()
    assert await awaiting() == ""
    assert [(row["item"], row["file_name"]) for row in await on.rows("submissions")] == [
        ("daily", ""),
        ("summary", "新建文档.docx"),
    ]


@pytest.mark.parametrize(
    ("name", "format_", "ending"),
    [("a.JPG", "JPEG", ".JPG"), ("", "JPEG", "jpg"), ("", "QuickTime", "mov"), ("", "PNG", "PNG"), ("", "", "")],
)
def test_a_files_ending_is_its_own_or_what_its_content_tells(name: str, format_: str, ending: str) -> None:
    report = Report(kind=Kind.PHOTO, facts={"format": format_} if format_ else {})
    assert media._ending(name, report) == ending
    assert media._ending(name, Report(kind=Kind.VIDEO, facts={"container": format_} if format_ else {})) == ending
