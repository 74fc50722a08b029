"""Pictures of items: small ones from the check, the bytes as they came, nothing of them out of reach."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from handlers.desk import enlarging
from storage.tables import appearances, submissions
from tests.support.desk_site import DeskSite
from tests.support.stage import Stage
from tests.support.town import CAPTION, november, photo
from web.desk import pictures
from web.desk.enlarging import ENLARGING

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
PATHS = ("small.jpg", "preview.jpg", "original")


@pytest.fixture
async def on(on: Stage) -> Stage:
    """Alice's photo is number 1; dana has it in reach, dave does not."""
    await on.photo("alice", photo())
    await on.drain()
    return on


async def test_an_item_is_seen_small_larger_and_as_it_came(site: DeskSite) -> None:
    browser = await site.browser("dana")
    sides = {}
    for path in PATHS:
        answer = await browser.get(f"/i/1/{path}")
        sides[path] = max(Image.open(io.BytesIO(await answer.read())).size)
    assert sides == {"small.jpg": 320, "preview.jpg": 600, "original": 2400}
    assert await answer.read() == photo()
    assert answer.headers["ETag"] == f'"{hashlib.sha256(photo()).hexdigest()}"'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="1.jpg"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_never_changes_is_kept_and_a_stand_in_is_asked_for_again(site: DeskSite) -> None:
    browser = await site.browser("dana")
    answers = {path: await browser.get(f"/i/1/{path}") for path in PATHS}
    kept = {path: "immutable" in answer.headers["Cache-Control"] for path, answer in answers.items()}
    assert kept == {"small.jpg": True, "preview.jpg": False, "original": True}
    tag = answers["small.jpg"].headers["ETag"]
    async with browser.client.get(f"{site.url}/i/1/small.jpg", headers={"If-None-Match": tag}) as again:
        assert again.status == 304


async def test_an_item_from_before_small_pictures_shows_its_thumbnail(site: DeskSite) -> None:
    async with site.on.ctx.database.write() as connection:
        await connection.execute(appearances.update().values(small=None))
    answer = await (await site.browser("dana")).get("/i/1/small.jpg")
    assert max(Image.open(io.BytesIO(await answer.read())).size) == 600


async def test_out_of_reach_is_what_does_not_exist_and_nobody_gets_nothing(site: DeskSite) -> None:
    district, nobody = await site.browser("dave"), await site.browser()
    for path in PATHS:
        foreign, never = await district.get(f"/i/1/{path}"), await district.get(f"/i/999/{path}")
        assert (foreign.status, await foreign.read()) == (never.status, await never.read())
        assert foreign.status == 404
        assert (await nobody.get(f"/i/1/{path}")).status == 401


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, None),
        ("bytes=5-99999999", 206, 5, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, None),
        ("pages=1-2", 200, 0, None),
    ],
)
async def test_a_player_gets_the_part_it_asks_for(
    site: DeskSite, monkeypatch: pytest.MonkeyPatch, asked: str, status: int, first: int, last: int | None
) -> None:
    monkeypatch.setattr(pictures, "PIECE_BYTES", 1000)
    browser, whole = await site.browser("dana"), photo()
    async with browser.client.get(f"{site.url}/i/1/original", headers={"Range": asked}) as answer:
        assert answer.status == status
        got = await answer.read()
        told = answer.headers.get("Content-Range")
    assert got == whole[slice(first, last)]
    begun = len(whole[:first]) if first >= 0 else len(whole) + first
    assert told == {
        206: f"bytes {begun}-{begun + len(got) - 1}/{len(whole)}",
        416: f"bytes */{len(whole)}",
    }.get(status)


async def test_a_part_of_other_bytes_is_no_part(site: DeskSite) -> None:
    browser = await site.browser("dana")
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    async with browser.client.get(f"{site.url}/i/1/original", headers=headers) as answer:
        assert (answer.status, await answer.read()) == (200, photo())


async def test_a_photo_is_made_large_for_who_looks_at_it_closely(site: DeskSite) -> None:
    browser = await site.browser("dana")
    first = await browser.get("/i/1/preview.jpg")
    await site.app[ENLARGING].done()
    large = await browser.get("/i/1/preview.jpg")
    sides = [max(Image.open(io.BytesIO(await one.read())).size) for one in (first, large)]
    assert sides == [600, 1600]
    assert "immutable" in large.headers["Cache-Control"]
    assert first.headers["ETag"] != large.headers["ETag"]


async def test_a_photo_that_cannot_be_made_larger_is_not_tried_again(site: DeskSite) -> None:
    async with site.on.ctx.database.write() as connection:
        await connection.execute(submissions.update().values(key="gone/1.jpg"))
    browser = await site.browser("dana")
    await browser.get("/i/1/preview.jpg")
    await site.app[ENLARGING].done()
    answer = await browser.get("/i/1/preview.jpg")
    assert max(Image.open(io.BytesIO(await answer.read())).size) == 600
    assert "immutable" in answer.headers["Cache-Control"]


async def test_quiet_minutes_after_the_deadline_make_the_days_photos_large(on: Stage) -> None:
    assert await enlarging.enlarge_some(on.ctx) == 0, "the deadline is still to come"
    on.clock.set(november(9, "10:30:00"))
    await on.say("alice", "状态")
    assert await enlarging.enlarge_some(on.ctx) == 0, "somebody waits"
    await on.drain()
    assert await enlarging.enlarge_some(on.ctx) == 0, "a photo without its caption is no report"
    await on.say("alice", f"说明 1 {CAPTION}")
    await on.drain()
    assert [await enlarging.enlarge_some(on.ctx) for _ in range(2)] == [1, 0]
    assert Image.open(io.BytesIO(await on.ctx.objects.get("thumbs/1-1600.jpg"))).size == (1600, 1067)
