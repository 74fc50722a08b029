"""A message as tokens: words of the lexicon, days, numbers, names, links, and what is unread. Pure; never raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from domain.language import numerals
from domain.language.confusables import SOUND
from domain.language.late import Late
from domain.language.lexicon import WORDS, Tag
from domain.language.vocabulary import Vocabulary

_LINK = Late(
    r"(?:https?://|www\.)[^\s，。；、一-鿿]+"
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:cn|com|net|org|edu|gov)(?:/[^\s，。；、一-鿿]*)?(?![a-z0-9.])",
    re.IGNORECASE,
)
_PHONE = Late(r"(?<!\d)(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_CLOCK = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_TIME = Late(
    rf"(?:上午|下午|早上|中午|晚上|早|晚)?(?:{_CLOCK})(?:点钟?|:\d\d|时)(?:半|(?:{_CLOCK})分?|整)?(?:以前|之前|前)?"
    r"|上午|下午|早上|晚上|中午|今晚"
)
#: With what each kind of pattern can begin: nothing else is tried at a place.
_DIGITS = frozenset("0123456789")
_TIMES = _DIGITS | frozenset("一二两三四五六七八九十上下早中晚今")
_DAYS = _DIGITS | frozenset("一二三四五六七八九十两第最末首头这近前上下周星礼本大昨今当明后每各整全活开启")
_ASCII = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyz")
_BREAKS = frozenset("。!;；\n,，")
_SOFT = frozenset("、：:.…~-—_·*\"'“”‘’()（）《》【】<>|/\\+=")
_DAY_JOINERS = {
    "到": True,
    "至": True,
    "-": True,
    "~": True,
    "和": False,
    "、": False,
    "与": False,
    "跟": False,
    ",": False,
}
_TILL_NOW = frozenset({"到现在", "到目前", "到现在为止", "到目前为止", "到这会儿", "起", "开始", "以来"})
_LONGEST = max(len(word) for word in WORDS)


@dataclass(frozen=True, kw_only=True)
class Token:
    """``value``: days, units, a milestone, a place, or nothing. ``fuzzy``: a word spelt as it sounds."""

    tag: Tag
    text: str
    start: int
    end: int
    value: Any = None
    fuzzy: bool = False


def _by_first(words: dict[str, Tag]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


def _sounding(text: str) -> str:
    return "".join(SOUND.get(character, character) for character in text)


_FIRST = _by_first(WORDS)
#: Characters that are mistyped for how they look.
_LOOKS = str.maketrans("撒澈辙徹兔倒", "撤撤撤撤免导")


@cache
def _sounds() -> dict[str, str]:
    """How a word of two characters or more sounds → the word."""
    return {_sounding(word): word for word in sorted(WORDS) if len(word) > 1}


def scan(plain: str, vocabulary: Vocabulary, *, fuzzy: bool = False) -> list[Token]:
    """``fuzzy``: words may be spelt as they sound, one character each."""
    text = plain.lower() if len(plain.lower()) == len(plain) else plain
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        token = _token(text, place, vocabulary, fuzzy)
        if token.tag is Tag.UNREAD and tokens and tokens[-1].tag is Tag.UNREAD:
            before = tokens[-1]
            tokens[-1] = replace(before, text=before.text + token.text, end=token.end)
        else:
            tokens.append(token)
        place = token.end
    return _days_joined(tokens, vocabulary)


def _token(text: str, place: int, vocabulary: Vocabulary, fuzzy: bool) -> Token:
    character = text[place]
    if character.isspace() and character != "\n":
        return Token(tag=Tag.SPACE, text=character, start=place, end=place + 1)
    found = _pattern(text, place, vocabulary)
    word = _word(text, place)
    alike = _sounds_like(text, place) if fuzzy else None
    if alike and alike.end > max(place + len(word or ""), found.end if found else 0):
        return alike
    if word and (found is None or _wins(word, place, found)):
        return Token(tag=WORDS[word], text=word, start=place, end=place + len(word))
    if found is not None:
        return found
    tag = Tag.BREAK if character in _BREAKS else Tag.SOFT if character in _SOFT else Tag.UNREAD
    return Token(tag=tag, text=character, start=place, end=place + 1)


def _wins(word: str, place: int, found: Token) -> bool:
    """The longer of a word and a pattern; of equally long ones the installation's own names, then the word."""
    end = place + len(word)
    own = found.tag in (Tag.NAMED, Tag.MILESTONE)
    return end > found.end or (end == found.end and not own and WORDS[word] is not Tag.PARTICLE)


def _word(text: str, place: int) -> str | None:
    return next((word for word in _FIRST.get(text[place], ()) if text.startswith(word, place)), None)


def _sounds_like(text: str, place: int) -> Token | None:
    for length in range(min(_LONGEST, len(text) - place), 1, -1):
        typed = text[place : place + length]
        word = _sounds().get(_sounding(typed.translate(_LOOKS)))
        if word and sum(a != b for a, b in zip(typed, word, strict=True)) == 1:
            return Token(tag=WORDS[word], text=word, start=place, end=place + length, fuzzy=True)
    return None


def _pattern(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    """The longest of names, milestones, days, numbers and links here."""
    best: Token | None = None
    for reader in _READERS:
        token = reader(text, place, vocabulary)
        if token is not None and (best is None or token.end > best.end):
            best = token
    return best


def _name(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    found = vocabulary.units.at(text, place)
    if found is None:
        return None
    name, units = found
    return Token(tag=Tag.NAMED, text=name, start=place, end=place + len(name), value=units)


def _milestone(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    for word, milestone in vocabulary.milestone_words.get(text[place], ()):
        if text.startswith(word, place):
            return Token(tag=Tag.MILESTONE, text=word, start=place, end=place + len(word), value=milestone)
    return None


def _day(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    found = vocabulary.calendar.at(text, place) if text[place] in _DAYS else None
    if found is None:
        return None
    end, days = found
    return Token(tag=Tag.DAY, text=text[place:end], start=place, end=end, value=days)


def _number(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    if not (text[place].isdecimal() or text[place] == "#"):
        return None
    if match := numerals.RECEIPT.regex.match(text, place):
        return Token(tag=Tag.RECEIPT, text=match.group(), start=place, end=match.end(), value=f"{match[1]}-{match[2]}")
    match = numerals.NUMBERS.regex.match(text, place)
    if match is None:
        return None
    said = match.group().rstrip()
    days = numerals.as_days(said, vocabulary.calendar)
    tag = Tag.NUMBER if not days else Tag.NUMBER_OR_DAY if "号" in said else Tag.RANGE_OR_DAY
    value = numerals.Numbers(numbers=numerals.listed(said), days=days)
    return Token(tag=tag, text=said, start=place, end=place + len(said), value=value)


def _place(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    match = numerals.PLACE.regex.match(text, place) if text[place] in "第图照p" else None
    if match is None:
        return None
    return Token(tag=Tag.PLACE, text=match.group(), start=place, end=match.end(), value=numerals.place(match))


def _matching(pattern: Late, tag: Tag, first: frozenset[str]) -> Callable[[str, int, Vocabulary], Token | None]:
    def read(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
        match = pattern.regex.match(text, place) if text[place] in first else None
        return Token(tag=tag, text=match.group(), start=place, end=match.end()) if match else None

    return read


_READERS = (
    _name,
    _milestone,
    _day,
    _place,
    _number,
    _matching(_TIME, Tag.TIME, _TIMES),
    _matching(_LINK, Tag.LINK, _ASCII),
    _matching(_PHONE, Tag.PHONE, _DIGITS),
)


def _days_joined(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """昨天和今天, 周三到今天 as one token of several days."""
    joined: list[Token] = []
    for token in tokens:
        if len(joined) > 1 and _days_of(token) and _days_of(joined[-2]) and joined[-1].text in _DAY_JOINERS:
            first, through = joined[-2], _DAY_JOINERS[joined[-1].text]
            days = _together(_days_of(first), _days_of(token), through, vocabulary)
            if days:
                text = first.text + joined[-1].text + token.text
                joined[-2:] = [Token(tag=Tag.DAY, text=text, start=first.start, end=token.end, value=days)]
                continue
        if joined and token.text in _TILL_NOW and _days_of(joined[-1]):
            first = joined[-1]
            days = vocabulary.calendar.between(_days_of(first)[0], vocabulary.today)
            if days:
                joined[-1] = replace(first, tag=Tag.DAY, text=first.text + token.text, end=token.end, value=days)
                continue
        joined.append(token)
    return joined


def _days_of(token: Token) -> tuple[date, ...]:
    if token.tag is Tag.DAY:
        return tuple(token.value)
    return token.value.days if token.tag in (Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY) else ()


def _together(
    first: tuple[date, ...], last: tuple[date, ...], through: bool, vocabulary: Vocabulary
) -> tuple[date, ...]:
    if through:
        return vocabulary.calendar.between(first[0], last[-1])
    return tuple(sorted({*first, *last}))
