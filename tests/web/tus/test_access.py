"""Whoever has no good link reads nothing and writes nothing; whoever has one reaches only their own uploads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage import links, people
from tests.support.upload_site import CHUNK, TUS, Site


async def forged(site: Site) -> str:
    return "A" * 32


async def nearly(site: Site) -> str:
    token = site.tokens["jia"]
    return token[:-1] + ("A" if token[-1] != "A" else "B")


async def expired(site: Site) -> str:
    token = await site.link("jia", timedelta(minutes=1))
    site.clock.advance(minutes=1)
    return token


async def revoked(site: Site) -> str:
    token = await site.link("jia")
    async with site.ctx.database.write() as connection:
        await links.revoke(connection, site.people["jia"], site.clock.real())
    return token


async def endless(site: Site) -> str:
    return site.tokens["jia"] * 50


async def moved_on(site: Site) -> str:
    """The account belongs to somebody else by now."""
    async with site.ctx.database.write() as connection:
        await people.forget_accounts(connection, site.people["jia"])
        await people.link(connection, site.people["yi"], "tiny", "jia")
    return site.tokens["jia"]


async def out_of_office(site: Site) -> str:
    async with site.ctx.database.write() as connection:
        await people.replace_duties(connection, {})
    return site.tokens["jia"]


@pytest.mark.parametrize("bad", [forged, nearly, expired, revoked, endless, moved_on, out_of_office])
async def test_a_bad_token_opens_nothing(site: Site, bad: Callable[[Site], Awaitable[str]]) -> None:
    url = await site.begun(10, "geheim.jpg")
    await site.patch(url, 0, b"abc")
    site.tokens["bad"] = await bad(site)
    before = await site.uploads()
    answers = [
        await site.client.head(url, headers=site.bearer("bad")),
        await site.patch(url, 3, b"d", who="bad"),
        await site.client.delete(url, headers=site.bearer("bad")),
        await site.create(5, who="bad"),
    ]
    for answer in answers:
        assert answer.status == 401
        assert "geheim" not in await answer.text() and "Upload-Offset" not in answer.headers
    assert await site.uploads() == before


@pytest.mark.parametrize("value", [None, "Basic YTpi", "Bearer", "Bearer ", "bearer\t", "Token x", "Bearer \udc80"])
async def test_no_token_at_all(site: Site, value: str | None) -> None:
    url = await site.begun(10)
    headers = {**TUS, **CHUNK, "Upload-Offset": "0", **({"Authorization": value} if value else {})}
    assert (await site.client.patch(url, data=b"x", headers=headers)).status == 401
    assert (await site.uploads())[0]["received"] == 0


async def test_the_scheme_is_not_case_sensitive(site: Site) -> None:
    url = await site.begun(10)
    headers = {**TUS, "Authorization": f"bearer {site.tokens['jia']}"}
    assert (await site.client.head(url, headers=headers)).status == 200


async def test_anothers_upload_is_not_there(site: Site) -> None:
    url = await site.begun(10, "geheim.jpg")
    nobodys = f"{site.files}{'0' * 32}"
    for path in (url, nobodys, f"{site.files}..%2f..%2fetc", f"{site.files}%00", f"{site.files}{'x' * 500}"):
        answers = [
            await site.client.head(path, headers=site.bearer("yi")),
            await site.patch(path, 0, b"x", who="yi"),
            await site.client.delete(path, headers=site.bearer("yi")),
        ]
        assert {answer.status for answer in answers} == {404}, path
    (row,) = await site.uploads()
    assert (row["state"], row["received"]) == ("new", 0)


async def test_an_upload_goes_on_with_a_new_link(site: Site) -> None:
    url = await site.begun(6)
    await site.patch(url, 0, b"abc")
    site.clock.advance(hours=12)
    assert (await site.patch(url, 3, b"def")).status == 401
    site.tokens["jia"] = await site.link("jia")
    assert (await site.patch(url, 3, b"def")).status == 204
    assert await site.finished(url) == b"abcdef"


async def test_the_unit_must_be_ones_own(site: Site) -> None:
    theirs = str(site.units["云麓三职"])
    assert (await site.create(5, headers={"Upload-Metadata": "organisation " + _base64(theirs)})).status == 400
    mine = str(site.units["云麓二职"])
    assert (await site.create(5, headers={"Upload-Metadata": "organisation " + _base64(mine)})).status == 201
    assert [row["organisation_id"] for row in await site.uploads()] == [int(mine)]


async def test_only_the_hash_of_a_token_is_kept(site: Site) -> None:
    from sqlalchemy import select

    from storage.tables import links as table

    async with site.ctx.database.read() as connection:
        rows = [dict(row) for row in (await connection.execute(select(table))).mappings()]
    assert len(rows) == 2
    assert all(token not in repr(rows) for token in site.tokens.values())
    assert all(len(token) >= 32 for token in site.tokens.values())


def _base64(text: str) -> str:
    import base64

    return base64.b64encode(text.encode()).decode()
