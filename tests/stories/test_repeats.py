"""What is sent again is taken, and its sender is told what it repeats: the number, the day, the unit."""

from __future__ import annotations

import io
import random

from PIL import Image

from tests.support.stage import Stage
from tests.support.town import CAPTION, ONE

SAID = "和已报的材料重复"


def scene(seed: int, *, quality: int = 92, width: int = 2600) -> bytes:
    """Large areas of different brightness under fine grain: looks like itself at any size, and is over 2 MB."""
    areas = Image.frombytes("L", (12, 9), random.Random(seed).randbytes(108)).resize((width, width * 3 // 4))
    grain = Image.frombytes("L", areas.size, random.Random(1).randbytes(areas.width * areas.height))
    buffer = io.BytesIO()
    Image.blend(areas, grain, 0.3).convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


async def report(on: Stage, account: str, data: bytes) -> str:
    """Send a photo and its caption; everything that was answered."""
    before = len(on.heard(account))
    await on.photo(account, data)
    await on.drain()
    await on.ask(account, CAPTION)
    return "\n".join(on.heard(account)[before:])


async def test_the_same_bytes_from_another_unit_are_taken_and_told(on: Stage) -> None:
    assert SAID not in await report(on, "alice", scene(1))
    answer = await report(on, "erin", scene(1))
    assert "和别的单位已报的材料重复" in answer
    assert ONE not in answer
    assert "1 号" not in answer
    assert "照片 1 张合格（编号 2）" in answer


async def test_the_same_picture_smaller_and_coarser_is_told(on: Stage) -> None:
    await report(on, "alice", scene(1))
    assert f"{SAID}：1 号" in await report(on, "alice", scene(1, quality=90, width=2500))
    assert SAID not in await report(on, "alice", scene(2))


async def test_what_was_withdrawn_is_not_repeated(on: Stage) -> None:
    await report(on, "alice", scene(1))
    await on.ask("alice", "撤回 1")
    assert SAID not in await report(on, "alice", scene(1))


async def test_every_photo_leaves_a_small_picture(on: Stage) -> None:
    await report(on, "alice", scene(1))
    with Image.open(io.BytesIO(await on.ctx.objects.get("thumbs/1.jpg"))) as small:
        assert (small.format, max(small.size) <= 640) == ("JPEG", True)


async def test_what_waited_for_its_unit_is_compared_once_that_is_known(on: Stage) -> None:
    await report(on, "alice", scene(1))
    await on.photo("carol", scene(1, quality=90, width=2500))
    await on.drain()
    assert SAID not in on.last("carol")
    assert "和别的单位已报的材料重复" in await on.ask("carol", "1")
    assert ONE not in await on.ask("carol", CAPTION)
