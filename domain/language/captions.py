"""Tells the caption of a photo from everything else a person may type after sending photos. Pure; never raises.

A caption is written language: it names people of school life and what they do, or an occasion. Talk is full of words
that captions do without. So a line is read in three steps, described with examples in ``docs/captions.md``:

1. **Objections.** Compounds of the written language (技能, 非遗) are set aside. Anything left of talk (particles, 我 你
   这 那, modal and degree words, questions, negation), of later, of orders, of the photo or its sending, of office,
   family and mishap, any paper as the last word, any emoji, address or stray number: no caption.
2. **Clauses.** The rest is cut at commas, colons and spaces. Every clause must be accounted for: it shows something, or
   it only sets the scene (a date, a place, a unit, 在…上), or it tells the mood after one that shows something.
3. **Frames.** A clause shows something when it has one of the shapes of ``Frame``. The frames, not the trades, carry
   the generality: a trade never heard of is read by its people, its audience, its place or its occasion.

None means "ask", never "no": the cost of a miss is one tap, the cost of a false mark is a wrong record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.language import caption_frames as frames
from domain.language import caption_objections as objections
from domain.language.caption_frames import Frame
from domain.language.late import Late

__all__ = ["CaptionEvidence", "Frame", "Objection", "caption_evidence", "speaks_against"]

#: A caption has so many characters, at least and at most.
SHORTEST, LONGEST = 3, 150


class Objection(StrEnum):
    """What speaks against a caption."""

    SIGNS = "signs"
    TALK = "talk"
    ENDED = "ended"
    LATER = "later"
    ORDER = "order"
    SENDING = "sending"
    ELSEWHERE = "elsewhere"
    PAPER = "paper"
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class CaptionEvidence:
    """The positive marks found, as they stand in the text; empty when a mark is of another kind.

    ``who``: people; ``act``: the verb of school life; ``occasion``: an event or a sight; ``frame``: of the first clause
    that shows something.
    """

    frame: Frame
    who: str = ""
    act: str = ""
    occasion: str = ""


def caption_evidence(text: str) -> CaptionEvidence | None:
    """What makes ``text`` (one line, simplified Chinese) a caption; None when nothing does or anything objects."""
    plain = _plain(text)
    if not SHORTEST <= len(plain) <= LONGEST or not _HAN.regex.search(plain) or speaks_against(plain) is not None:
        return None
    body = _QUOTED.regex.sub("《》", plain)
    pictured = _PICTURE.regex.match(body)
    if pictured:
        body = body[pictured.end() :]
    found: CaptionEvidence | None = None
    follows = False
    of_school = frames.SCHOOL.regex.search(plain) is not None
    for clause in _BREAK.regex.split(body):
        shown = _shown(clause, follows=follows, of_school=of_school)
        follows = follows or shown is not None or frames.TRADE.regex.fullmatch(clause) is not None
        if (
            shown is None
            and not frames.PREAMBLE.regex.fullmatch(clause)
            and not (found and frames.MOOD.regex.search(clause))
        ):
            found = None
            break
        found = found or shown
    if found is None and pictured and pictured["is"] and len(body) >= 4:
        return CaptionEvidence(frame=Frame.PICTURE)
    return found


def speaks_against(text: str) -> Objection | None:
    """The first objection to ``text`` as a caption; what stands in quotation marks is a name and is not read."""
    plain = _QUOTED.regex.sub("《》", _plain(text))
    plain = _PICTURE.regex.sub("", plain)
    for objection, pattern in _AGAINST_AS_WRITTEN:
        if pattern.regex.search(plain):
            return objection
    rest = frames.SHOWN_WITH_LE.regex.sub(r"\1·", _SAFE.regex.sub("·", plain))
    clauses = [_TOLD.regex.sub(r"\1\2\3\4\5·", clause) for clause in _BREAK.regex.split(rest)]
    for objection, pattern in _AGAINST:
        if any(pattern.regex.search(clause) for clause in clauses):
            return objection
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2026", "...").strip().rstrip(objections.ORNAMENTS)


def _shown(clause: str, *, follows: bool, of_school: bool) -> CaptionEvidence | None:
    """What the clause shows; ``follows``: its subject may stand before; ``of_school``: it bears a mark of school."""
    quoted = "《》" in clause
    clause = clause.removesuffix("《》") or clause
    clause = _GOING_ON.regex.sub("", clause)
    named = _subjects(clause)
    for subject in named:
        evidence = _people_act(clause, subject) if _introduces(clause[: subject.start()], subject.group()) else None
        if evidence is not None:
            return evidence
    if quoted and of_school and frames.NAMED_ACTIVITY.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.OCCASION, occasion=clause.replace("《》", ""))
    if of_school and (there := frames.THERE.regex.fullmatch(clause)):
        return CaptionEvidence(frame=Frame.SIGHT, who=there["who"])
    if quoted and frames.ART.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.OCCASION, occasion=clause)
    if held := frames.HELD.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.OCCASION, occasion=held["occasion"])
    if given := frames.FOR_THEM.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.FOR_SOMEBODY, act=given["act"])
    if follows and frames.ONLOOKERS.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.ACTION, who=clause)
    if made := frames.MADE.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.WORK, who=made["who"], act=made["act"])
    if (unit := frames.UNIT.regex.match(clause)) and (
        frames.SOMETHING_HELD.regex.search(clause, unit.end()) or (quoted and unit.end() == len(clause))
    ):
        return CaptionEvidence(frame=Frame.UNIT, who=unit["unit"], act=unit["act"])
    if named and (len(clause) <= _BRIEF or not _introduces(clause[: named[0].start()], named[0].group())):
        return None
    occasion = frames.OCCASION.regex.search(clause)
    vague = occasion is not None and occasion["occasion"] in frames.VAGUE
    if (
        occasion
        and _is_name(clause, occasion)
        and not (vague and any(who.end() == occasion.start() for who in named if len(who.group()) <= _BRIEF))
    ):
        return CaptionEvidence(frame=Frame.OCCASION, occasion=occasion["occasion"])
    if of_school and frames.SIGHT_AS_IT_IS.regex.fullmatch(clause):
        return CaptionEvidence(frame=Frame.SIGHT, occasion=clause)
    weak = frames.WEAK.regex.fullmatch(clause)
    if weak and not frames.PEOPLE.regex.match(clause) and _is_name(clause, weak) and (of_school or _tells(clause)):
        return CaptionEvidence(frame=Frame.OCCASION, occasion=weak["occasion"])
    alone = (frames.ACT_INSIDE if follows else frames.ACT_ALONE).regex.match(clause)
    return CaptionEvidence(frame=Frame.ACT_ALONE, act=alone["act"]) if alone else None


def _subjects(clause: str) -> list[re.Match[str]]:
    """The people a clause may be about: those named by a word for people, then those named by trade or troop."""
    return [
        found for pattern in (frames.PEOPLE, frames.TRADESPEOPLE) if (found := pattern.regex.search(clause)) is not None
    ]


def _people_act(clause: str, subject: re.Match[str]) -> CaptionEvidence | None:
    """What the people at ``subject`` are shown to do in the rest of the clause."""
    learners = frames.LEARNERS.regex.search(subject.group()) is not None
    for frame, anybody, pattern in frames.AFTER_PEOPLE:
        if frame is Frame.WITH_TRADE and not frames.OF_A_TRADE.regex.search(clause[: subject.end()]):
            continue
        found = pattern.regex.match(clause, subject.end()) if anybody or learners else None
        if found is not None:
            act = found.groupdict().get("act") or ""
            if len(clause) <= _BRIEF and act not in frames.VIVID:
                return None
            return CaptionEvidence(frame=frame, who=subject.group(), act=act)
    return None


def _introduces(before: str, people: str = "") -> bool:
    """Whether ``before`` only tells which people follow; it does not when somebody leads or watches them (带学生…)."""
    if frames.LEADS.regex.match(before) and not before.endswith("的"):
        return False
    if frames.KIND.regex.fullmatch(before) is not None:
        return True
    if len(before) <= 4 and frames.MASTERS.regex.match(people) is not None:
        return True
    return 1 < len(before) <= _ATTRIBUTE and not frames.NO_ATTRIBUTE.regex.search(before)


def _tells(name: str) -> bool:
    """A long name with a verb of school life: 汽车检测线参观."""
    return len(name) > _TOLD_OF and frames.VERB.regex.search(name) is not None


def _is_name(clause: str, occasion: re.Match[str]) -> bool:
    """Whether the clause is the name of an occasion or a sight, not a remark that ends with its word."""
    if frames.ERRAND.regex.match(clause) or frames.NO_NAME.regex.search(clause):
        return False
    return len(clause) >= 4 or clause in _ENOUGH


_HAN = Late(r"[\u4e00-\u9fff]")
_QUOTED = Late(r"[「『][^「」『』]{1,40}[」』]|[“\"][^“”\"]{1,40}[”\"]|《[^》]{1,40}》")
_BREAK = Late(r"[,;。!:\s]+|—+|-{2,}")
_PICTURE = Late(
    r"^[(（]?(?:[上下左右]?图(?P<is>为)(?!什么|何|啥)|[上下左右]图:|图片?[\d一二三四五六七八九十]{1,2}[:、为\s])\s*[)）]?"
)
_SAFE = Late(frames.any_of(objections.SAFE))

_TOLD = Late(objections.TOLD)

#: 打分中: at the end of a clause it says only that it is going on.
_GOING_ON = Late(r"(?<=\S{6})(?<![其高初职集途空手心校行比赛])中$")
#: What stands before people to say which they are is no longer than this.
_ATTRIBUTE = 12
#: A longer name of a weak occasion tells by a verb of school life that it is one of it.
_TOLD_OF = 5
#: So short a clause shows people only by an act that needs no object.
_BRIEF = 4
#: Names of occasions that say enough by themselves.
_ENOUGH = frozenset({"开幕式", "闭幕式", "开班式", "结业式"})
_STRAY_NUMBER = (
    r"^\d|(?<![\d.])\d[\d.:-]*"
    r"(?=$|[^\d.:×名人个位组队件道所级届年月日岁米公家校省台套只条幅多余架艘班讲期场次节种项亩斤户支批DGS])"
)
_AGAINST_AS_WRITTEN = (
    (Objection.SIGNS, Late(objections.SIGNS)),
    (Objection.NUMBER, Late(rf"(?!{frames.DAY}|\d+[名位个余多]|\d{{4}}年|[234][DS]|\d×)(?:{_STRAY_NUMBER})")),
)
_AGAINST = (
    (Objection.TALK, Late(objections.TALK)),
    (Objection.ENDED, Late(objections.ENDED)),
    (Objection.LATER, Late(objections.LATER)),
    (Objection.ORDER, Late(objections.ORDERS)),
    (Objection.SENDING, Late(objections.SENDING)),
    (Objection.ELSEWHERE, Late(objections.ELSEWHERE)),
    (Objection.PAPER, Late(objections.PAPERS)),
)
