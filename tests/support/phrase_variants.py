"""One phrase said in other ways: with a greeting, a particle, an emoji, in traditional characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from opencc import OpenCC

from tests.support.phrase_rows import Row

_TRADITIONAL = OpenCC("s2t")
#: The day named is another, and so is the day meant.
_OTHER_DAYS = (("昨天", "前天", date(2020, 11, 8)), ("11月9日", "11月8日", date(2020, 11, 8)))
_OTHER_UNITS = (("晨光区教育体育局", "晨光区", "晚霞区教育体育局", "晚霞区"),)
_ENDS = "。？！?!~…，,"


def variants(row: Row) -> Iterator[tuple[str, Row]]:
    """Each with a name; what was meant stays, or changes with the words."""
    short = len(row.utterance) < 60 and "\n" not in row.utterance
    if short:
        yield "greeting", replace(row, utterance=f"老师好，{row.utterance}")
        yield "emoji", replace(row, utterance=f"{row.utterance}🙏")
        if row.utterance[-1] not in _ENDS and not row.utterance[-1].isascii():
            yield "particle", replace(row, utterance=f"{row.utterance}哈")
    yield "traditional", replace(row, utterance=_TRADITIONAL.convert(row.utterance))
    for said, other, day in _OTHER_DAYS:
        if said in row.utterance and len(row.days) == 1:
            yield "another day", replace(row, utterance=row.utterance.replace(said, other), day=day.isoformat())
    for unit, said, other, other_said in _OTHER_UNITS:
        if row.unit == unit and said in row.utterance:
            yield "another unit", replace(row, utterance=row.utterance.replace(said, other_said), unit=other)
