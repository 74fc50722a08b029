"""Bytes that are counted for another unit or day move there; nothing stays under the key they came by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.submissions import relocating
from tests.support.stage import Stage
from tests.support.turns import S2, owed, sent

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MONDAY, TUESDAY = "nanchang-2020/2020-11-09/s1/1.jpg", "nanchang-2020/2020-11-10/s1/1.jpg"


def kept(on: Stage) -> list[str]:
    folder = Path(on.ctx.objects.url)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def placed(on: Stage) -> list[tuple[str, bool]]:
    return [(str(row["key"]), bool(row["misplaced"])) for row in await on.rows("submissions")]


async def test_moved_bytes_lie_under_their_new_key_alone(on: Stage) -> None:
    await on.ctx.objects.put(MONDAY, b"photo")
    tuesday = await owed(on, 10)
    await sent(on, {"key": MONDAY, "obligation_id": tuesday.id, "misplaced": True})
    assert await relocating.move_next(on.ctx)
    assert (await placed(on), kept(on)) == ([(TUESDAY, False)], [TUESDAY])
    assert await on.ctx.objects.get(TUESDAY) == b"photo"
    assert not await relocating.move_next(on.ctx)


async def test_a_move_that_was_interrupted_is_finished(on: Stage) -> None:
    """Copied and not yet noted: the old key still holds, and goes with the second try."""
    for key in (MONDAY, TUESDAY):
        await on.ctx.objects.put(key, b"photo")
    tuesday = await owed(on, 10)
    await sent(on, {"key": MONDAY, "obligation_id": tuesday.id, "misplaced": True})
    assert await relocating.move_next(on.ctx)
    assert (await placed(on), kept(on)) == ([(TUESDAY, False)], [TUESDAY])


async def test_what_lies_where_it_belongs_or_has_no_bytes_or_counts_for_nothing_stays(on: Stage) -> None:
    here, other = await owed(on, 9), await owed(on, 9, S2)
    for key in (MONDAY, "none/undated/unassigned/3.jpg"):
        await on.ctx.objects.put(key, b"photo")
    await sent(
        on,
        {"key": MONDAY, "obligation_id": here.id},
        {"obligation_id": other.id},
        {"key": "none/undated/unassigned/3.jpg"},
        misplaced=True,
    )
    moved = 0
    while await relocating.move_next(on.ctx):
        moved += 1
    assert moved == 3
    assert await placed(on) == [(MONDAY, False), ("", False), ("none/undated/unassigned/3.jpg", False)]
    assert kept(on) == [MONDAY, "none/undated/unassigned/3.jpg"]


async def test_of_a_campaign_no_longer_in_force_the_unit_and_the_day_remain(on: Stage) -> None:
    await on.ctx.objects.put(MONDAY, b"photo")
    other = await owed(on, 9, S2)
    await sent(on, {"key": MONDAY, "obligation_id": other.id, "misplaced": True})
    await relocating.move_next(replace(on.ctx, campaigns={}))
    assert kept(on) == ["none/2020-11-09/s2/1.jpg"]
