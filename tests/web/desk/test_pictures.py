"""Pictures of items: small ones from the check, the bytes as they came, nothing of them out of reach."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from storage.tables import appearances
from tests.support.desk_site import DeskSite
from tests.support.stage import Stage
from tests.support.town import november, photo

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
    tag = answers["preview.jpg"].headers["ETag"]
    async with browser.client.get(f"{site.url}/i/1/preview.jpg", headers={"If-None-Match": tag}) as again:
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
