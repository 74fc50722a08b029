"""Which of a document's first lines are its title, weighed on all there is to see (docs/word-roles.md).

Every piece of evidence has a weight; the line with the highest sum is the title, and the lines set like it beside it
belong to it. Lines that come near are other fair readings: whoever judges the title's type takes the one that fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.word.line import Line, squeezed
from checks.word.line_words import Says

#: A title set smaller than this is told from what follows it by its place alone.
MIN_TITLE_POINTS = 18
#: The red line over official papers and newsletters is set larger than any title.
MIN_MASTHEAD_POINTS = 26
#: What words alone say against a line's being the title.
_WORDS = {
    **dict.fromkeys((Says.DATE, Says.NUMBER), -10.0),
    **dict.fromkeys((Says.WEB, Says.CLOSING, Says.ADDRESSEE, Says.BYLINE, Says.UNIT_LABEL), -8.0),
    **dict.fromkeys((Says.MARK, Says.ABSTRACT, Says.PROSE), -6.0),
    **dict.fromkeys((Says.LABEL, Says.SUBTITLE, Says.ASIDE, Says.HEADING), -4.0),
    Says.UNIT: -3.0,
    Says.SERIES: -1.5,
    Says.ANYTHING: 1.0,
}
#: A line this far behind the best is as good a title.
FAIR = 1.5
#: So much larger than the text is a heading's size, and so much a title's.
_A_LITTLE, _MUCH = 1.5, 4.0
#: One line of a title may be mistaken by so many points and is no subtitle yet.
_SAME_TITLE = 4.5
_LENGTHS = range(4, 41)
_LINES_BESIDE = 2
#: A line so long is no other's name by chance.
_NAMED = 4
_CALLED = re.compile(r"[（(【\[]?(案例|故事|作品|文章|材料|报告)?(名称|题目|标题)\s*[:：](.+)")
_MASTHEAD = re.compile(
    r"(文件|简报|专报|快报|公报|信息|动态|通讯|纪要|月报|周报|日报|人民政府"
    r"|委员会|[局厅]|学校|学院|大学|中心|简讯|之窗|工作)$"
)
#: What official papers are called: 关于…的函.
_OFFICIAL = re.compile(r"关于.{2,60}的(函|复函|通知|通报|报告|请示|批复|意见|公告|通告|决定|总结|汇报|说明)$")
#: What follows a title, and what follows a masthead.
_BELOW_TITLE = (Says.UNIT, Says.UNIT_LABEL, Says.SUBTITLE, Says.BYLINE, Says.DATE, Says.ADDRESSEE, Says.ASIDE)
#: What may stand above the first line that could be a title.
_APART = frozenset({Says.DATE, Says.NUMBER, Says.MARK, Says.WEB, Says.CLOSING, Says.LABEL, Says.ASIDE})
_NEVER_PART = frozenset(Says) - {Says.UNIT, Says.SERIES, Says.ANYTHING}


@dataclass(frozen=True)
class TitleReading:
    """``best`` may run over several lines; ``others`` are as fair. ``mastheads`` stand above it and name the paper."""

    best: tuple[Line, ...] = ()
    others: tuple[tuple[Line, ...], ...] = ()
    mastheads: tuple[Line, ...] = ()


def read_title(head: Sequence[Line], file_name: str = "") -> TitleReading:
    """``head``: the lines before the text."""
    mastheads = tuple(line for at, line in enumerate(head) if is_masthead(head, at))
    left = [line for line in head if line not in mastheads]
    if not left:
        left, mastheads = list(head), ()
    scores = {id(line): _score(left, at, file_name) for at, line in enumerate(left)}
    possible = [line for line in left if line.says not in (Says.DATE, Says.NUMBER, Says.MARK)]
    if not possible:
        return TitleReading(mastheads=mastheads)
    best = max(possible, key=lambda line: scores[id(line)])
    block = _block(left, best)
    fair = [
        line
        for line in possible
        if line not in block
        and scores[id(line)] >= scores[id(best)] - FAIR
        and line.says in (Says.SERIES, Says.ANYTHING)
    ]
    return TitleReading(block, tuple(_block(left, line) for line in fair), mastheads)


def is_masthead(head: Sequence[Line], at: int) -> bool:
    """Whether a line names the paper that the document is printed in, not the document."""
    line, below = head[at], head[at + 1 : at + 4]
    if line.says not in (Says.UNIT, Says.SERIES, Says.ANYTHING) or not any(
        _may_be_title(other) for other in head[at + 1 :]
    ):
        return False
    numbered = any(other.says is Says.NUMBER for other in below)
    if not line.red and not numbered and below and _one_title(line, below[0]):
        return False
    weights = (
        (3, line.red),
        (2, line.type.points >= MIN_MASTHEAD_POINTS),
        (3, _MASTHEAD.search(line.text) is not None),
        (2, numbered),
        (1, at == 0 or all(_above(other) for other in head[:at])),
    )
    return sum(weight for weight, holds in weights if holds) >= 6 and (line.red or line.larger >= _A_LITTLE or numbered)


def _one_title(line: Line, below: Line) -> bool:
    """Two lines of a title, one of them mistaken in its size, rather than a masthead and a title."""
    near = abs(line.type.points - below.type.points) <= _SAME_TITLE
    return near and line.type.font == below.type.font and below.type.points >= MIN_TITLE_POINTS


def _above(line: Line) -> bool:
    return line.says in (Says.MARK, Says.NUMBER, Says.DATE) or line.red


def _may_be_title(line: Line) -> bool:
    return line.says in (Says.SERIES, Says.ANYTHING, Says.UNIT) and line.type.points >= MIN_TITLE_POINTS


def _score(head: Sequence[Line], at: int, file_name: str) -> float:
    line = head[at]
    following = head[at + 1] if at + 1 < len(head) else None
    largest = max((other.type.points for other in head), default=0.0)
    text = squeezed(line.text)
    weights = (
        (3.0, line.larger >= _MUCH),
        (2.0, _A_LITTLE <= line.larger < _MUCH),
        (-2.0, line.larger <= -_A_LITTLE),
        (2.0, line.type.points == largest and largest > 0),
        (float(line.display), True),
        (1.0, line.centred and not all(other.centred for other in head)),
        (1.0, bool(line.paragraph.rank.outlined)),
        (1.0, line.paragraph.length in _LENGTHS),
        (1.0, following is not None and following.says in _BELOW_TITLE),
        (1.5, all(other.says in _APART for other in head[:at])),
        (3.0, len(text) >= _NAMED and (text in squeezed(file_name) or any(_is_called(other, text) for other in head))),
        (2.0, _OFFICIAL.search(line.text) is not None),
        (-2.0, line.paragraph.place.in_box),
    )
    return _WORDS[line.says] + sum(weight for weight, holds in weights if holds)


def _is_called(label: Line, title: str) -> bool:
    """Whether a line of a cover or a form, 案例名称：…, says that this is the title."""
    called = _CALLED.fullmatch(label.text)
    return called is not None and squeezed(called[3]) == title


def _block(head: Sequence[Line], line: Line) -> tuple[Line, ...]:
    """The line with those above and below that are set as one title with it."""
    at = head.index(line)
    first = last = at
    while first > 0 and at - first < _LINES_BESIDE and _joins(head[first - 1], line, below=False):
        first -= 1
    while last + 1 < len(head) and last - first < _LINES_BESIDE and _joins(head[last + 1], line, below=True):
        last += 1
    return tuple(head[first : last + 1])


def _joins(other: Line, title: Line, *, below: bool) -> bool:
    if other.says in _NEVER_PART or min(other.type.points, title.type.points) < MIN_TITLE_POINTS:
        return False
    same_font, same_size = other.type.font == title.type.font, other.type.points == title.type.points
    if below and other.says is Says.UNIT and not other.paragraph.continues:
        return False
    if same_font and same_size:
        return True
    if other.larger < _A_LITTLE and other.text_type.points:
        return False
    if not below and other.says is Says.SERIES:
        return False
    # One of two lines mistaken, rather than a subtitle, which is smaller and in a face of its own.
    return same_size or (same_font and abs(other.type.points - title.type.points) <= _SAME_TITLE)
