"""Which unit a statistics form is of, where no column says so: a line above the table, the form's title, its sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.tables.sheet import Sheet
from checks.tables.statistics_cells import plain

#: Longer than any title.
MAX_TITLE = 80
_UNIT_LINE = re.compile(r"\s*(?:统计|填报|报送)单位(?:名称)?(?:[（(](?:盖章|公章)[）)])?\s*[:：]\s*(.*)", re.DOTALL)
#: What else stands in the same line, behind the unit.
_BEHIND = re.compile(r"\s{2,}.*|\s*(?:填[表报](?:人|日期|时间)|统计时间|日期|时间|联系).*", re.DOTALL)
_PLACEHOLDER = re.compile(r"[（(].*(?:或|填写?|全称|名称|公章|盖章).*[）)]|[_\s×xX*＊]*|.*(?:[×＊*]{2,}|XX|xx).*")
_KINDS = (
    r"(?:[教体社育人化]+局|教育厅|局|厅|委员会|学校|中学|小学|学院|大学|党校|中心|职专|职高|职中|职校|技校|中专|高专|集团"
    r"|公司|协会)"
)
#: 星河市教育局2021年职业教育活动周情况统计表: the name ends where the form's own words begin.
_IN_TITLE = re.compile(
    rf"(?P<unit>[\u4e00-\u9fff·（）()]{{2,30}}?{_KINDS})"
    r"(?=\d|[二〇○零一]{2}|[（(“《]|关于|职业教育活动周|职教活动周|活动周|活动|参与|统计|情况|数据|报送|上报|汇总|的|$)"
)
_AT_END = re.compile(rf"[（(](?P<unit>[\u4e00-\u9fff·]{{2,30}}{_KINDS})[）)]$")
#: What stands before a unit's name in a title: 附件2：, 2021年.
_BEFORE = re.compile(r"^(?:附件?\d*[:：]?|表\d*[:：]?|\d{4}年(?:度|全国)?)+")


def unit_above(sheet: Sheet[str], top: int) -> str:
    """The unit named in a line above the table (统计单位：…), as the notice's own form has it."""
    for number in range(1, top + 1):
        row = sheet.rows.get(number, {})
        for column, text in row.items():
            match = _UNIT_LINE.fullmatch(text)
            if match is None:
                continue
            beside = next((said for at, said in sorted(row.items()) if at > column and ":" not in plain(said)), "")
            name = _BEHIND.sub("", match.group(1).strip()) or ("" if number == top else beside)
            if not _PLACEHOLDER.fullmatch(name):
                return re.sub(r"^[（(](.*)[）)]$", r"\1", name)
    return ""


def titles_of(sheet: Sheet[str], top: int) -> tuple[str, ...]:
    """The lines above row ``top`` that stand alone in their row, and the name of the sheet."""
    above = (row for number, row in sorted(sheet.rows.items()) if number < top and number not in sheet.hidden)
    return (*(next(iter(row.values())) for row in above if len(row) == 1), sheet.name)


def unit_in(titles: Iterable[str]) -> str:
    """The unit that the first of these names, as its own words or in brackets behind them; empty when none does."""
    for title in titles:
        text = _BEFORE.sub("", plain(title))
        match = (_IN_TITLE.match(text) or _AT_END.search(text)) if len(text) <= MAX_TITLE else None
        if match and not _PLACEHOLDER.fullmatch(match["unit"]):
            return match["unit"]
    return ""
