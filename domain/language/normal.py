"""A message made ready for reading: one width, one script, without emoji and quoted messages. Pure; never raises.

Every character kept knows the place it came from, so that what a person typed can be given back unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.language.late import Late

#: 「甲：今天谁没交」, a line of dashes, then what is said now: how WeCom writes a reply.
_QUOTED_BLOCK = Late(r"^\s*[「“\"『](?P<said>.*?)[」”\"』][^\S\n]*\n\s*(?:[-—–―─_]\s*){3,}\n?", re.DOTALL)
#: "> 今天谁没交" lines before what is said now.
_QUOTED_LINES = Late(r"^(?:\s*[>＞][^\n]*\n)+")
#: 「今天谁没交」 and nothing else, or at the front of a line of its own.
_EMOTICON = Late(r"\[(?:[一-鿿]{1,4}|OK|NO|Emm|emoji|Smile|ThumbsUp|Salute|Rose)\](?![（(:：])", re.IGNORECASE)
_GREETING = Late(
    r"(?:(?:各位|大家|领导|老师们?|您|你|早上|上午|中午|下午|晚上|小报)+好|老师们?|主任|领导|您好老师|请问|打扰(?:一下|了|下)?|不好意思|"
    r"麻烦(?:您|你|老师)?|hi|hello|哈喽|在吗)(?:啊|呀|哈)?[\s,，。!！、~:]+|[\s,，。!！、~]+",
    re.IGNORECASE,
)
_THANKS = Late(
    r"[\s,，。!！、~]+(?:谢谢|多谢|感谢|辛苦|麻烦|拜托|有劳)(?:您|你|老师|各位|啦|了|哈|啊|一下)*[\s。!！~]*$|[\s,，。!！~]+$"
)
#: 学生练习插花哈: friendly, and no part of what is said. 吧, 呢, 啊 may ask, 啦 tells that it is over: these stay.
_SOFTENED = Late(r"(?<=[一-鿿])(?<![哈嘻哦噢])[哈哦噢哟]$")
#: A single Chinese character between blanks.
_SPACED = Late(r"(?:^| )[⺀-\U0003ffff](?: |$)")
_INVISIBLE = frozenset("​‌‍⁠﻿︎️⃣")
_OUTER = " \t\r\n　。.,，、;；:：!！~～…·-—_*#\"'“”‘’"
#: Closing ? is kept: it asks. Opening brackets are kept: captions and titles begin with them.
_OUTER_START = _OUTER + "?？"


#: Characters of a message that may be typed with blanks between its words' characters.
_SPACED_OUT = 60


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """``plain[i]`` came from ``raw[origin[i]]``; long blanks are short in it.

    ``quoted``: the message replied to, as typed; empty without one.

    ``whole``: all that was said now, as typed, with its greeting and its stops: what a text is kept as.
    """

    raw: str
    plain: str
    origin: Sequence[int]
    quoted: str = ""
    whole: str = ""

    def typed(self, start: int = 0, end: int | None = None) -> str:
        """What was typed for ``plain[start:end]``, unchanged but for outer spaces."""
        end = len(self.plain) if end is None else min(end, len(self.plain))
        if start >= end:
            return ""
        return self.raw[self.origin[start] : self.origin[end - 1] + 1].strip()

    def within(self, start: int, end: int) -> Utterance:
        """The same message, of which only ``plain[start:end]`` is read."""
        return replace(self, plain=self.plain[start:end], origin=self.origin[start:end])

    def rest(self, start: int) -> str:
        """All that was typed from ``plain[start]`` on, with its stops."""
        return self.raw[self.origin[start] :].strip() if start < len(self.origin) else ""

    @property
    def words(self) -> str:
        """What is read of it, as typed: without greeting, thanks, emoji and stops around it."""
        return self.typed()


def without_blanks(utterance: Utterance) -> Utterance | None:
    """催 登 记 as 催登记: a short message where single characters stand between blanks; None for any other.

    Blanks beside digits and letters alone stay: 撤 1 2 names two numbers.
    """
    plain = utterance.plain
    if len(plain) > _SPACED_OUT or not _SPACED.regex.search(plain):
        return None
    kept = [place for place in range(len(plain)) if not _within_words(plain, place)]
    if len(kept) == len(plain):
        return None
    return replace(
        utterance, plain="".join(plain[place] for place in kept), origin=[utterance.origin[place] for place in kept]
    )


def _within_words(plain: str, place: int) -> bool:
    return plain[place] == " " and any(c >= "\u2e80" for c in plain[place - 1 : place] + plain[place + 1 : place + 2])


def without_courtesy(utterance: Utterance) -> Utterance:
    """Without a greeting before and thanks after, where these are set off, and without a friendly last particle."""
    plain = utterance.plain
    start, end = 0, len(plain)
    if (before := _GREETING.regex.match(plain)) and before.end() < end:
        start = before.end()
    if (after := _THANKS.regex.search(plain, start)) and after.start() > start:
        end = after.start()
    if softened := _SOFTENED.regex.search(plain, start, end):
        end = softened.start()
    return utterance.within(start, end)


def normalised(raw: str, simplified: str | None = None) -> Utterance:
    """``simplified``: ``raw`` in simplified characters, of the same length; ``raw`` itself when not given."""
    source = simplified if simplified is not None and len(simplified) == len(raw) else raw
    start, quoted = _after_quoted(raw)
    hidden = _emoticons(source)
    kept = [
        (character, place)
        for place in range(start, len(source))
        if place not in hidden
        for character in _plain(source[place])
    ]
    first, last = 0, len(kept)
    while last and kept[last - 1][0] in _OUTER:
        last -= 1
    while first < last and kept[first][0] in _OUTER_START:
        first += 1
    kept = _spaced(kept[first:last]) or [pair for pair in kept if pair[0] == "?"][:1]
    return Utterance(
        raw=raw,
        plain="".join(c for c, _ in kept),
        origin=[i for _, i in kept],
        quoted=quoted,
        whole=raw[start:].strip(),
    )


def _spaced(kept: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """At most one blank between words, or two line ends: patterns try every way to share out a long run."""
    spaced: list[tuple[str, int]] = []
    for blank, run in groupby(kept, key=lambda pair: pair[0].isspace()):
        pairs = list(run)
        ends = [pair for pair in pairs if pair[0] == "\n"][:2]
        spaced += (ends or pairs[:1]) if blank else pairs
    return spaced


def _after_quoted(raw: str) -> tuple[int, str]:
    match = _QUOTED_BLOCK.regex.match(raw) or _QUOTED_LINES.regex.match(raw)
    if match is None:
        return 0, ""
    return match.end(), (match.groupdict().get("said") or match.group()).strip()


def _emoticons(source: str) -> frozenset[int]:
    if "[" not in source:
        return frozenset()
    return frozenset(place for match in _EMOTICON.regex.finditer(source) for place in range(*match.span()))


def _plain(character: str) -> str:
    if character < "\x7f" or "一" <= character <= "鿿":
        return character
    if character in _INVISIBLE or unicodedata.category(character) in ("So", "Sk", "Cs", "Co", "Cf"):
        return " "
    return unicodedata.normalize("NFKC", character)
