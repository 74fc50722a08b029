"""What people type where a number is wanted: ``35所``, ``1,200 人``, ``１２``, ``1.2万``, ``八``, ``85%``, ``—``.

A number is read when it can mean one thing only. What is about right (``约1200``), or a number by custom alone (a dash
for none), is read and marked as unsure, so that the sender is asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from checks.tables.han_numbers import HAN, number_of

MAX_COUNT = 1_000_000_000
#: Longer than any number anybody types.
MAX_LENGTH = 40
#: Below this a share that stands with its sign is more likely meant otherwise: 2% of those asked, or of the schools.
_LIKELY_SHARE = 0.05

_UNITS = {
    "people": ("人次", "人", "名", "位", "师生", "名教师", "名学生", "名师生", "名老师", "位教师"),
    "things": ("所", "家", "项", "场", "场次", "处", "校", "所学校", "所院校", "家企业", "家单位", "个企业", "项活动"),
    "any": ("", "个", "次", "个项目", "个学校", "个单位", "种", "类"),
}
_UNIT = "|".join(sorted((unit for units in _UNITS.values() for unit in units), key=len, reverse=True))
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNT = re.compile(
    rf"(?P<about>大?约|近|将近|超过?|逾)?(?:共计?|合计|总计|计|达)?(?:(?P<figures>{_FIGURES})(?P<ten>[万千百]?)|(?P<han>{HAN}))"
    rf"(?P<more>[余多+])?(?P<unit>{_UNIT})(?P<after>左右|以上|上下|多|余)?[。.]?"
)
_SHARE = re.compile(
    rf"(?P<about>大?约|近|达|超过?)?(?:(?:百分之(?P<han>{HAN})|(?:百分之)?(?P<figures>\d+(?:\.\d+)?)(?P<sign>%?)))"
    r"(?P<after>左右|以上|上下)?"
)
_ALL = ("全覆盖", "全部", "全员", "全体", "全员参与", "全部参与", "百分百", "百分之百", "100%全覆盖")
_NONE = re.compile(r"无|没有|零")
_DASH = re.compile(r"[-—–―─/\\]+|暂无|未开展")
#: Digits with room between them, other than thousands.
_APART = re.compile(r"\d\s+\d")
_GROUPED = re.compile(r"\d{1,3}(?:[\s,]\d{3})+(?!\d)")


@dataclass(frozen=True)
class Reading:
    """``value``: None when there is no telling. ``sure``: False when the sender had better be asked."""

    value: float | None
    sure: bool = True

    @property
    def count(self) -> int | None:
        return None if self.value is None else round(self.value)


UNREADABLE = Reading(None)


def plain(text: str) -> str:
    """Full-width forms made plain, spaces of any kind gone."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("，", ",")


def count_of(text: str) -> int | None:
    """A whole number of something, from 0; None when the cell says none."""
    return read_count(text).count


def share_of(text: str) -> float | None:
    """A share from 0 to 1: ``85%``, ``0.85``, ``85``, ``百分之85``. More than 1 stays so; None is no number."""
    return read_share(text).value


def read_count(text: str, of: str = "any") -> Reading:
    """``of`` is what is counted, ``people`` or ``things``: 35人 is an odd number of schools."""
    said, aside = _apart(text)
    if said is None:
        return UNREADABLE
    if _NONE.fullmatch(said) or _DASH.fullmatch(said):
        return Reading(0, sure=of == "any" or _NONE.fullmatch(said) is not None)
    match = _COUNT.fullmatch(said)
    if match is None:
        return UNREADABLE
    value = number_of(match["han"]) if match["han"] else float(match["figures"].replace(",", ""))
    if value is None:
        return UNREADABLE
    value *= {"": 1, "百": 100, "千": 1000, "万": 10_000}[match["ten"] or ""]
    if abs(value - round(value)) > 1e-6 or value > MAX_COUNT:
        return UNREADABLE
    other = {"people": "things", "things": "people"}.get(of, "")
    # 一 alone may be a dash.
    odd = match["unit"] in _UNITS.get(other, ()) or said == "一"
    return Reading(round(value), sure=not (aside or match["about"] or match["more"] or match["after"] or odd))


def read_share(text: str) -> Reading:
    """A bare 1 is all of them: nobody who reaches one in a hundred writes a form about it."""
    said, aside = _apart(text)
    if said is None:
        return UNREADABLE
    if said in _ALL:
        return Reading(1.0)
    if _NONE.fullmatch(said) or _DASH.fullmatch(said):
        return Reading(0.0, sure=_NONE.fullmatch(said) is not None)
    match = _SHARE.fullmatch(said)
    if match is None:
        return UNREADABLE
    number = number_of(match["han"]) if match["han"] else float(match["figures"])
    if number is None:
        return UNREADABLE
    vague = match["about"] not in (None, "达") or match["after"] is not None
    signed = bool(match["sign"]) or "百分之" in said
    # Between 1 and 2 without a sign it may be 120% as well as 1.2%: too much either way to be believed.
    share = number / 100 if signed or number >= 2 else number
    likely = share >= _LIKELY_SHARE or number == 0 or (number <= 1 and not signed)
    return Reading(share, sure=likely and not vague and not aside)


def _apart(text: str) -> tuple[str | None, bool]:
    """What the cell says without what follows in brackets, and whether that may change the number's meaning."""
    said, bracket, aside = unicodedata.normalize("NFKC", text).strip().partition("(")
    if not bracket or not said or not aside.endswith(")"):
        return _single(text), False
    return _single(said), not aside.startswith(("其中", "含", "包括", "包含"))


def _single(text: str) -> str | None:
    """What the cell says, unless it is too long for a number, or two of them."""
    # An apostrophe in front is how Excel is told that a number is text.
    said = unicodedata.normalize("NFKC", text).strip().lstrip("'’‘")
    if len(text) > MAX_LENGTH or (_APART.search(said) and not _GROUPED.match(said)):
        return None
    return plain(said)
