"""Reads several captions out of one message: by place (第一张:… 1、…) or by number (说明 79 …). Pure; never raises.

The whole message has to be the list, and every entry has to be fit to be a caption; else None.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.language.captions import Objection, caption_evidence, speaks_against
from domain.language.late import Late

__all__ = ["CaptionList", "Counting", "caption_list"]


class Counting(StrEnum):
    """What the numerals of a list count."""

    #: Places among the photos that wait, from 1.
    PLACES = "places"
    #: Numbers of submissions.
    NUMBERS = "numbers"


@dataclass(frozen=True, kw_only=True)
class CaptionList:
    """Numerals with their captions, in the order written, no numeral twice. ``explicit``: 第…张, 图… or 说明."""

    counting: Counting
    captions: tuple[tuple[int, str], ...]
    explicit: bool


def caption_list(text: str) -> CaptionList | None:
    """The captions listed in ``text`` (simplified Chinese), or None when it is no such list.

    Places named as such (第一张, 图2) may stand alone or in a row, with one caption at least among them; bare numerals
    (1、…) must be two or more, each with a caption. 说明 with numbers must fill two lines or more.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return _commands(plain) or _places(plain, _NAMED_PLACE, explicit=True) or _places(plain, _BARE, explicit=False)


def _commands(plain: str) -> CaptionList | None:
    entries: list[tuple[int, str]] = []
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    for line in lines:
        found = _COMMAND.regex.fullmatch(line)
        if found is None or speaks_against(found["text"]) in _NOT_EVEN_TOLD:
            return None
        entries += [(int(number), found["text"]) for number in re.findall(r"\d+", found["numbers"])]
    return _listed(Counting.NUMBERS, entries, explicit=True) if len(lines) > 1 else None


def _places(plain: str, marker: Late, *, explicit: bool) -> CaptionList | None:
    marks = list(marker.regex.finditer(plain))
    if not marks or marks[0].start() or (not explicit and len(marks) < 2):
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(plain)]
    texts = [plain[mark.end() : end].strip(" \n;,。、") for mark, end in zip(marks, ends, strict=True)]
    evident = [caption_evidence(text) is not None for text in texts]
    fit = [len(text) >= 2 and speaks_against(text) is None for text in texts]
    if not (all(fit) and any(evident) if explicit else all(evident)):
        return None
    entries = [(_value(mark["place"] or mark["of"]), text) for mark, text in zip(marks, texts, strict=True)]
    return _listed(Counting.PLACES, entries, explicit=explicit)


def _listed(counting: Counting, entries: list[tuple[int, str]], *, explicit: bool) -> CaptionList | None:
    numerals = [numeral for numeral, _ in entries]
    if len(set(numerals)) < len(numerals) or 0 in numerals:
        return None
    return CaptionList(counting=counting, captions=tuple(entries), explicit=explicit)


def _value(numeral: str) -> int:
    """12, 十二 or 二十 as a number; 0 when it is none."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS.get(numeral, 0)
    return _DIGITS.get(tens, 0 if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERAL = r"(?P<place>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_START = r"(?:^|(?<=[\s;,。]))"
_NAMED_PLACE = Late(
    rf"{_START}(?:第\s*{_NUMERAL}\s*[张幅]图?|(?:图|照片|图片)\s*{_NUMERAL.replace('place', 'of')})"
    r"(?:\s*[:、.]\s*|\s+|(?=为))"
)
_BARE = Late(rf"{_START}(?:[(]{_NUMERAL}[)]|{_NUMERAL.replace('place', 'of')}[、.:)])\s*(?!\d)")
_COMMAND = Late(r"说明\s*[:#]?\s*(?P<numbers>\d{1,9}(?:\s*[、,和]\s*\d{1,9})*)\s*号?(?:\s*[:、]\s*|\s+)(?P<text>\S.*)")
#: 说明 79 says that a caption follows; only a question or talk about later is none even then.
_NOT_EVEN_TOLD = frozenset({Objection.SIGNS, Objection.TALK, Objection.LATER})
