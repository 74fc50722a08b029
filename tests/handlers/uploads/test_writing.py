"""A resumable upload: whose, until when, by one writer, and what is left of what was given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.upload import UploadProblem, UploadRefused
from handlers import upload_links
from handlers.upload_links import Holder
from handlers.uploads import cleaning, writing
from handlers.uploads.writing import SegmentDraft, Wanted
from storage import links, people, uploads
from storage.engine import segment_writers
from storage.tables import uploads as table
from storage.uploads import Upload
from tests.support.rows import SECOND, add
from tests.support.stage import Stage
from tests.support.turns import ALICE, BOB, S1, S2

JUST = timedelta(microseconds=1)
DAY = timedelta(days=1)
LEASE = 6 * SECOND

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def holder(on: Stage, person: int = ALICE, account: str = "alice") -> Holder:
    real = on.clock.real()
    async with on.ctx.database.write() as connection:
        token = await links.make(
            connection, person_id=person, channel="wecom", account=account, now=real, expires_at=real + DAY
        )
    return await upload_links.holder(on.ctx, token)


async def begun(on: Stage, **values: Any) -> Upload:
    """An upload of alice's, of 10 bytes."""
    async with on.ctx.database.write() as connection:
        real = on.clock.real()
        usual = {"person_id": ALICE, "length": 10, "created_at": real, "expires_at": real + DAY}
        await add(connection, table, "this", **{**usual, **values})
        found = await uploads.get(connection, "this")
    assert found is not None
    return found


async def refused(coroutine: Any) -> UploadProblem | None:
    try:
        await coroutine
    except UploadRefused as error:
        return error.problem
    return None


# --- Links ---


@pytest.mark.parametrize(
    ("ends", "problem"), [(JUST, None), (0 * JUST, UploadProblem.LINK_EXPIRED), (-JUST, UploadProblem.LINK_EXPIRED)]
)
async def test_a_link_opens_until_its_end(on: Stage, ends: timedelta, problem: UploadProblem | None) -> None:
    real = on.clock.real()
    async with on.ctx.database.write() as connection:
        token = await links.make(
            connection, person_id=ALICE, channel="wecom", account="alice", now=real, expires_at=real + ends
        )
    assert await refused(upload_links.holder(on.ctx, token)) is problem


async def test_a_link_opens_nothing_once_its_account_is_anothers_or_reports_for_nobody(on: Stage) -> None:
    real, ends = on.clock.real(), on.clock.real() + DAY
    async with on.ctx.database.write() as connection:
        tokens = [
            await links.make(connection, person_id=person, channel=channel, account=account, now=real, expires_at=ends)
            for person, channel, account in (
                (ALICE, "wecom", "alice"),
                (BOB, "wecom", "alice"),
                (ALICE, "simulator", "alice"),
                (6, "wecom", "dana"),
            )
        ]
    unknown = UploadProblem.LINK_UNKNOWN
    assert [await refused(upload_links.holder(on.ctx, token)) for token in tokens] == [None, *[unknown] * 3]
    async with on.ctx.database.write() as connection:
        await people.replace_duties(connection, {})
    assert await refused(upload_links.holder(on.ctx, tokens[0])) is unknown


# --- Which ---


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, None),
        ({"person_id": BOB}, UploadProblem.NOT_FOUND),
        ({"state": "finished"}, None),
        ({"state": "aborted"}, UploadProblem.GONE),
        ({"state": "expired"}, UploadProblem.GONE),
    ],
)
async def test_ones_own_uploads_that_have_not_ended_are_found(
    on: Stage, values: Mapping[str, Any], problem: UploadProblem | None
) -> None:
    await begun(on, **values)
    assert await refused(writing.find(on.ctx, await holder(on), "this")) is problem
    assert await refused(writing.find(on.ctx, await holder(on), "other")) is UploadProblem.NOT_FOUND


@pytest.mark.parametrize(("state", "late"), [("new", UploadProblem.GONE), ("finished", None)])
async def test_an_upload_can_be_gone_on_with_until_its_end(on: Stage, state: str, late: UploadProblem | None) -> None:
    who = await holder(on)
    await begun(on, state=state, expires_at=on.clock.real() + SECOND)
    on.clock.advance(seconds=1 - 1e-6)
    assert await refused(writing.find(on.ctx, who, "this")) is None
    on.clock.advance(seconds=1e-6)
    assert await refused(writing.find(on.ctx, who, "this")) is late


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({}, None),
        ({"organisation_id": S1}, None),
        ({"organisation_id": S2}, UploadProblem.UNIT),
        ({"item": "daily"}, None),
        ({"item": "plan"}, None),
        ({"item": "website"}, UploadProblem.ITEM),
    ],
)
async def test_what_is_chosen_on_the_page_must_be_ones_own_and_known(
    on: Stage, wanted: Mapping[str, Any], problem: UploadProblem | None
) -> None:
    on.ctx = replace(on.ctx, uploads=replace(on.ctx.uploads, keep_free_bytes=0))
    assert (
        await refused(writing.begin(on.ctx, await holder(on), Wanted(file_name="a.jpg", length=1, **wanted))) is problem
    )


@pytest.mark.parametrize(("age", "problem"), [(DAY, UploadProblem.TOO_MANY), (DAY + JUST, None)])
async def test_what_was_begun_within_a_day_counts(on: Stage, age: timedelta, problem: UploadProblem | None) -> None:
    rules = replace(on.ctx.uploads, daily_count=1, keep_free_bytes=0)
    on.ctx = replace(on.ctx, uploads=rules)
    await begun(on, state="finished", created_at=on.clock.real() - age)
    assert await refused(writing.begin(on.ctx, await holder(on), Wanted(file_name="a.jpg", length=1))) is problem


# --- Writing ---


async def test_one_writer_at_a_time_at_the_offset_that_is_counted(on: Stage) -> None:
    upload = await begun(on)
    assert await refused(writing.lock(on.ctx, upload, 1)) is UploadProblem.OFFSET
    mine = await writing.lock(on.ctx, upload, 0)
    assert await refused(writing.lock(on.ctx, upload, 0)) is UploadProblem.LOCKED
    on.clock.advance(seconds=LEASE.total_seconds())
    assert await refused(writing.lock(on.ctx, upload, 0)) is UploadProblem.LOCKED
    await writing.extend_lock(on.ctx, mine)
    on.clock.advance(seconds=LEASE.total_seconds())
    assert await refused(writing.lock(on.ctx, upload, 0)) is UploadProblem.LOCKED
    on.clock.advance(seconds=1e-6)
    await writing.lock(on.ctx, upload, 0)
    assert await refused(writing.extend_lock(on.ctx, mine)) is UploadProblem.LOCKED
    await writing.let_go(on.ctx, mine)
    assert await refused(writing.lock(on.ctx, upload, 0)) is UploadProblem.LOCKED, "letting go lets nobody else's go"


async def test_who_comes_with_a_stale_offset_keeps_no_lock(on: Stage) -> None:
    upload = await begun(on)
    mine = await writing.lock(on.ctx, upload, 0)
    counted = await writing.count(on.ctx, mine, [await writing.keep(on.ctx, mine, 0, b"1234")], last=True)
    assert counted.received == 4
    assert await refused(writing.lock(on.ctx, upload, 0)) is UploadProblem.OFFSET
    await writing.lock(on.ctx, counted, 4)


async def test_the_last_byte_makes_a_message_and_not_before(on: Stage) -> None:
    mine = await writing.lock(on.ctx, await begun(on), 0)
    mine = await writing.count(on.ctx, mine, [await writing.keep(on.ctx, mine, 0, b"123456789")], last=False)
    assert await on.rows("inbox") == []
    assert mine.expires_at == on.clock.real() + on.ctx.uploads.upload_life
    await writing.count(on.ctx, mine, [await writing.keep(on.ctx, mine, 9, b"0")], last=True)
    (message,) = await on.rows("inbox")
    assert (message["external_id"], message["media"], message["kind"]) == ("upload:this", "upload:this", "file")


async def test_an_empty_upload_is_a_message_at_once(on: Stage) -> None:
    on.ctx = replace(on.ctx, uploads=replace(on.ctx.uploads, keep_free_bytes=0))
    upload = await writing.begin(on.ctx, await holder(on), Wanted(file_name="a.jpg", length=0))
    assert upload.complete
    assert len(await on.rows("inbox")) == 1


async def test_what_is_given_up_leaves_nothing_in_the_store(on: Stage) -> None:
    upload = await writing.lock(on.ctx, await begun(on), 0)
    folder = Path(on.ctx.objects.url)
    draft = SegmentDraft(on.ctx, upload, 0, in_memory=10)
    await draft.write([b"12", b"345"])
    assert draft.length == 5
    assert [path for path in folder.rglob("*") if path.is_file()] != []
    for _ in range(2):
        await draft.discard()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("length", "full"), [(4, False), (5, True), (6, True)])
async def test_a_segment_is_full_at_its_most(
    on: Stage, length: int, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writers._FileWriter, "most", 5)
    draft = SegmentDraft(on.ctx, await writing.lock(on.ctx, await begun(on), 0), 0, in_memory=10)
    await draft.write([b"x" * length])
    assert draft.full is full
    await draft.discard()


async def test_an_aborted_upload_counts_nothing_more_and_a_finished_one_stays(on: Stage) -> None:
    who = await holder(on)
    mine = await writing.lock(on.ctx, await begun(on), 0)
    segment = await writing.keep(on.ctx, mine, 0, b"1234567890")
    await writing.abort(on.ctx, who, "this")
    assert await refused(writing.count(on.ctx, mine, [segment], last=True)) is UploadProblem.LOCKED
    assert await refused(writing.abort(on.ctx, who, "this")) is UploadProblem.GONE
    async with on.ctx.database.write() as connection:
        await connection.execute(table.update().values(state="finished"))
    assert await refused(writing.abort(on.ctx, who, "this")) is UploadProblem.FINISHED


@pytest.mark.parametrize(("left", "freed"), [(-JUST, True), (0 * JUST, False)])
async def test_the_bytes_of_an_upload_whose_time_is_over_go(on: Stage, left: timedelta, freed: bool) -> None:
    upload = await writing.lock(on.ctx, await begun(on), 0)
    await writing.keep(on.ctx, upload, 0, b"1234")
    async with on.ctx.database.write() as connection:
        await connection.execute(table.update().values(expires_at=on.clock.real() + left, locked_until=on.clock.real()))
    await cleaning.expire_uploads(on.ctx)
    assert await cleaning.free_next(on.ctx) is freed
    assert await cleaning.free_next(on.ctx) is False
    assert ([path for path in Path(on.ctx.objects.url).rglob("*") if path.is_file()] == []) is freed
