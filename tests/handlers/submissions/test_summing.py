"""CRC-32 of files: at intake with the SHA-256, of older ones in quiet moments; what is known is not read again."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import pytest

from handlers.desk import exporting
from handlers.submissions import summing
from handlers.submissions.summing import Summing
from storage.desk.exports import ExportFilter
from storage.engine.objects import Objects
from storage.tables import submissions
from tests.stories.test_desk import reach_of
from tests.support.stage import Stage
from tests.support.town import on, photo
from tests.support.turns import sent

__all__ = ["on"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def sums(on: Stage) -> list[int | None]:
    return [row["crc32"] for row in await on.rows("submissions")]


async def test_a_file_comes_with_its_sum_and_a_typed_text_has_none(on: Stage) -> None:
    data = photo()
    await on.photo("alice", data)
    await on.say("bob", "焊花里的青春\n" + "今天学校开放了实训车间。" * 70)
    await on.drain()
    assert [(row["kind"], row["crc32"]) for row in await on.rows("submissions")] == [
        ("photo", zlib.crc32(data)),
        ("text", None),
    ]
    assert await Summing(on.ctx).sum_some() == 0, "a text from chat has no file"


async def test_older_files_are_summed_and_one_that_is_gone_holds_up_none(on: Stage) -> None:
    await on.ctx.objects.put("there/1.jpg", b"first")
    await on.ctx.objects.put("there/3.jpg", b"third")
    await sent(on, {"key": "there/1.jpg"}, {"key": "gone/2.jpg"}, {"key": "there/3.jpg"}, {})
    later = Summing(on.ctx)
    assert [await later.sum_some() for _ in range(3)] == [2, 0, 0]
    assert await sums(on) == [zlib.crc32(b"first"), None, zlib.crc32(b"third"), None]
    await on.ctx.objects.put("gone/2.jpg", b"found again")
    assert [await later.sum_some() for _ in range(2)] == [0, 1], "begun anew, it comes upon those that were gone"


async def test_so_many_bytes_are_read_at_once_and_none_while_a_message_waits(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summing, "BYTES_AT_ONCE", 10)
    for name in "abc":
        await on.ctx.objects.put(name, b"seven..")
    await sent(on, *({"key": name, "size": 7} for name in "abc"))
    await on.say("alice", "状态")
    later = Summing(on.ctx)
    assert await later.sum_some() == 0
    await on.drain()
    assert [await later.sum_some() for _ in range(2)] == [2, 1]


async def test_an_export_reads_what_has_no_sum_alone(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in (1, 2):
        await on.photo("alice", photo(2400 + seed))
        await on.say("alice", f"说明：学生在实训车间展示焊接技能{seed}")
        await on.drain()
    async with on.ctx.database.write() as connection:
        await connection.execute(submissions.update().where(submissions.c.id == 2).values(crc32=None))
    read, stream = [], Objects.stream

    async def watched(self: Objects, key: str) -> AsyncIterator[bytes]:
        read.append(key)
        async for chunk in stream(self, key):
            yield chunk

    monkeypatch.setattr(Objects, "stream", watched)
    (campaign,) = on.ctx.campaigns.values()
    found = await exporting.items(
        on.ctx.database, await reach_of(on, "dana"), campaign, ExportFilter(campaign=campaign.code)
    )
    there, lost = await exporting.planned(on.ctx.objects, found, lambda _: None)
    assert ([crc32 for _, crc32 in there], lost) == ([zlib.crc32(photo(2400 + seed)) for seed in (1, 2)], [])
    assert [key.rpartition("/")[2] for key in read] == ["2.jpg"]
