"""CPU of the whole document check of a 1,500-character Word file ÷ opening the same file with python-docx.

Word files come in three builds: as python-docx writes them (large style parts), as WPS does (many small runs with
their own type), and with direct formatting alone. Opening reads and parses the parts and judges nothing.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind

ROUNDS = 25
GOAL = 1.5
TITLE, UNIT, BODY = ("方正小标宋简体", 22), ("楷体", 16), ("仿宋_GB2312", 16)
_SENTENCE = "活动周期间学校面向社区开放实训基地并组织职业体验。"
_BODY_CHARACTERS = 1_485


def run() -> bool:
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for name, pieces in (("one run a paragraph", 1), ("five runs a paragraph", 5), ("a run a sentence", 6)):
            path = Path(folder) / "案例.docx"
            write(path, pieces)
            found = inspect(CheckRequest(path=path, name=path.name, kind=Kind.DOCUMENT, rules=Rules())).findings
            assert not found, found
            ours, opening = measure(path)
            ratios.append(ours / opening)
            print(f"  {ours * 1000:5.2f} ms ÷ {opening * 1000:5.2f} ms = {ratios[-1]:4.2f}  {name}")
    print(f"  median {statistics.median(ratios):.2f}, worst {max(ratios):.2f} (goal ≤ {GOAL})")
    return statistics.median(ratios) <= GOAL


def write(path: Path, pieces: int) -> None:
    """A case of 1,500 characters: title, unit, ten paragraphs of ``pieces`` runs."""
    document = docx.Document()
    dress(document.add_paragraph().add_run("技能点亮人生"), *TITLE)
    dress(document.add_paragraph().add_run("某某市第一职业学校"), *UNIT)
    text = (_SENTENCE * 100)[: _BODY_CHARACTERS - 1] + "。"
    size = -(-len(text) // 10)
    for start in range(0, len(text), size):
        paragraph, part = document.add_paragraph(), text[start : start + size]
        step = -(-len(part) // pieces)
        for at in range(0, len(part), step):
            dress(paragraph.add_run(part[at : at + step]), *BODY)
    document.save(str(path))


def dress(run: Run, font: str, points: int) -> None:
    run.font.size = Pt(points)
    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def measure(path: Path) -> tuple[float, float]:
    """Best CPU seconds of the check and of opening, taken in turn."""
    rounds = [(_cpu(lambda: _check(path)), _cpu(lambda: docx.Document(str(path)))) for _ in range(ROUNDS)]
    ours, opening = zip(*rounds, strict=True)
    return min(ours), min(opening)


def _check(path: Path) -> object:
    return inspect(CheckRequest(path=path, name=path.name, kind=Kind.DOCUMENT, rules=Rules()))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
