"""The tables of what people type, said to the whole bot: database and replies compared with what was meant."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.phrase_rows import Row, Verdict, rows
from tests.support.phrase_stage import phrases_stage
from tests.support.phrase_variants import variants
from tests.support.phrase_verdicts import judge

#: So many rows of each table in ``make test``; ``make test-long`` says them all, and every variant.
SAMPLE = 60
#: Understood at once, at least.
RIGHT = {"phrases": 0.95, "own_phrases": 0.94}


async def figures(
    database: Database, clock: FrozenClock, folder: Path, table: list[Row]
) -> tuple[Counter[Verdict], list[tuple[str, str, str]]]:
    counted: Counter[Verdict] = Counter()
    bad = []
    async with phrases_stage(database, clock, folder) as bot:
        for row in table:
            heard = await bot.say(row)
            verdict = judge(row, heard)
            counted[verdict] += 1
            if verdict in (Verdict.UNMEANT, Verdict.WRONG):
                bad.append((verdict.value, f"{row.context} {row.role} {row.intent}: {row.utterance}", heard.reply))
    return counted, bad


@pytest.mark.parametrize("name", ["phrases", "own_phrases"])
async def test_a_sample_does_nothing_that_was_not_meant(
    database: Database, clock: FrozenClock, tmp_path: Path, name: str
) -> None:
    table = random.Random(10).sample(rows(name), SAMPLE)
    _, bad = await figures(database, clock, tmp_path, table)
    assert [one for one in bad if one[0] == Verdict.UNMEANT] == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("varied", [False, True])
@pytest.mark.parametrize("name", ["phrases", "own_phrases"])
async def test_every_phrase_is_understood(
    database: Database, clock: FrozenClock, tmp_path: Path, name: str, varied: bool
) -> None:
    table = [one for row in rows(name) for _, one in variants(row)] if varied else rows(name)
    counted, bad = await figures(database, clock, tmp_path, table)
    print(name, "varied" if varied else "as typed", dict(counted))
    for one in bad:
        print(*one)
    assert [one for one in bad if one[0] == Verdict.UNMEANT] == []
    assert counted[Verdict.RIGHT] >= RIGHT[name] * len(table)
    assert counted[Verdict.RIGHT] + counted[Verdict.ONE_TAP] >= 0.99 * len(table)


async def test_what_was_not_meant_is_noticed(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    wrong = [
        Row(role="liaison", utterance="撤回 3", intent="nothing"),
        Row(role="liaison", utterance="撤回 3", intent="withdraw", number="2"),
        Row(role="liaison", utterance="学生为居民理发", intent="nothing", context="B"),
        Row(role="supervisor", utterance="确认", intent="nothing", context="N"),
        Row(role="liaison", utterance="张三 13800000000", intent="nothing", context="MC"),
        Row(role="supervisor", utterance="免报 晨光区护理职业学校 今天", intent="missing"),
    ]
    counted, _ = await figures(database, clock, tmp_path, wrong)
    assert counted == {Verdict.UNMEANT: len(wrong)}
