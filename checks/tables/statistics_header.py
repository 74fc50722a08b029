"""The header of the statistics form: which column, or which row of a form laid on its side, holds what.

People rename columns, split the header over rows, add a number, a remark, or all students beside those who took part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile

from checks.tables.sheet import MAX_COLUMNS, Row, Sheet
from checks.tables.statistics_cells import count_of, plain
from checks.tables.statistics_pairs import with_header
from checks.tables.statistics_unit import titles_of
from domain.statistics import COLUMNS, WHOLES

#: The header stands within so many filled rows, and may be split over so many.
HEADER_WITHIN = 15
HEADER_DEPTH = 3
#: Fewer columns than these in common, and it is another table.
MIN_COMMON = 4
MAX_TITLE = 40
MAX_HEADER_TEXT = 200
#: What may be told in several columns: 省级 and 市级, media and links.
TOLD = ("forms", "media")
_OTHER = ""
#: First match wins: 学生参与覆盖率 is no count of students, 职业院校教师数 none of schools, 院校名称 a unit.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        _OTHER,
        re.compile(
            r"^序号|备注|电话|联系|手机|填表[人日时]|审核|日期|类型|性质|教师.*率|(项目|活动|企业|媒体)名称|中小学|小学生|"
            r"^(参[与加])?(活动)?的?(家长|群众|市民|社会)|(企业|公司)(参[与加])?人"
        ),
    ),
    ("coverage", re.compile(r"覆盖|参与率|参与比|参与度")),
    ("enrolled", re.compile(r"在校|在籍|全体学生|应参与学生")),
    ("teachers", re.compile(r"教师|老师|教职工")),
    ("students", re.compile(r"学生")),
    ("companies", re.compile(r"企业|公司")),
    ("people", re.compile(r"总人[数次]|参与人[数次员]|参加人[数次员]")),
    ("projects", re.compile(r"项目|观摩|体验")),
    ("forms", re.compile(r"形式")),
    ("media", re.compile(r"媒体|报道|宣传")),
    ("unit", re.compile(r"单位|名称|^(地市|区县|市县|县区)$")),
    ("schools", re.compile(r"院校|学校数|学校总数|^学校\((?:所|个|家)\)")),
    ("unit", re.compile(r"学校$")),
)
_ASIDE = re.compile(r"\(.*?\)|[:*]")
_TAKING_PART = re.compile(r"参[与加](活动)?的?|职业(院校的?(?=教师|学生))?|学生参与(?=覆盖)")
_WHOLE = re.compile(r"总数|总量|在[职岗]|应参与|所有|全部")


@dataclass(frozen=True)
class Header:
    """``columns``: field → column number. ``bottom`` is the header's last row.

    ``told``: field → its columns and what each is called beyond it. ``doubtful``: field → titles of columns that may
    all be it. ``sideways``: the rows read are the sheet's columns. ``titles``: what stands above the form.
    """

    columns: dict[str, int]
    top: int
    bottom: int
    told: dict[str, dict[int, str]] = field(default_factory=dict)
    doubtful: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sideways: bool = False
    titles: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        return sum(name in COLUMNS for name in self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in COLUMNS if name not in self.columns and name != "unit")


def find_forms(sheets: Sequence[Sheet[str]]) -> list[tuple[Sheet[str], Header]]:
    """The sheets that are the form; where none has its header in a row, those that have it in columns, turned.

    Hints on how to fill in the form list its columns below one another, too.
    """
    upright = [form for sheet in sheets if (form := _upright(sheet)) is not None]
    return upright or [form for sheet in sheets if (form := _sideways(sheet)) is not None]


def _upright(sheet: Sheet[str]) -> tuple[Sheet[str], Header] | None:
    header = find_header(sheet)
    if header is None:
        return None
    # A row of labels with values between them names some columns as well; what names more is what it is.
    beside = _sideways(sheet) if header.missing else None
    if beside is not None and beside[1].known > header.known:
        return beside
    return sheet, replace(header, titles=titles_of(sheet, header.top))


def _sideways(sheet: Sheet[str]) -> tuple[Sheet[str], Header] | None:
    """The sheet with its labels as a header: those below one another in one column, or in several beside values."""
    first = next((number for number in sorted(sheet.rows) if any(map(is_field, sheet.rows[number].values()))), 0)
    readings = []
    for read in (_turned(sheet), _turned(with_header(sheet, is_field))):
        header = find_header(read)
        if header is not None:
            readings.append((read, replace(header, sideways=True, titles=titles_of(sheet, first))))
    return max(readings, key=lambda reading: reading[1].known, default=None)


def is_field(text: str) -> bool:
    """Whether a cell names a column of the form."""
    return len(text) <= MAX_HEADER_TEXT and _field(plain(text)) in COLUMNS


def find_header(sheet: Sheet[str]) -> Header | None:
    """The rows that name most of the form's columns; None when no rows name enough."""
    best: Header | None = None
    for depth in range(HEADER_DEPTH):
        for top in sorted(sheet.rows)[:HEADER_WITHIN]:
            found = _named(sheet, top, top + depth)
            if found.known >= MIN_COMMON and (best is None or found.known > best.known):
                best = found
    return best and _with_words_below(sheet, best)


def _with_words_below(sheet: Sheet[str], header: Header) -> Header:
    """Together with a row of subtitles (省级 and 市级 below 媒体报道情况), which has neither numbers nor a unit."""
    row = sheet.rows.get(header.bottom + 1, {})
    unit = row.get(header.columns.get("unit", 0), "")
    if not row or unit or any(re.search(r"\d", text) or count_of(text) is not None for text in row.values()):
        return header
    longer = _named(sheet, header.top, header.bottom + 1)
    return longer if longer.columns == header.columns else header


def begins_another(row: Row[str], header: Header) -> bool:
    """Whether a row is the header of a further table below the form (the schools one by one), not its own again."""
    if any(re.search(r"\d", text) for text in row.values()):
        return False
    named = {column: name for column, text in row.items() if (name := _field(plain(text))) in COLUMNS}
    own = sum(header.columns.get(name) == column for column, name in named.items())
    return len(set(named.values())) >= MIN_COMMON > own


def _turned(sheet: Sheet[str]) -> Sheet[str]:
    turned: Sheet[str] = Sheet(sheet.name, cut=sheet.cut)
    for number in sorted(sheet.rows)[:MAX_COLUMNS]:
        if number not in sheet.hidden:
            for column, text in sheet.rows[number].items():
                turned.rows.setdefault(column, {})[number] = text
    return turned


def _named(sheet: Sheet[str], top: int, bottom: int) -> Header:
    """The header that stands in these rows together."""
    texts: dict[int, str] = {}
    for number in range(top, bottom + 1):
        for column, text in _fresh(sheet, number, texts).items():
            texts[column] = texts.get(column, "") + text
    titles = {column: plain(text) for column, text in sorted(texts.items()) if len(text) <= MAX_HEADER_TEXT}
    candidates: dict[str, dict[int, str]] = {}
    for column, title in titles.items():
        candidates.setdefault(_field(title), {})[column] = title
    candidates.pop(_OTHER, None)
    header = Header({}, top, bottom)
    for name, columns in candidates.items():
        _choose(header, name, columns)
    return header


@lru_cache(maxsize=4096)
def _field(title: str) -> str:
    bare = _ASIDE.sub("", title)
    if not bare or len(bare) > MAX_TITLE:
        return _OTHER
    named = (name for name, pattern in _PATTERNS if pattern.search(title if "\\(" in pattern.pattern else bare))
    return next(named, _OTHER)


def _choose(header: Header, name: str, columns: dict[int, str]) -> None:
    """Of several columns the one called as in the form; all students and all schools stand beside those taking part."""
    whole = {column for column, title in columns.items() if _WHOLE.search(title)}
    if name in WHOLES and 0 < len(whole) < len(columns):
        header.columns[WHOLES[name]] = min(whole)
        columns = {column: title for column, title in columns.items() if column not in whole}
    exact = [column for column, title in columns.items() if _bare(title) == _bare(plain(COLUMNS.get(name, "")))]
    summing = [column for column, title in columns.items() if name == "people" and "总" in title]
    header.columns[name] = min(exact or summing or columns)
    if name in TOLD:
        header.told[name] = dict(_distinct(columns)) if not exact else {exact[0]: ""}
    elif not exact and not summing and len(set(columns.values())) > 1 and name != "unit":
        header.doubtful[name] = tuple(dict.fromkeys(columns.values()))


def _bare(title: str) -> str:
    return _TAKING_PART.sub("", _ASIDE.sub("", title)).removesuffix("量")


def _distinct(columns: dict[int, str]) -> Iterator[tuple[int, str]]:
    """What each title says beyond what all of them say."""
    together = zip(*columns.values(), strict=False)
    common = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, together))
    for column, title in columns.items():
        yield column, title[common:].strip("()")


def _fresh(sheet: Sheet[str], number: int, above: dict[int, str]) -> Row[str]:
    """A row's texts, without those that only reach down from a merged area above."""
    return {column: text for column, text in sheet.spread(number).items() if not above.get(column, "").endswith(text)}
