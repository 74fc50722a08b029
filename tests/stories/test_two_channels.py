"""One person on each pair of channels: bound by a code alone, one conversation on both, counted and reminded once."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.channel_days import FAKES, six, stage
from tests.support.clocks import FrozenClock
from tests.support.town import CAPTION, november, photo

#: Beside them every channel is one of the other of a pair.
PAIRS = sorted(permutations(sorted(FAKES), 2))


@pytest.mark.long
@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_one_person_on_two_channels(
    database: Database, clock: FrozenClock, tmp_path: Path, first: str, second: str
) -> None:
    async with stage(database, clock, tmp_path, [first, second], {"alice-2": second}) as on:
        told = await on.ask("alice", "绑定")
        assert on.ctx.label(second) in told and on.ctx.label(first) not in told
        found = re.search("绑定 ([0-9A-Z]{8})”", told)
        assert found is not None
        assert "登记好了" in await on.ask("alice-2", f"绑定 {found[1]}")
        assert "不对" in await on.ask("stranger", f"绑定 {found[1]}")

        # What came on the one is captioned, withdrawn and asked for on the other.
        await on.photo("alice", photo())
        await on.drain()
        assert "缺说明" in on.last("alice")
        assert "合格" in await on.ask("alice-2", CAPTION)
        assert "已报" in await on.ask("alice", "状态")
        assert "撤回" in await on.ask("alice-2", "撤回 1")
        before = len(on.heard("alice")), len(on.heard("alice-2"))
        await on.until(november(9, "08:38:00"))
        reminded = on.heard("alice")[before[0] :], on.heard("alice-2")[before[1] :]
        assert reminded[0] == [] and len(reminded[1]) == 1 and "还有" in reminded[1][0]

        await on.photo("alice-2", photo(2600, 1700))
        await on.say("alice-2", CAPTION)
        await on.drain()
        await on.until(november(9, "10:02:00"))
        await on.say("dana", "你好")
        await on.drain()
        assert six(await on.ask("dana", "统计")) == (5, 1, 1, 0, 4, 0)
