"""One callback delivered five times, to two web processes at once: one message, one submission, one receipt."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from storage.engine.database import Database
from storage.tables import inbox, outbox, submissions
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import image_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, end, installed, wait_until
from tests.support.pictures import picture

MEMBERS = [f"liaison{number}" for number in range(12)]
TIMES = 5
#: So often a platform brings what it was told is not stored.
REPEATED = 4


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_message_one_submission_one_receipt(kind: str, tmp_path: Path, nursery: Nursery) -> None:
    url = new_postgresql() if kind == "postgresql" else f"sqlite+aiosqlite:///{tmp_path / 'baosong.db'}"
    with installed(tmp_path, url, MEMBERS, nursery) as place:
        processes = {name: place.start(name.rstrip("12"), name=name) for name in ("web1", "web2", "worker")}
        for name in ("web1", "web2"):
            place.wait_for(processes[name], name)
        statuses = asyncio.run(_deliver(place))
        assert statuses == [200] * (TIMES * len(MEMBERS))
        assert wait_until(lambda: len(place.deliveries()) >= len(MEMBERS)), "no receipt for somebody"
        # Stopping lets every step finish, so whatever would have been said twice has been said by now.
        for process in processes.values():
            end(process)
        assert Counter(delivery["account"] for delivery in place.deliveries()) == Counter(MEMBERS)
        assert place.platform_state()["swallowed"] == 0
    rows = asyncio.run(_rows(url))
    assert Counter(row["sender"] for row in rows["inbox"]) == Counter(MEMBERS)
    assert {row["state"] for row in rows["inbox"]} == {"done"}
    assert sorted(row["inbox_id"] for row in rows["submissions"]) == sorted(row["id"] for row in rows["inbox"])
    assert {row["state"] for row in rows["submissions"]} == {"accepted"}
    assert Counter(row["account"] for row in rows["outbox"]) == Counter(MEMBERS)


async def _deliver(place: Installation) -> Sequence[int]:
    """Every member's photo, five times over the two webs, all at the same time."""
    fake = FakeWecom()
    callbacks = []
    for number, member in enumerate(MEMBERS):
        place.shelve(f"media-{number}", picture(number))
        callbacks.append(fake.encrypt_callback(image_xml(member, f"media-{number}", int(fake.clock()))))
    addresses = [place.callback("web1"), place.callback("web2")]

    async with aiohttp.ClientSession() as session:

        async def post(address: str, query: dict[str, str], body: bytes) -> int:
            """As a platform does, again where it was not stored in time: machines may be slow."""
            status = 0
            for _ in range(REPEATED):
                async with session.post(address, params=query, data=body) as response:
                    status = response.status
                if status != 503:
                    break
            return status

        posts = [
            post(addresses[(turn + number) % 2], query, body)
            for turn in range(TIMES)
            for number, (query, body) in enumerate(callbacks)
        ]
        return await asyncio.gather(*posts)


async def _rows(url: str) -> dict[str, list[dict[str, Any]]]:
    database = Database(url)
    async with database.read() as connection:
        found = {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in (inbox, submissions, outbox)
        }
    await database.close()
    return found
