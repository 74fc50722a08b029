"""Bad networks: what breaks off, resets, dawdles or comes twice at once. The finished file is always the original."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable

import pytest

from storage.engine import segment_writers
from storage.engine.objects import ObjectsFull, ObjectsUnavailable
from tests.support.patience import PATIENCE
from tests.support.upload_site import Raw, Site, pattern
from web.tus import gathering
from web.tus.gathering import GATHERING

DATA = pattern(300_000)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 -- what is waited for happens in a database
            await asyncio.sleep(0.01)


async def reaches(site: Site, url: str, offset: int) -> None:
    async def there() -> bool:
        return await site.offset(url) >= offset

    await until(there)


async def unlocked(site: Site) -> None:
    async def free() -> bool:
        return all(row["lock"] is None for row in await site.uploads())

    await until(free)


async def goes_on(site: Site, url: str) -> None:
    """Resume as every client does: ask for the offset, send the rest."""
    await unlocked(site)
    offset = await site.offset(url)
    assert (await site.patch(url, offset, DATA[offset:])).status == 204
    assert hashlib.sha256(await site.finished(url)).digest() == hashlib.sha256(DATA).digest()
    assert len(await site.messages()) == 1


@pytest.mark.parametrize("ending", ["close", "reset"])
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_connection_breaks_off(site: Site, ending: str, chunked: bool) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, None if chunked else len(DATA), {})
    part = DATA[:100_000]
    await raw.send(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
    await reaches(site, url, 100_000)
    if ending == "reset":
        raw.reset()
    else:
        await raw.close()
    await goes_on(site, url)


async def test_what_came_before_the_break_is_not_sent_again(site: Site) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, len(DATA), {})
    await raw.send(DATA[:200_000])
    await reaches(site, url, 200_000)
    raw.reset()
    await unlocked(site)
    assert await site.offset(url) == 200_000


async def test_nonsense_in_place_of_a_chunk(site: Site) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, None, {})
    await raw.send(b"5\r\nabcdefghij not a chunk")
    await unlocked(site)
    await raw.close()
    # Whatever was understood of it is not ours to judge; the file's own bytes are.
    assert await site.offset(url) <= 5


async def test_a_slow_client_is_waited_for(site: Site) -> None:
    url = await site.begun(2000)
    raw = await Raw.patch(site, url, 0, 2000, {})
    for start in range(0, 2000, 100):
        await raw.send(DATA[start : start + 100])
        await reaches(site, url, start + 1)
    assert await raw.status() == 204
    assert await site.finished(url) == DATA[:2000]
    await raw.close()


async def test_a_silent_client_is_given_up(site: Site) -> None:
    site.app[GATHERING].silence = 0.2
    url = await site.begun(2000)
    raw = await Raw.patch(site, url, 0, 2000, {})
    await raw.send(DATA[:100])
    assert await raw.status() == 408
    assert await site.offset(url) == 100
    assert (await site.patch(url, 100, DATA[100:2000])).status == 204
    await raw.close()


async def test_head_during_patch_tells_what_is_counted(site: Site) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, len(DATA), {})
    await raw.send(DATA[:1000])
    await reaches(site, url, 1000)
    await raw.send(DATA[1000:])
    assert await raw.status() == 204
    assert await site.offset(url) == len(DATA)
    await raw.close()


async def test_two_patches_at_once(site: Site) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, len(DATA), {})
    await raw.send(DATA[:1000])
    await reaches(site, url, 1000)
    assert (await site.patch(url, 1000, DATA[1000:])).status == 423
    await raw.send(DATA[1000:])
    assert await raw.status() == 204
    assert await site.finished(url) == DATA
    await raw.close()


async def test_a_dead_patch_gives_way(site: Site) -> None:
    """A phone changed networks: the old connection hangs, the new one goes on once the lease is over."""
    url = await site.begun(len(DATA))
    dead = await Raw.patch(site, url, 0, len(DATA), {})
    await dead.send(DATA[:1000])
    await reaches(site, url, 1000)
    site.clock.advance(seconds=7)
    assert (await site.patch(url, 1000, DATA[1000:])).status == 204
    await dead.send(DATA[1000:])
    assert await dead.status() == 423
    assert await site.finished(url) == DATA
    assert len(await site.messages()) == 1
    await dead.close()


async def test_a_dead_patch_that_wakes_in_the_middle_changes_nothing(site: Site) -> None:
    url = await site.begun(len(DATA))
    dead = await Raw.patch(site, url, 0, len(DATA), {})
    await dead.send(DATA[:1000])
    await reaches(site, url, 1000)
    site.clock.advance(seconds=7)
    new = await Raw.patch(site, url, 1000, len(DATA) - 1000, {})
    await new.send(DATA[1000:5000])
    await reaches(site, url, 5000)
    await dead.send(b"\0" * 1500)
    assert await dead.status() == 423
    await new.send(DATA[5000:])
    assert await new.status() == 204
    assert await site.finished(url) == DATA
    await dead.close()
    await new.close()


async def test_twenty_at_once_only_one_counts(site: Site) -> None:
    url = await site.begun(len(DATA))
    answers = await asyncio.gather(*(site.patch(url, 0, DATA) for _ in range(20)))
    statuses = [answer.status for answer in answers]
    assert statuses.count(204) == 1 and set(statuses) <= {204, 409, 413, 423}
    assert await site.finished(url) == DATA
    assert len(await site.messages()) == 1


async def test_giving_up_while_it_comes(site: Site) -> None:
    url = await site.begun(len(DATA))
    raw = await Raw.patch(site, url, 0, len(DATA), {})
    await raw.send(DATA[:1000])
    await reaches(site, url, 1000)
    assert (await site.client.delete(url, headers=site.bearer())).status == 204
    await raw.send(DATA[1000:])
    assert await raw.status() == 423
    assert await site.messages() == []
    await raw.close()
    await site.tidy()
    assert site.objects() == []


async def test_a_promised_checksum_counts_nothing_of_what_breaks_off(site: Site) -> None:
    url = await site.begun(len(DATA))
    digest = base64.b64encode(hashlib.sha1(DATA).digest()).decode()
    raw = await Raw.patch(site, url, 0, len(DATA), {"Upload-Checksum": f"sha1 {digest}"})
    await raw.send(DATA[:100_000])

    async def stored() -> bool:
        return bool(site.objects())

    await until(stored)
    raw.reset()
    await unlocked(site)
    assert await site.offset(url) == 0
    await goes_on(site, url)


async def test_a_checksum_over_many_segments(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 50_000)
    monkeypatch.setattr(gathering, "LEAST", 10_000)
    url = await site.begun(len(DATA))
    wrong = {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(b'?').digest()).decode()}"}
    assert (await site.patch(url, 0, DATA, headers=wrong)).status == 460
    assert await site.offset(url) == 0
    right = {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(DATA).digest()).decode()}"}
    assert (await site.patch(url, 0, DATA, headers=right)).status == 204
    assert await site.finished(url) == DATA
    await site.ctx.database.check()


async def test_the_last_byte_fills_a_segment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 1000)
    monkeypatch.setattr(gathering, "LEAST", 1000)
    url = await site.begun(1000)
    raw = await Raw.patch(site, url, 0, None, {})
    await raw.send(b"%x\r\n%s\r\n" % (1000, DATA[:1000]))

    async def whole() -> bool:
        return bool(await site.messages())

    await until(whole)
    await raw.send(b"0\r\n\r\n")
    assert await raw.status() == 204
    assert await site.finished(url) == DATA[:1000]
    await raw.close()


async def test_the_server_stops_in_mid_chunk(site: Site) -> None:
    other = await site.another()
    url = await site.begun(len(DATA))
    site.app[GATHERING].patience = 60.0
    raw = await Raw.patch(site, url, 0, len(DATA), {})
    await raw.send(DATA[:150_000])

    async def there() -> bool:
        return any(gathering.received == 150_000 for gathering in site.app[GATHERING].open)

    await until(there)
    assert await site.offset(url) == 0
    await site.app.shutdown()
    assert await raw.status() == 503
    await raw.close()
    moved = url.replace(site.url, other)
    assert await site.offset(moved) == 150_000
    await goes_on(site, moved)


@pytest.mark.parametrize(("error", "status"), [(ObjectsFull, 507), (ObjectsUnavailable, 503)])
async def test_the_store_fails_in_mid_file(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    url = await site.begun(len(DATA))
    assert (await site.patch(url, 0, DATA[:1000])).status == 204

    async def full(*_: object) -> None:
        raise error("no")

    with monkeypatch.context() as broken:
        broken.setattr(segment_writers._FileWriter, "write", full)
        response = await site.patch(url, 1000, DATA[1000:])
        assert response.status == status
        assert (await response.json())["message"].endswith("。")
    assert await site.offset(url) == 1000
    await goes_on(site, url)


async def test_two_processes_take_turns(site: Site) -> None:
    other = await site.another()
    url = await site.begun(len(DATA))
    urls = [url, url.replace(site.url, other)]
    for n, start in enumerate(range(0, len(DATA), 37_000)):
        response = await site.patch(urls[n % 2], start, DATA[start : start + 37_000])
        assert response.status == 204
    assert await site.finished(url) == DATA
    assert len(await site.messages()) == 1
