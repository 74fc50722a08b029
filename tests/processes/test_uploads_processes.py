"""Uploads over real processes: killed in mid-chunk, or served by two webs in turn with S3 behind them."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from storage import links, people
from storage.engine.database import Database
from storage.tables import segments, submissions, uploads
from tests.support.databases import new_postgresql
from tests.support.installation import Installation, Nursery, installed, kill, wait_until
from tests.support.patience import PATIENCE
from tests.support.rehearsals import photo
from tests.support.stores import BUCKET, CREDENTIALS, s3_endpoint, s3_store
from tests.support.upload_site import CHUNK, TUS, encoded

MEMBER = "liaison1"
KILLS, MORE_KILLS = 2, 6
CHUNK_SIZE = 300_000


@pytest.fixture(scope="module")
def original() -> bytes:
    return photo(2200, 1500, sky="#88bbee", ground="#557744")


class Client:
    """A tus client that is as patient as a phone."""

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self.session = session
        self.headers = {**TUS, "Authorization": f"Bearer {token}"}

    async def create(self, base: str, length: int) -> str:
        sent = {**self.headers, "Upload-Length": str(length), "Upload-Metadata": encoded(filename="操场.jpg")}
        async with self.session.post(f"{base}/files/", headers=sent) as response:
            assert response.status == 201, await response.text()
            return response.headers["Location"]

    async def offset(self, url: str) -> int:
        async with self.session.head(url, headers=self.headers) as response:
            assert response.status == 200
            return int(response.headers["Upload-Offset"])

    async def patch(self, url: str, offset: int, body: object) -> int:
        headers = {**self.headers, **CHUNK, "Upload-Offset": str(offset)}
        async with self.session.patch(url, data=body, headers=headers) as response:
            return response.status


async def link(database: str) -> str:
    """A link as 上传 makes one."""
    opened = Database(database)
    now = datetime.now(UTC)
    async with opened.write() as connection:
        person = await people.by_account(connection, "wecom", MEMBER)
        assert person is not None
        token = await links.make(
            connection,
            person_id=person.id,
            channel="wecom",
            account=MEMBER,
            now=now,
            expires_at=now + timedelta(hours=1),
        )
    await opened.close()
    return token


async def came_of(database: str) -> tuple[list[dict[str, object]], dict[str, int]]:
    """The submissions, and how many rows the uploads have left."""
    opened = Database(database)
    async with opened.read() as connection:
        found = [dict(row) for row in (await connection.execute(select(submissions))).mappings()]
        left = {
            "segments": len((await connection.execute(select(segments))).all()),
            "unfreed": len((await connection.execute(select(uploads).where(~uploads.c.freed))).all()),
        }
    await opened.close()
    return found, left


def base(place: Installation, name: str) -> str:
    return f"http://127.0.0.1:{place.ports[name]}"


@pytest.mark.parametrize("kills", [KILLS, pytest.param(MORE_KILLS, marks=pytest.mark.long)], ids=["short", "long"])
def test_killed_in_mid_chunk(tmp_path: Path, nursery: Nursery, original: bytes, kills: int) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'baosong.db'}"
    with installed(tmp_path, database, [MEMBER], nursery) as place:
        web = place.start("serve", name="web")
        place.wait_for(web, "web")
        token = asyncio.run(link(database))
        path = asyncio.run(_begun(place, token, len(original)))
        for number in range(1, kills + 1):
            goal = len(original) * number // (kills + 1)
            asyncio.run(_dribble(place, token, path, original, goal))
            kill(web)
            web = place.start("serve", name="web")
            place.wait_for(web, "web")
        asyncio.run(_rest(place, token, path, original))
        check(place, database, original)


async def _begun(place: Installation, token: str, length: int) -> str:
    async with aiohttp.ClientSession() as session:
        return await Client(session, token).create(base(place, "web"), length)


async def _dribble(place: Installation, token: str, path: str, original: bytes, goal: int) -> None:
    """Send from the offset on, and return in the middle of a request with at least ``goal`` bytes on their way."""
    async with aiohttp.ClientSession() as session:
        client = Client(session, token)
        url = base(place, "web") + path
        at = await _unlocked(client, url, original)
        sent = asyncio.Event()

        async def body() -> object:
            place_now = at
            while place_now < len(original):
                yield original[place_now : place_now + 50_000]
                place_now += 50_000
                if place_now >= goal:
                    sent.set()
                    await asyncio.sleep(PATIENCE)

        patching = asyncio.create_task(client.patch(url, at, body()))
        async with asyncio.timeout(PATIENCE):
            await sent.wait()
        patching.cancel()
        with suppress(asyncio.CancelledError, aiohttp.ClientError):
            await patching


async def _unlocked(client: Client, url: str, original: bytes) -> int:
    """A killed writer's lock is free when its lease is over; one byte tells."""
    deadline = time.monotonic() + PATIENCE
    while True:
        at = await client.offset(url)
        status = await client.patch(url, at, original[at : at + 1])
        if status == 204:
            return at + 1
        assert status in (409, 423) and time.monotonic() < deadline, status
        await asyncio.sleep(0.3)


async def _rest(place: Installation, token: str, path: str, original: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        client = Client(session, token)
        url = base(place, "web") + path
        at = await _unlocked(client, url, original)
        assert await client.patch(url, at, BytesIO(original[at:])) == 204


def test_two_webs_take_turns_over_s3(tmp_path: Path, nursery: Nursery, original: bytes) -> None:
    database = new_postgresql()
    with (
        s3_endpoint() as endpoint,
        installed(tmp_path, database, [MEMBER], nursery, settings=_files(endpoint)) as place,
    ):
        processes = {name: place.start(name.rstrip("12"), name=name) for name in ("web1", "web2", "worker")}
        for name in ("web1", "web2"):
            place.wait_for(processes[name], name)
        token = asyncio.run(link(database))
        asyncio.run(_alternate(place, token, original))
        stored = check(place, database, original)
        held = asyncio.run(s3_store(endpoint, "uploads-test").get(str(stored["key"])))
        assert hashlib.sha256(held).digest() == hashlib.sha256(original).digest()


async def _alternate(place: Installation, token: str, original: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        client = Client(session, token)
        path = await client.create(base(place, "web1"), len(original))
        for number, start in enumerate(range(0, len(original), CHUNK_SIZE)):
            url = base(place, ("web1", "web2")[number % 2]) + path
            assert await client.patch(url, start, original[start : start + CHUNK_SIZE]) == 204
            other = base(place, ("web2", "web1")[number % 2]) + path
            assert await client.offset(other) == min(start + CHUNK_SIZE, len(original))


def _files(endpoint: str) -> str:
    return f"""
[files]
url = "s3://{BUCKET}/uploads-test"
endpoint = "{endpoint}"
region = "{CREDENTIALS["region"]}"
key = "{CREDENTIALS["access_key_id"]}"
secret = "{CREDENTIALS["secret_access_key"]}"
"""


def check(place: Installation, database: str, original: bytes) -> dict[str, object]:
    """One submission with the original's bytes, one receipt, and nothing of the upload left."""
    assert wait_until(lambda: bool(place.deliveries())), "no receipt"
    assert wait_until(lambda: asyncio.run(came_of(database))[1] == {"segments": 0, "unfreed": 0})
    (found,), _ = asyncio.run(came_of(database))
    assert found["state"] == "accepted"
    assert (found["sha256"], found["size"]) == (hashlib.sha256(original).hexdigest(), len(original))
    assert found["file_name"] == "操场.jpg"
    assert [delivery["account"] for delivery in place.deliveries()] == [MEMBER]
    return found
