"""Every hostile file costs one worker a moment at most, and is told kindly; the next good file is checked as ever."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

import tests.support.hostile_files as hostile
from checks.pool.runner import CheckRunner
from checks.request import CheckRequest
from domain.abilities import Abilities
from domain.campaigns.rules import Rules
from domain.findings import Kind
from formats.findings.finding import worded
from formats.findings.values import found_text
from tests.support.docx_files import Docx, good
from tests.support.patience import PATIENCE

#: Of a processor; the slowest of these takes two.
SECONDS = 10.0

CASES: list[tuple[Callable[[], bytes], Kind, str]] = [
    (hostile.nested_zips, Kind.DOCUMENT, "document.format"),
    (hostile.nested_zips, Kind.ATTACHMENT, "file.type"),
    (hostile.word_full_of_zips, Kind.DOCUMENT, ""),
    (hostile.ten_thousand_pages, Kind.DOCUMENT, "file.unsafe 段落过多"),
    (hostile.one_endless_paragraph, Kind.DOCUMENT, "file.unsafe 内容过长"),
    (hostile.one_endless_text, Kind.PRESS, "file.unsafe 内容过长"),
    (hostile.endless_spaces, Kind.DOCUMENT, ""),
    (hostile.deep_nesting, Kind.DOCUMENT, "file.unsafe 嵌套过深"),
    (hostile.boxes_in_boxes, Kind.DOCUMENT, ""),
    (hostile.many_attributes, Kind.DOCUMENT, ""),
    (hostile.many_namespaces, Kind.DOCUMENT, ""),
    (hostile.many_names, Kind.DOCUMENT, ""),
    (hostile.many_styles, Kind.DOCUMENT, "document.length"),
    (hostile.many_parts, Kind.DOCUMENT, "document.format"),
    (hostile.vast_directory, Kind.DOCUMENT, "file.unsafe 解压后过大"),
    (hostile.strange_compression, Kind.DOCUMENT, "file.damaged"),
    (hostile.wide_entities, Kind.DOCUMENT, "file.unsafe XML 实体"),
    (hostile.endless_rows, Kind.STATISTICS, "file.unsafe 行数过多"),
    (hostile.one_endless_row, Kind.STATISTICS, "file.unsafe 单元格过多"),
    (hostile.row_of_nothing, Kind.STATISTICS, "statistics.number"),
    (hostile.endless_merges, Kind.STATISTICS, "statistics.header"),
    (hostile.endless_texts, Kind.STATISTICS, "file.unsafe 文字过多"),
    (hostile.brackets, Kind.STATISTICS, "statistics.number"),
    (hostile.numbers_beyond_any, Kind.STATISTICS, "statistics.number"),
    (hostile.zeros, Kind.DOCUMENT, "file.damaged"),
    (hostile.zeros, Kind.STATISTICS, "file.damaged"),
    (hostile.html, Kind.DOCUMENT, "document.format"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner() -> AsyncIterator[CheckRunner]:
    running = CheckRunner(processes=1, seconds=PATIENCE)
    yield running
    await running.close()


def processor_seconds() -> float:
    """What the workers have used, those that are gone and those that live: unlike the time of day no matter of load."""
    gone = os.times()
    living = [worker.cpu_times() for worker in psutil.Process().children()]
    return gone.children_user + gone.children_system + sum(used.user + used.system for used in living)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("make", "kind", "code"), CASES, ids=lambda case: getattr(case, "__name__", None) or str(case))
async def test_it_is_refused_in_time_and_the_next_is_not(
    runner: CheckRunner, tmp_path: Path, make: Callable[[], bytes], kind: Kind, code: str
) -> None:
    path, innocent = tmp_path / "a", tmp_path / "b.docx"
    path.write_bytes(make())
    innocent.write_bytes(Docx(good()).bytes())
    request = CheckRequest(path=path, name=f"某某日报+我市启动活动周.{kind}", kind=kind, rules=Rules())
    before = processor_seconds()
    report = await runner.inspect(request)
    assert processor_seconds() - before < SECONDS
    found = [f"{f.code} {found_text(f)}" for f in report.findings if f.code.startswith(code.split(" ")[0])]
    assert (any(said.startswith(code) for said in found) and not report.ok) if code else report.ok
    for finding in report.findings:
        said = worded(finding, Abilities(shrinks_photos=True))
        assert len([*said.problem.splitlines(), *said.remedy.splitlines()]) <= 2
    after = await runner.inspect(CheckRequest(path=innocent, name="b.docx", kind=Kind.DOCUMENT, rules=Rules()))
    assert after.ok
