"""Headings, whose type no notice rules: on a line of their own, or opening a paragraph."""

from __future__ import annotations

import re

from checks.word.line import Line
from checks.word.line_words import begins_heading, ends_sentence, is_date
from checks.word.reading import Paragraph, Run

MAX_HEADING_CHARACTERS = 40
#: 活动背景： and 各有关单位：, but not 现将有关情况和主要做法报告如下：
MAX_LABEL_CHARACTERS = 12
#: Two lines in 三号: what stands in the outline, or is numbered and no sentence, is a heading.
MAX_OUTLINED_CHARACTERS = 60
#: A question set apart, as interviews have them.
MAX_QUESTION_CHARACTERS = 30
#: 技能改变命运！ in a heading's face.
MAX_CALL_CHARACTERS = 20
#: What headings are set in by the rules for official papers.
HEADING_FACES = ("黑体", "楷体")
QUOTING_FACE = "楷体"
_QUOTED = re.compile(r"[“「『][^”」』]+[”」』]")
_LEAD_END = re.compile(r"[。：:；;！!？?]")
#: 一是加强领导。… 第一，…: a heading that opens its paragraph without being numbered as one.
_COUNTED = re.compile(r"([一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，,、：:]|其[一二三四五]+[，,：:])")
_LABEL = re.compile(r"[【\[〔][^】\]〕]{1,10}[】\]〕][:：]?|[^，,。；;：:]{1,10}[:：]")
#: 本报讯（记者 …）, 星河11月9日电: what a report opens with.
_DATELINE = re.compile(r"(本[报刊网台站]讯|[^，。：:]{2,12}(日电|讯))\s*([（(][^）)]{0,30}[）)])?")
MAX_DATELINE_CHARACTERS = 45


def ruled_runs(paragraph: Paragraph) -> list[Run]:
    """The runs a role's type applies to: all but a heading or label that opens it (（一）加强领导。正文…)."""
    runs = _without_label(paragraph.runs)
    if not (paragraph.rank.numbered or begins_heading(paragraph.text) or _COUNTED.match(paragraph.text)):
        return runs
    said = ""
    for number, run in enumerate(runs):
        # A heading is set apart run by run; where it ends within a run, that run is text like the rest.
        said += run.text
        end = _LEAD_END.search(said)
        if end is not None:
            return runs[number + 1 :] if end.end() == len(said.rstrip()) and number + 1 < len(runs) else runs
        if len(said) > MAX_HEADING_CHARACTERS:
            break
    return runs


def _without_label(runs: list[Run]) -> list[Run]:
    """Without 案例背景：, 【做法】, 记者： or 本报讯 set apart in a heading's face at the beginning."""
    said = ""
    for number, run in enumerate(runs[:-1], start=1):
        said += run.text
        if (run.han and run.font not in HEADING_FACES) or len(said) > MAX_DATELINE_CHARACTERS:
            break
        labels = len(said) <= MAX_LABEL_CHARACTERS and _LABEL.fullmatch(said.strip())
        if (labels or _DATELINE.fullmatch(said.strip())) and any(other.han for other in runs[number:]):
            return runs[number:]
    return runs


def _is_numbered_heading(line: Line) -> bool:
    text, length = line.text, line.paragraph.length
    ends = len(_LEAD_END.findall(text))
    if ends <= 1 and length <= MAX_HEADING_CHARACTERS:
        return True
    if not ends:
        return length <= MAX_OUTLINED_CHARACTERS
    return length <= MAX_CALL_CHARACTERS and line.type.font in HEADING_FACES


def _is_quotation(line: Line) -> bool:
    """Somebody's words on a line of their own, set apart in the face for that."""
    return line.type.font == QUOTING_FACE and _QUOTED.fullmatch(line.text) is not None


def is_unruled(line: Line) -> bool:
    """Headings, quotations and dates: short, and not a sentence, or one numbered sentence."""
    text, length = line.text, line.paragraph.length
    if is_date(text) or _is_quotation(line):
        return True
    if line.paragraph.rank.outlined and length <= MAX_OUTLINED_CHARACTERS:
        return True
    if (line.paragraph.rank.numbered or begins_heading(text)) and _is_numbered_heading(line):
        return True
    if text[-1] in "：:":
        return length <= MAX_LABEL_CHARACTERS
    if text[-1] in "？?" and length <= MAX_QUESTION_CHARACTERS:
        return True
    if text[-1] in "！!" and length <= MAX_CALL_CHARACTERS and line.type.font in HEADING_FACES:
        return True
    return length <= MAX_HEADING_CHARACTERS and not ends_sentence(text) and text[-1] not in "，,"
