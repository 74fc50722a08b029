"""公告 with ``kill -9`` between its yes and its last message: each liaison has heard it once when all is said."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from storage.engine.database import Database
from storage.tables import inbox, outbox
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import text_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, end, installed, kill, wait_until

MEMBERS = 30
KILLS = 4
SEED = 20201109
TEXT = "今天下午三点线上培训"
#: Seconds that each life lasts after the yes was taken.
LIVING = (0.0, 0.4)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_liaison_hears_it_once(kind: str, tmp_path: Path, nursery: Nursery) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'baosong.db'}" if kind == "sqlite" else new_postgresql()
    members = [f"liaison{number:02}" for number in range(MEMBERS)]
    chance = random.Random(SEED)
    with installed(tmp_path, url, members, nursery) as place:
        process = place.start("serve")
        place.wait_for(process, "serve")
        asyncio.run(_say(place, f"公告：{TEXT}", 1))
        assert wait_until(lambda: any("〔" in said["text"] for said in place.deliveries()))
        asyncio.run(_say(place, "确认", 2))
        for _ in range(KILLS):
            asyncio.run(asyncio.sleep(chance.uniform(*LIVING)))
            kill(process)
            process = place.start("serve")
            place.wait_for(process, "serve")
        done = wait_until(lambda: asyncio.run(_waiting(url)) == 0, every=0.3)
        end(process)
        heard = Counter(said["account"] for said in place.deliveries() if f"【公告】{TEXT}" in said["text"])
        answers = [said for said in place.deliveries() if said["account"] == "boss" and "已交出" in said["text"]]
    assert done
    assert heard == dict.fromkeys(members, 1)
    assert len(answers) == 1


async def _say(place: Installation, said: str, number: int) -> None:
    fake = FakeWecom()
    xml = text_xml("boss", said, int(fake.clock()), message_id=number)
    query, body = fake.encrypt_callback(xml)
    async with aiohttp.ClientSession() as session:
        for _ in range(5):
            with suppress(aiohttp.ClientError):
                async with session.post(place.callback("serve"), params=query, data=body) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
    raise AssertionError("not taken")


async def _waiting(url: str) -> int:
    """How many messages are still to be read or said."""
    database = Database(url)
    try:
        async with database.read() as connection:
            counts = [select(func.count()).where(table.c.state == "new") for table in (inbox, outbox)]
            return sum([int(await connection.scalar(one) or 0) for one in counts])
    finally:
        await database.close()
