"""What a person's words ask for. Pure: a table of verbs and how they are said; never raises, never guesses.

A verb that changes something is understood only when the whole message is that command; a sentence that merely
contains its word stays UNKNOWN. Questions, which change nothing, are understood more generously.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.language import words
from domain.language.days import SpokenDay, find_day
from domain.language.words import Verb

__all__ = ["CHANGING", "Phrase", "Verb", "squeezed", "understand"]

#: Nothing longer than this is a question or a word of small talk, in characters.
QUESTION_LIMIT = 60
#: Most submissions named in one command (说明 3-40 …).
RANGE_LIMIT = 500
#: After 稿件 or 总结 a text this long is the text itself, in characters.
LONG_TEXT = 40

#: Verbs that change something; all others only answer (NUDGE lists who would be nudged, CONFIRM sends it).
CHANGING = frozenset(
    {
        Verb.BIND,
        Verb.CAPTION,
        Verb.WITHDRAW,
        Verb.MOVE,
        Verb.MILESTONE,
        Verb.COMPOSE,
        Verb.CONFIRM,
        Verb.EXEMPT,
        Verb.REVOKE,
    }
)
_PUNCTUATION = re.compile(r"[\s。？！，、；：,.?!;:~…\"'“”‘’()（）《》【】\[\]#*]+")


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """What was asked.

    ``numbers``: submissions named (说明 3-5). ``said_day``: the day as typed; ``day`` is None when none was named or
    when the one named does not exist. ``rest``: the code of BIND; the words of CAPTION, MILESTONE and COMPOSE as they
    were typed; the unit of EXEMPT; of UNKNOWN what remains without day and politeness — perhaps a unit's name.
    ``item``: a milestone's code, of MILESTONE or of a question about one (谁没交方案).
    """

    verb: Verb
    numbers: tuple[int, ...] = ()
    day: date | None = None
    said_day: str = ""
    rest: str = ""
    item: str = ""
    raw: str = ""


def understand(text: str, *, today: date, days: Sequence[date], milestone_words: Mapping[str, str]) -> Phrase:
    """``days`` are the campaign's report days, ``milestone_words`` what people call its milestones → their codes."""
    plain, origin = _normalised(text)
    said = _Said(raw=text, plain=plain, origin=origin, today=today, days=days, milestones=milestone_words)
    for read in (_number, _word, _bind, _caption, _withdraw, _move, _compose, _exempt, _milestone, _question):
        phrase = read(said)
        if phrase is not None:
            return phrase
    return _unknown(said)


def squeezed(text: str) -> str:
    """Lower case, NFKC, without spaces and punctuation: what two spellings of one sentence have in common."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True, kw_only=True)
class _Said:
    """A message being read. ``origin[i]`` is the place in ``raw`` that ``plain[i]`` came from."""

    raw: str
    plain: str
    origin: Sequence[int]
    today: date
    days: Sequence[date]
    milestones: Mapping[str, str]

    @property
    def short(self) -> bool:
        return len(self.plain) <= QUESTION_LIMIT

    def day(self, text: str) -> SpokenDay | None:
        return find_day(text, today=self.today, days=self.days)

    def typed(self, start: int) -> str:
        """What was typed from a place in ``plain`` on, unchanged."""
        return self.raw[self.origin[start] :].strip() if start < len(self.origin) else ""


def _normalised(text: str) -> tuple[str, list[int]]:
    """NFKC without outer spaces, and for each of its characters the place in ``text`` it came from."""
    pairs = [(c, i) for i, typed in enumerate(text) for c in unicodedata.normalize("NFKC", typed)]
    while pairs and pairs[-1][0].isspace():
        pairs.pop()
    start = next((n for n, (c, _) in enumerate(pairs) if not c.isspace()), 0)
    return "".join(c for c, _ in pairs[start:]), [i for _, i in pairs[start:]]


# --- Whole messages ---


def _number(said: _Said) -> Phrase | None:
    match = words.NUMBER.fullmatch(said.plain)
    return Phrase(verb=Verb.NUMBER, numbers=(int(match[1]),), raw=said.raw) if match else None


def _word(said: _Said) -> Phrase | None:
    if not said.short:
        return None
    core = squeezed(said.plain)
    if not core:
        return Phrase(verb=Verb.HELP, raw=said.raw) if "?" in said.plain else None
    verb = words.EXACT.get(core)
    if verb is None and words.COURTESY.fullmatch(core):
        verb = Verb.THANKS if "谢" in core or "辛苦" in core else Verb.ACKNOWLEDGE
    if verb is None:
        verb = words.EXACT.get(_without_politeness(core))
        verb = None if verb in words.BARE else verb
    return Phrase(verb=verb, raw=said.raw) if verb else None


# --- Commands ---


def _bind(said: _Said) -> Phrase | None:
    match = words.BIND.match(said.plain)
    return Phrase(verb=Verb.BIND, rest=(match["code"] or "").upper(), raw=said.raw) if match else None


def _caption(said: _Said) -> Phrase | None:
    match = words.CAPTION.match(said.plain) or words.CAPTION_NUMBER_FIRST.match(said.plain)
    if match is None:
        return None
    numbers = _listed(match["numbers"])
    return Phrase(verb=Verb.CAPTION, numbers=numbers, rest=said.typed(match.start("rest")), raw=said.raw)


def _withdraw(said: _Said) -> Phrase | None:
    match = words.WITHDRAW.match(said.plain)
    return Phrase(verb=Verb.WITHDRAW, numbers=_listed(match["numbers"]), raw=said.raw) if match else None


def _move(said: _Said) -> Phrase | None:
    """Only when nothing but a day follows: 改到明天开会 moves nothing."""
    match = words.MOVE.match(said.plain) if said.short else None
    if match is None:
        return None
    wanted = re.sub(r"[\s。.!]*(?:吧|谢谢)?[\s。.!]*$", "", match["day"])
    spoken = said.day(wanted)
    if wanted and (spoken is None or (spoken.start, spoken.end) != (0, len(wanted))):
        return None
    return Phrase(verb=Verb.MOVE, numbers=_listed(match["numbers"]), raw=said.raw, **_dated(spoken))


def _compose(said: _Said) -> Phrase | None:
    match = words.COMPOSE.match(said.plain)
    if match is None or not _is_content(match["separator"], match["rest"]):
        return None
    return Phrase(verb=Verb.COMPOSE, rest=said.typed(match.start("rest")), raw=said.raw)


def _exempt(said: _Said) -> Phrase | None:
    match = words.EXEMPT.match(said.plain) if said.short else None
    if match is None or words.ASKING.search(match["rest"]) or "名单" in match["rest"]:
        return None
    spoken = said.day(match["rest"])
    unit = _without(match["rest"], spoken).strip(" ,、。.!:的")
    if unit and not match["separator"] and spoken is None:
        return None
    return Phrase(verb=Verb.EXEMPT, rest=unit, raw=said.raw, **_dated(spoken))


def _milestone(said: _Said) -> Phrase | None:
    bare = words.HANDING_IN.sub("", said.plain, count=1)
    for word in sorted(said.milestones, key=len, reverse=True):
        name = unicodedata.normalize("NFKC", word)
        for text in (said.plain, bare):
            if text.startswith(name):
                return _handed_in(said, said.milestones[word], len(said.plain) - len(text) + len(name))
    return None


def _handed_in(said: _Said, item: str, end: int) -> Phrase | None:
    rest = said.plain[end:]
    content = rest.lstrip(" \t\r\n:　")
    if not content.strip("。.!") or content in ("吧", "谢谢"):
        return Phrase(verb=Verb.MILESTONE, item=item, raw=said.raw)
    separator = rest[: len(rest) - len(content)]
    if not words.EVIDENCE.search(content) and not _is_content(separator, content):
        return None
    start = len(said.plain) - len(content)
    return Phrase(verb=Verb.MILESTONE, item=item, rest=said.typed(start), raw=said.raw)


def _is_content(separator: str, rest: str) -> bool:
    """A remark after a command's word is not its content: that is set off by a colon or a line, or is long."""
    if not separator:
        return False
    if len(rest) >= LONG_TEXT:
        return True
    return (":" in separator or "\n" in separator) and not words.ASKING.search(rest)


# --- Questions ---


def _question(said: _Said) -> Phrase | None:
    if not said.short:
        return None
    spoken = said.day(said.plain)
    sentence = squeezed(_without(said.plain, spoken))
    core = _without_politeness(sentence)
    for candidate in (sentence, core):
        verb = words.EXACT.get(candidate)
        if verb in words.DATED:
            return Phrase(verb=verb, raw=said.raw, **_dated(spoken))
    if words.EVERYBODY.fullmatch(core) or words.EVERYBODY.fullmatch(sentence):
        return Phrase(verb=Verb.MISSING, raw=said.raw, **_dated(spoken))
    skeleton = words.PARTICLES.sub("", core)
    for item, text in _about(skeleton, said.milestones):
        for verb, pattern in words.QUESTIONS:
            if pattern.fullmatch(text):
                return Phrase(verb=verb, item=item, raw=said.raw, **_dated(spoken))
    return None


def _about(skeleton: str, milestones: Mapping[str, str]) -> list[tuple[str, str]]:
    """The question as it stands, then as one about each milestone that it names."""
    readings = [("", skeleton)]
    for word in sorted(milestones, key=len, reverse=True):
        if word in skeleton:
            readings.append((milestones[word], skeleton.replace(word, "", 1)))
    return readings


def _unknown(said: _Said) -> Phrase:
    if not said.short:
        return Phrase(verb=Verb.UNKNOWN, raw=said.raw)
    spoken = said.day(said.plain)
    rest = _without(said.plain, spoken).strip(" 　,、。.!?:;~")
    rest = _trimmed(rest, words.UNIT_BEFORE, words.UNIT_AFTER)
    return Phrase(verb=Verb.UNKNOWN, rest=rest, raw=said.raw, **_dated(spoken))


# --- Parts ---


def _without_politeness(core: str) -> str:
    return _trimmed(core, words.BEFORE, words.AFTER)


def _trimmed(text: str, before: re.Pattern[str], after: re.Pattern[str]) -> str:
    while True:
        shorter = after.sub("", before.sub("", text)).strip()
        if shorter == text or not shorter:
            return text
        text = shorter


def _without(text: str, spoken: SpokenDay | None) -> str:
    return f"{text[: spoken.start]} {text[spoken.end :]}" if spoken else text


def _dated(spoken: SpokenDay | None) -> dict[str, Any]:
    return {"day": spoken.day, "said_day": spoken.said} if spoken else {}


def _listed(said: str | None) -> tuple[int, ...]:
    """3-5、8 → 3, 4, 5, 8. A range that is upside down or endless names its ends alone."""
    numbers: list[int] = []
    for part in re.split(r"(?:\s*[、,和及与]\s*|(?<=\d)\s+(?=\d))", said or ""):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] <= ends[1] < ends[0] + RANGE_LIMIT:
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return tuple(dict.fromkeys(numbers))
