"""No sentence the bot wrote decides anything: with every one replaced by nonsense, the same days end the same."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.findings import Code
from tests.stories.nonsense_day import ENDED
from tests.support.nonsense import HAN, nonsense

ROOT = Path(__file__).parents[2]
DAY = "tests.stories.nonsense_day"


async def ended(folder: Path, *modules: str) -> Any:
    """What the days end in, run in a process of their own: the words are in use here already."""
    folder.mkdir()
    command = [sys.executable, "-m", *modules, str(folder)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=PIPE)
    _, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return json.loads((folder / ENDED).read_text("utf-8"))


def different(plain: Any, odd: Any) -> Iterator[str]:
    """Table, row and column, where two ends are not the same."""
    for table, rows in plain["tables"].items():
        if len(rows) != len(odd["tables"][table]):
            yield f"{table}: {len(rows)} rows, {len(odd['tables'][table])} with nonsense"
        for row, other in zip(rows, odd["tables"][table], strict=False):
            yield from (f"{table} {row.get('id')}.{name}" for name in row if row[name] != other[name])


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_same_days_end_the_same_without_a_word_of_sense(tmp_path: Path) -> None:
    plain, odd = await asyncio.gather(
        ended(tmp_path / "plain", DAY), ended(tmp_path / "odd", "tests.support.nonsense", DAY)
    )
    assert list(different(plain, odd)) == []
    # And it was nonsense that was said, of a good many things that happened.
    assert len(plain["words"]) == len(odd["words"]) > 100
    # What opened something is blanked once it is sent.
    kept = [pair for pair in zip(plain["words"], odd["words"], strict=True) if any(pair)]
    assert len(kept) > 100 and [said for said, other in kept if said == other] == []
    tables = plain["tables"]
    assert {row["state"] for row in tables["submissions"]} >= {"accepted", "refused", "incomplete", "withdrawn"}
    assert {row["verb"] for row in tables["events"]} >= {
        *("greeted", "bound", "wrong_code", "received", "captioned", "withdrawn", "moved"),
        *("link_made", "links_revoked", "exempted", "nudged"),
    }
    assert {row["what"] for row in tables["scheduled_notices"] if row["state"] == "done"} >= {
        "remind",
        "missing",
        "digest",
    }
    codes = {finding["code"] for row in tables["submissions"] for finding in row["findings"]}
    assert len(codes) > len(Code) / 2 and Code.FILE_DUPLICATE in codes


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("编号 {numbers} 不合格。", [" 3 "]),
        ("{share:.1%}（{part} ÷ {whole}）", ["50.0%", "1", "2"]),
        ("“{{”：{name!r}", ["{", "'x'"]),
    ],
)
def test_nonsense_keeps_the_names_and_the_length(text: str, kept: list[str]) -> None:
    values = {"numbers": 3, "share": 0.5, "part": 1, "whole": 2, "name": "x"}
    said, turned = text.format(**values), nonsense(text).format(**values)
    assert not HAN.search(turned) and len(turned) == len(said)
    assert all(value in turned for value in kept)


def test_what_holds_no_chinese_is_no_sentence() -> None:
    assert nonsense("receipt:{id}") == "receipt:{id}"
