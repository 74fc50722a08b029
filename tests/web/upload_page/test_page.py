"""The upload page: whose it is, closed to who has no good link, and nothing on it that comes from elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from storage import links
from storage.tables import people
from tests.support.upload_site import UNITS, Site


async def test_it_says_whose_it_is_and_how_long_it_is_good(site: Site) -> None:
    response = await site.client.get(f"{site.url}/u/{site.tokens['jia']}")
    said = await response.text()
    assert response.status == 200
    assert "甲的上传页" in said and "请勿转发" in said and "21:00前有效" in said
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_name_on_it_is_text(site: Site) -> None:
    async with site.ctx.database.write() as connection:
        named = update(people).where(people.c.id == site.people["jia"])
        await connection.execute(named.values(name='<img src=x onerror="alert(1)">'))
    said = await (await site.client.get(f"{site.url}/u/{site.tokens['jia']}")).text()
    assert "<img" not in said and "&lt;img src=x" in said


async def test_a_link_that_is_no_good_opens_nothing_and_says_what_to_do(site: Site) -> None:
    expired = await site.link("jia", timedelta(seconds=-1))
    async with site.ctx.database.write() as connection:
        await links.revoke(connection, site.people["yi"], site.clock.real())
    for token, status in ((expired, 410), (site.tokens["yi"], 410), ("x" * 32, 404), ("x" * 500, 404), ("a%00b", 404)):
        response = await site.client.get(f"{site.url}/u/{token}")
        said = await response.text()
        assert response.status == status
        assert "发“上传”" in said
        assert not any(secret in said for secret in (*UNITS, "甲", "乙"))


async def test_photos_are_asked_for_as_jpeg(site: Site) -> None:
    """Safari converts a HEIC photo to the first format that is asked for, and none where all of image/* will do."""
    said = await (await site.client.get(f"{site.url}/u/{site.tokens['jia']}")).text()
    (accepted,) = re.findall(r'id="pick-photo" accept="([^"]*)"', said)
    assert accepted.split(",")[0] == "image/jpeg" and "*" not in accepted


async def test_it_runs_under_a_strict_policy(site: Site) -> None:
    response = await site.client.get(f"{site.url}/u/{site.tokens['jia']}")
    said = await response.text()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for script in re.findall(r"<script[^>]*>(.*?)</script>", said, re.DOTALL):
        assert script.strip() == ""
    assert not re.search(r"<style|\sstyle=|\son\w+=", said)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', said)
    assert addresses and all(address.startswith(("/static/", "#")) for address in addresses)
    for address in addresses:
        assert (await site.client.get(site.url + address)).status == 200
