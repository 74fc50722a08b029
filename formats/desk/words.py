"""Words that the desk's pages are given, beside those that stand in their templates."""

from __future__ import annotations

from collections.abc import Mapping

from domain.findings import Code
from domain.obligation import Standing
from domain.selection import Mark

#: What a computer's digits are said with in chat.
PAIRING = "看板 {code}"
#: Columns of the board: how an obligation stands, with the letter that says it without colour.
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.ON_TIME: ("按时", "按"),
    Standing.LATE: ("迟报", "迟"),
    Standing.MISSING: ("缺报", "缺"),
    Standing.EXEMPT: ("免报", "免"),
    Standing.WAITING: ("延时", "延"),
}
#: Before the deadline nobody is missing yet.
NOT_YET = "未报"
#: Of a day that is still to come, and of what a unit does not owe at all.
NOT_OPEN = "·"
#: Of a liaison who may have to be called.
LAST_SEEN = "最近活动 {at}"
NEVER_SEEN = "还没有活动"
#: Beside a table that leaves the desk.
MADE_BY = "数据截至 {at}，由报送系统生成"
#: What is made of all that units handed in.
MERGED = "汇总表"
#: From Monday.
DAYS_OF_THE_WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

#: What a unit has sent in a campaign, and what became of it, in figures.
FIGURES: Mapping[str, str] = {
    "photos": "照片",
    "texts": "文字",
    "videos": "视频",
    "others": "其他",
    "refused": "不合格",
    "passed": "推荐",
    "adopted": "采用",
}

#: Of a unit's website, when it was last called.
WEBSITE_OPENS = "{at} 打得开"
WEBSITE_ANSWERS = "{at} 有回应，但没有打开（{status}），请点开看"
WEBSITE_SILENT = "{at} 没有回应"

#: Marks of an office, with the letter that says it without colour.
MARKS: Mapping[Mark, tuple[str, str]] = {
    Mark.SEEN: ("已阅", "阅"),
    Mark.PICKED: ("备选", "备"),
    Mark.PASSED: ("推荐", "推"),
}
#: The single keys that set them.
KEYS: Mapping[Mark, str] = {Mark.SEEN: "X", Mark.PICKED: "P", Mark.PASSED: "R"}

#: What a tile says of advice, and when it came.
SIGNS: Mapping[Code, str] = {
    Code.PHOTO_COMPRESSED: "疑压缩",
    Code.PHOTO_ENLARGED: "疑放大",
}
LATE_SIGN = "迟报"
BELOW_SIGN = "下级推荐"
#: What returns are mostly for, where the campaign file does not say.
RETURN_REASONS = (
    "说明与照片不符",
    "画面模糊或太暗",
    "看不出是什么活动",
    "和已报的重复",
    "有不宜公开的内容",
    "有水印或后加的文字",
)
#: Of items that are in no part of the area.
NO_PART = "直属和其他"

#: Those that a phone's bar has room for; the others open above it.
ON_PHONES = frozenset(("today", "week", "pick", "bulletins"))
#: The places of the rail: their key, address and name.
PLACES: tuple[tuple[str, str, str], ...] = (
    ("today", "/", "今日"),
    ("week", "/map", "全周"),
    ("pick", "/desk", "选材"),
    ("adopted", "/adopted", "采用"),
    ("calendar", "/calendar", "日历"),
    ("bulletins", "/bulletins", "通报"),
    ("exports", "/exports", "导出"),
    ("people", "/people", "人员"),
)


def pairing_phrase(code: str) -> str:
    return PAIRING.format(code=code)
