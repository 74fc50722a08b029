"""What takes twice as long is read in about twice the time: no pattern tries every way to share out a long run.

The processor's time for a text and for one twice as long are compared with one another; how fast either is read says
nothing.
"""

from __future__ import annotations

import gc
import itertools
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from statistics import median

import pytest

from checks.office import vba
from checks.tables import roster_cells
from checks.tables.roster_around import is_around
from checks.tables.sheet import MAX_FORMAT_CODE, Sheet
from checks.tables.shown import day_shown
from checks.tables.statistics_cells import read_count, read_share
from checks.tables.statistics_header import is_field
from checks.tables.statistics_unit import unit_above, unit_in
from checks.text import count_characters, first_title, wording
from checks.word.line_words import is_unit_name, says
from checks.word.press_name import broken_rule, means_press
from checks.word.reading import Paragraph, Run
from checks.word.roles import assign
from checks.word.typefaces import fairest, type_findings
from domain.campaigns.rules import DocumentRules
from domain.personal import without_personal_numbers
from formats.operator.phrases import masked

FIRST, LAST = 2_000, 8_000
#: Below this a difference is the processor's own.
ENOUGH = 0.01
#: Four times is what a quadratic reader takes; two what a linear one does.
MOST = 2.8
#: A first look, and one for which a busy machine would have to be busy all the time. Each text is another one, for
#: some readers remember what they have read.
FEW, MORE = "甲乙丙", "丁戊己庚辛壬"


def document(text: str) -> None:
    above = Paragraph(pieces=[Run("焊花里的青春", "方正小标宋简体", 22.0)])
    paragraphs = [above, *(Paragraph(pieces=[Run(text + end, "仿宋_GB2312", 16.0)]) for end in ("", "。", "："))]
    rules = DocumentRules()
    type_findings(paragraphs, fairest(assign(paragraphs, "案例.docx"), rules), rules)


def lines(text: str) -> None:
    """As many lines as characters."""
    said = (f"{text[:2]}{character}{at}" for at, character in enumerate(text))
    assign([Paragraph(pieces=[Run(one, "仿宋_GB2312", 16.0)]) for one in said], "案例.docx")


def module(text: str) -> None:
    """A line of a macro, uncompressed as the format allows."""
    code = text.encode("utf-8")
    chunks = (code[at : at + 4096].ljust(4096) for at in range(0, len(code), 4096))
    vba._module_has_code(b"\x01" + b"".join(b"\xff\x3f" + chunk for chunk in chunks), 0)


def cell(text: str) -> None:
    sheet = Sheet("统计表", rows={1: {1: text}, 2: {1: "统计单位：", 2: text}})
    unit_above(sheet, 3)
    unit_in((text,))
    is_around({1: text})
    is_field(text)
    read_count(text)
    read_share(text)


def roster_cell(text: str) -> None:
    for read in (roster_cells.dates, roster_cells.phone, roster_cells.name_of_one, roster_cells.roles):
        with suppress(roster_cells.BadCell):
            read(text)
    for read_more in (roster_cells.several, roster_cells.plain):
        read_more(text)


def message(text: str) -> None:
    for read in (count_characters, first_title, wording, without_personal_numbers):
        read(text)
    masked(text, (), ())


READERS: dict[str, Callable[[str], object]] = {
    "a line": lambda text: (says(text), says(text + "："), is_unit_name(text)),
    "a document": document,
    "a module": module,
    "a cell": cell,
    "a roster's cell": roster_cell,
    "a message": message,
    "a file's name": lambda text: (broken_rule(text), means_press(text)),
    "a number format": lambda text: day_shown(datetime.fromisoformat("2021-05-01"), text[:MAX_FORMAT_CODE]),
}
#: Where the run stands: within the text, after a bracket, first, after a label and before a stop.
FORMS = ("中{mark}（{run}x", "（{run}{mark}：", "{run}{mark}x", "参加{mark}：{run}。")
RUNS = (" ", "　", "（", "(", "1", "一", "-", "[", "王、", "中 ", "1.", "学校 ", "a: ", "volunteer ")


def spent(read: Callable[[str], object], text: str) -> float:
    # What other tests have left is no part of it: looked through, it costs more than what is read.
    gc.disable()
    try:
        start = time.process_time()
        read(text)
        return time.process_time() - start
    finally:
        gc.enable()


def grows(read: Callable[[str], object], run: str, form: str) -> bool:
    """More than it should, also when one looks again."""
    return all(growth(read, run, form, marks) > MOST for marks in (FEW, MORE))


def growth(read: Callable[[str], object], run: str, form: str, marks: str) -> float:
    """Time for twice as much ÷ time for once, at the first length that takes long enough to compare; 0 at none."""
    size = FIRST
    while size <= LAST:
        once, twice = (
            [form.format(mark=mark, run=run * (length // len(run))) for mark in marks] for length in (size, 2 * size)
        )
        if spent(read, once[0]) >= ENOUGH:
            # One right after the other: a processor is slower or faster for a while.
            pairs = [(spent(read, short), spent(read, long)) for short, long in zip(once[1:], twice[1:], strict=True)]
            if min(short for short, _ in pairs) >= ENOUGH:
                return median(long / short for short, long in pairs)
        size *= 4
    return 0.0


@pytest.mark.parametrize("name", READERS)
def test_twice_as_much_takes_twice_as_long(name: str) -> None:
    assert [case for case in itertools.product(RUNS, FORMS) if grows(READERS[name], *case)] == []


def test_twice_as_many_lines_take_twice_as_long() -> None:
    assert not grows(lines, "（", FORMS[0])


def test_a_reader_that_shares_out_a_run_in_every_way_is_noticed() -> None:
    assert growth(re.compile(r"\s+y").search, " ", FORMS[0], MORE) > MOST
