"""Lines pasted from a spreadsheet, read as adoptions: an item, a medium, its level, an address, a day. Pure.

A line is read by what its fields look like, or by the names of columns above it. What can be read in two ways is not
read at all: the line says why, and nothing is done with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.selection import Level

#: Lines that are read of one paste.
MOST_LINES = 200


class PastedRefusal(StrEnum):
    """Why a line is not read."""

    NO_ITEM = "no_item"  # neither the number nor the title of an item
    NO_MEDIUM = "no_medium"
    SEVERAL_NUMBERS = "several_numbers"
    SEVERAL_ADDRESSES = "several_addresses"
    SEVERAL_DAYS = "several_days"
    SEVERAL_LEVELS = "several_levels"
    UNCLEAR = "unclear"  # which of its texts is the medium
    ADDRESS = "address"  # does not begin with http:// or https://
    DAY = "day"  # there is no such day


class _Column(StrEnum):
    NUMBER = "number"
    TITLE = "title"
    MEDIUM = "medium"
    LEVEL = "level"
    URL = "url"
    DAY = "day"


_HEADS: Mapping[str, _Column] = {
    **dict.fromkeys(("编号", "材料编号", "件号"), _Column.NUMBER),
    **dict.fromkeys(("标题", "题目", "材料", "稿件", "作品", "说明", "标题/说明"), _Column.TITLE),
    **dict.fromkeys(("媒体", "媒体名称", "采用媒体", "发布媒体", "平台"), _Column.MEDIUM),
    **dict.fromkeys(("级别", "媒体级别", "层级"), _Column.LEVEL),
    **dict.fromkeys(("链接", "网址", "地址", "报道链接", "发布链接"), _Column.URL),
    **dict.fromkeys(("日期", "采用日期", "发布日期", "时间", "发布时间"), _Column.DAY),
}
_LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(("县", "县级", "区级", "区县级", "县区级"), Level.COUNTY),
    **dict.fromkeys(("市", "市级"), Level.CITY),
    **dict.fromkeys(("省", "省级"), Level.PROVINCE),
    **dict.fromkeys(("国家", "国家级"), Level.NATION),
}
_NUMBER = re.compile(r"(?:#|№|编号[::]?)?(\d{1,15})号?")
_URL = re.compile(r"https?://[^\s,。;、]+", re.IGNORECASE)
_LIKE_URL = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|gov|edu)\b)\S*", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:\d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass(frozen=True, kw_only=True)
class PastedLine:
    """``said``: the line itself; ``number`` 0 and the rest empty or None: not said. ``wrong``: why it is not read."""

    said: str
    number: int = 0
    title: str = ""
    medium: str = ""
    level: Level | None = None
    url: str = ""
    day: date | None = None
    wrong: PastedRefusal | None = None


def read(text: str, media: Collection[str], *, year: int) -> tuple[PastedLine, ...]:
    """``media``: names that are known; ``year``: of days that name none. At most ``MOST_LINES``."""
    lines = [line for line in text.splitlines() if line.strip()]
    columns = _columns(lines[0]) if lines else ()
    if columns:
        return tuple(_by_columns(line, columns, year) for line in lines[1 : MOST_LINES + 1])
    return tuple(_by_looks(line, media, year) for line in lines[:MOST_LINES])


def _columns(line: str) -> tuple[_Column | None, ...]:
    """The columns of a head; none when the line is no head. Other columns are passed over."""
    found = tuple(_HEADS.get("".join(field.split())) for field in _fields(line))
    named = [column for column in found if column is not None]
    of_items = _Column.NUMBER in named or _Column.TITLE in named
    return found if of_items and _Column.MEDIUM in named and len(set(named)) == len(named) else ()


def _fields(line: str) -> list[str]:
    return [field.strip() for field in (line.split("\t") if "\t" in line else line.split())]


def _by_columns(line: str, columns: Sequence[_Column | None], year: int) -> PastedLine:
    cells = {column: field for column, field in zip(columns, _fields(line), strict=False) if column is not None}
    number, url = cells.get(_Column.NUMBER, ""), cells.get(_Column.URL, "")
    level, day = cells.get(_Column.LEVEL, ""), cells.get(_Column.DAY, "")
    found = PastedLine(
        said=line.strip(),
        number=_number(number) or 0,
        title=_titled(cells.get(_Column.TITLE, "")),
        medium=cells.get(_Column.MEDIUM, ""),
        level=_LEVELS.get(_plain(level)),
        url=url,
        day=_day(day, year),
    )
    if number and not found.number:
        return replace(found, wrong=PastedRefusal.NO_ITEM)
    if url and not _URL.fullmatch(url):
        return replace(found, wrong=PastedRefusal.ADDRESS)
    return replace(found, wrong=PastedRefusal.DAY if day and found.day is None else _lacking(found))


def _by_looks(line: str, media: Collection[str], year: int) -> PastedLine:
    urls = _URL.findall(line)
    fields = [field for field in _fields(_URL.sub("\t" if "\t" in line else " ", line)) if field]
    numbers = [number for field in fields if (number := _number(field))]
    levels = [_LEVELS[_plain(field)] for field in fields if _plain(field) in _LEVELS]
    days = [field for field in fields if _DAY.fullmatch(_plain(field))]
    rest = [field for field in fields if not _number(field) and _plain(field) not in _LEVELS and field not in days]
    found = PastedLine(
        said=line.strip(),
        number=numbers[0] if numbers else 0,
        level=levels[0] if levels else None,
        url=urls[0] if urls else "",
        day=_day(days[0], year) if days else None,
    )
    for several, wrong in (
        (numbers, PastedRefusal.SEVERAL_NUMBERS),
        (urls, PastedRefusal.SEVERAL_ADDRESSES),
        (levels, PastedRefusal.SEVERAL_LEVELS),
        (days, PastedRefusal.SEVERAL_DAYS),
    ):
        if len(several) > 1:
            return replace(found, wrong=wrong)
    if any(_LIKE_URL.fullmatch(field) for field in rest if field not in media):
        return replace(found, wrong=PastedRefusal.ADDRESS)
    if days and found.day is None:
        return replace(found, wrong=PastedRefusal.DAY)
    return _with_texts(found, rest, media)


def _with_texts(found: PastedLine, texts: Sequence[str], media: Collection[str]) -> PastedLine:
    """Which of the texts is the medium: the only one beside a number, else the only one whose name is known."""
    known = [text for text in texts if text in media]
    if found.number and len(texts) == 1:
        return replace(found, medium=texts[0])
    if len(texts) > 2 or (len(texts) == 2 and len(known) != 1):
        return replace(found, wrong=PastedRefusal.UNCLEAR)
    medium = known[0] if len(known) == 1 else ""
    titled = replace(found, medium=medium, title=_titled(next((text for text in texts if text != medium), "")))
    return replace(titled, wrong=_lacking(titled))


def _lacking(line: PastedLine) -> PastedRefusal | None:
    if not line.number and not line.title:
        return PastedRefusal.NO_ITEM
    return None if line.medium else PastedRefusal.NO_MEDIUM


def _plain(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).split())


def _titled(said: str) -> str:
    return said.removeprefix("《").removesuffix("》").strip()


def _number(said: str) -> int | None:
    match = _NUMBER.fullmatch(_plain(said))
    return int(match[1]) or None if match else None


def _day(said: str, year: int) -> date | None:
    match = _DAY.fullmatch(_plain(said))
    if match is None:
        return None
    try:
        return date(int(match[1] or year), int(match[2]), int(match[3]))
    except ValueError:
        return None
