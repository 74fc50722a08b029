"""Words that are no command: a caption, a piece of a text, a text, what was announced, a unit's name — or just talk.

They count as something only while the bot waits for exactly that, and only with positive marks of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.language import acts
from domain.language.acts import CaptionText, GiveCaption, Unit
from domain.language.captions import caption_evidence
from domain.language.decisions import (
    AT_ONCE,
    OFFERED_FOR,
    PIECE,
    About,
    Decision,
    Do,
    Offer,
    Piece,
    Remark,
    Say,
    Situation,
)
from domain.language.given import contact
from domain.language.late import Late
from domain.language.lexicon import Tag
from domain.language.names import Fit
from domain.language.reading import ActRead, Certainty, Reading, Talk
from domain.language.scanner import scan
from domain.language.titles import LONG, is_heading, is_report
from domain.language.vocabulary import Vocabulary

#: A text this long that stops in the middle of a sentence may go on in the next message, in characters.
CUT = 100
#: A sentence this long is no remark to the bot for a single word of later, of mistakes or of asking, in characters.
REMARK = 20
#: So many photos are offered one by one.
MOST_PHOTOS = 8
_ASKS = Late(r"(?:\?|吗|么|呢|没有|没|不|怎么办|多少|几点|谁|什么|啥)[\s。!~]*$")
#: Said to somebody, not written: in a piece shorter than this, in characters, it is asked about.
_TOLD_TO_BOT = 40
_CHAT = Late(
    r"我(?![校院市县区省国局厅镇乡村社团]|们(?:学校|单位|局|专业|班))|[你您俺咱]|[吗呢吧啊呀哦噢嘛哎唉哈咋啥][\s。!~]*$|^[哎喂嗯唉哦]|老师[,，]|^(?:等|稍|先|再|还)"
)
_LINK = Late(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = Late(r"(?<!\d)(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_TO_PEOPLE = Late(
    r"^[【\[]?(?:通知|紧急通知|温馨提示|群通知|转发|转)[】\]:：]|^(?:各位|尊敬的|亲爱的|@)|请回复|收到请|请各班|请各位|邀请函"
)
#: 这两张都是…: points at the photos, and is no part of the caption.
_POINTING = Late(
    r"(?:(?:这|那|刚发的|刚才的|上面)(?:(?P<count>[一两二三四五六七八九十几]?)张|些)?|(?P<several>[两二三四五六七八九十])张(?=都|全))(?:照片|图片|图)?(?P<all>都|全)?是(?=\S{4,})"
)
#: 老师，…: what follows may be said to that person.
_ADDRESSED = Late(r"\s*[一-鿿]{0,2}(?:老师们?|主任|领导|各位|校长|处长|科长|局长)\s*[,，:：]")
_COUNTED = {2: "两二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}
_FORMER = Late(r"(?:选|是)?(?:(?P<former>[前上头])|[后下])(?:面|边)?(?:一|那|那一)?个(?:单位|学校)?(?:的|吧)?")
_STOPS = "。！？!?…”』」）)"


def decide(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """For words that were neither an act nor a question. None when they are nothing of the kind."""
    if not situation.reports:
        return None
    if situation.composing:
        return _piece(reading, situation)
    if reading.talk is not None:
        return None
    if situation.announced:
        return _announced(reading, situation)
    if reading.acts:
        return None
    if situation.unit_asked:
        return _unit(reading, situation, vocabulary)
    return _address(reading, vocabulary) or _caption(reading, situation, vocabulary) or _joined(reading, situation)


# --- Long texts ---


def long_text(reading: Reading, situation: Situation) -> Decision | None:
    """More than 200 characters: a report before it is any command; one without a title is asked about."""
    text = reading.utterance.whole
    if _length(text) <= LONG:
        return None
    read = reading.said
    if read is not None and isinstance(read.act, acts.OpenComposing):
        return Do(act=acts.KeepText(text=read.act.text), said=read.said)
    if read is not None and isinstance(read.act, acts.HandIn):
        return Do(act=read.act, said=read.said)
    if situation.composing:
        return Do(act=acts.AddPiece(text=text), said=text)
    if situation.announced:
        fits = "text" in situation.accepts and not _TO_PEOPLE.regex.search(text)
        act = acts.HandIn(milestone=situation.announced, text=text)
        return (
            Do(act=act, said=text) if fits else Offer(about=About.TEXT, said=text, choices=(acts.KeepText(text=text),))
        )
    if situation.piece is not None and situation.piece.age <= AT_ONCE:
        return _join(situation.piece, text)
    if is_report(text) and not _TO_PEOPLE.regex.search(text):
        return Do(act=acts.KeepText(text=text), said=text)
    return Offer(about=About.TEXT, said=text, choices=(acts.KeepText(text=text),))


def looks_cut(text: str) -> bool:
    """Long, and not at the end of a sentence: the next message may go on with it."""
    text = text.strip()
    return _length(text) >= CUT and text[-1] not in _STOPS


def _joined(reading: Reading, situation: Situation) -> Decision | None:
    piece = situation.piece
    text = reading.utterance.whole
    if piece is None or piece.age > AT_ONCE or _length(text) < PIECE or reading.asks:
        return None
    return _join(piece, text)


def _join(first: Piece, second: str) -> Offer:
    together = f"{first.text}\n{second}" if first.text.rstrip()[-1:] in _STOPS else first.text + second
    joined = acts.KeepText(text=together, replaces=first.number)
    return Offer(about=About.JOIN, said=second, choices=(joined, acts.KeepText(text=second)))


def _length(text: str) -> int:
    return len("".join(text.split()))


# --- While something is waited for ---


def _piece(reading: Reading, situation: Situation) -> Decision:
    """In an open text: ten characters or more and headings are a piece; anything in doubt is asked."""
    text = reading.utterance.whole
    doubtful = reading.talk is not None or bool(reading.acts) or _ASKS.regex.search(reading.utterance.plain) is not None
    if _length(text) < REMARK:
        doubtful = doubtful or reading.asks or reading.later or reading.mistaken or reading.negated
    if _length(text) < _TOLD_TO_BOT:
        doubtful = doubtful or _CHAT.regex.search(reading.utterance.plain) is not None
    if not doubtful and (_length(reading.utterance.plain) >= PIECE or is_heading(text)):
        return Do(act=acts.AddPiece(text=text), said=text)
    if reading.talk in (Talk.THANKS, Talk.GREETING, Talk.EMPTY):
        return Say(remark=Remark(reading.talk), said=text)
    choices = (acts.AddPiece(text=text), *((acts.CloseComposing(),) if situation.pieces else ()), acts.Cancel())
    offered = tuple(r.act for r in reading.acts if not isinstance(r.act, acts.CloseComposing | acts.Cancel))
    return Offer(about=About.PIECE, said=text, choices=(*offered, *choices))


def _announced(reading: Reading, situation: Situation) -> Decision | None:
    """Only what the milestone accepts counts."""
    text = reading.utterance.words
    act = acts.HandIn(milestone=situation.announced, text=text)
    if "contact" in situation.accepts and contact(reading.utterance.plain):
        return Do(act=act, said=text)
    if "contact" in situation.accepts and _PHONE.regex.search(text) and re.search(r"[一-鿿]{2}", text):
        return Offer(about=About.ACT, said=text, choices=(act,))
    if "link" in situation.accepts and _only_link(text):
        return Do(act=act, said=text)
    if reading.acts or reading.questions:
        return None
    if "link" in situation.accepts and _LINK.regex.search(text):
        return Offer(about=About.ACT, said=text, choices=(act,))
    return Say(remark=Remark.STILL_ANNOUNCED, said=text)


def _only_link(text: str) -> bool:
    match = _LINK.regex.search(text)
    return match is not None and len(text.replace(match.group(), "").strip(" ，。:：是网址站学校的我们")) == 0


def _unit(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision:
    """Which unit was asked: a name or a clear part of one, and nothing else, answers it."""
    words = reading.utterance.words
    asked = {unit.id for unit in situation.unit_asked}
    named = tuple(unit for unit in reading.named.units if unit.id in asked)
    if len(named) == 1 and reading.named.fit >= Fit.ORDER:
        return Do(act=acts.ChooseUnit(unit=named[0]), said=words)
    answer = _answering(reading, asked, vocabulary) or _of_two(reading, situation.unit_asked)
    if answer is not None:
        return Do(act=acts.ChooseUnit(unit=answer), said=words)
    if not named and caption_evidence(reading.utterance.plain) is not None:
        return Say(remark=Remark.CAPTION_BEFORE_UNIT, said=words)
    named = named or tuple(unit for unit in reading.mentioned if unit.id in asked)
    if named:
        return Offer(about=About.UNIT, said=words, choices=tuple(acts.ChooseUnit(unit=unit) for unit in named))
    return Say(remark=Remark.STILL_UNIT, said=words)


def _answering(reading: Reading, asked: set[int], vocabulary: Vocabulary) -> Unit | None:
    """是机电的照片, 不是机电 是望江: one unit is left, and nothing else is said."""
    match = re.fullmatch(r"不是\S{2,}[\s,，。]+(?:是|应该是)(?P<unit>\S{2,})", reading.utterance.plain)
    if match:
        left = [u for u in vocabulary.own_names.find(match["unit"].rstrip("的")).units if u.id in asked]
        return left[0] if len(left) == 1 else None
    clear = not (reading.unread or reading.asks or reading.negated or reading.later)
    return reading.mentioned[0] if clear and len(reading.mentioned) == 1 and reading.mentioned[0].id in asked else None


def _of_two(reading: Reading, asked: tuple[Unit, ...]) -> Unit | None:
    """前一个, 后面那个: of two units."""
    match = _FORMER.regex.fullmatch(reading.utterance.plain)
    return None if match is None or len(asked) != 2 else asked[0 if match["former"] else 1]


def _address(reading: Reading, vocabulary: Vocabulary) -> Decision | None:
    """An address alone is offered as what accepts one."""
    words = reading.utterance.words
    link = _LINK.regex.search(words)
    if link is None or _length(words) > LONG:
        return None
    codes = [m.code for m in vocabulary.milestones if "link" in m.accepts]
    choices = tuple(acts.HandIn(milestone=code, text=link.group()) for code in codes)
    return Offer(about=About.ACT, said=words, choices=choices) if choices else None


# --- Captions ---


def _caption(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """Noted at once only with a caption's positive marks, while photos are all that waits; otherwise asked about."""
    pointing = _POINTING.regex.match(reading.utterance.plain)
    start = pointing.end() if pointing else 0
    words = reading.utterance.typed(start)
    marked = caption_evidence(reading.utterance.plain[start:]) is not None and reading.named.fit < Fit.PART
    marked = marked and _ADDRESSED.regex.match(reading.utterance.whole) is None
    marked = marked and (pointing is None or _points_at_all(pointing, len(situation.waiting)))
    if not situation.waiting:
        return _further(words, situation) if marked else None
    giving = _giving(words, situation.waiting)
    supervising = situation.watches and _supervising(reading, vocabulary)
    asked = situation.asked or (situation.offered is not None and situation.offered.live())
    if marked and not asked and not supervising:
        return Do(act=giving, said=words)
    return Offer(about=About.CAPTION, said=words, choices=(giving,))


def _further(words: str, situation: Situation) -> Decision:
    """A caption, and no photo waits for one: it replaces the one just noted, or it came before its photo."""
    noted = situation.caption_noted
    if noted is None or noted.age > OFFERED_FOR:
        return Say(remark=Remark.EARLY_CAPTION, said=words)
    if len(noted.numbers) == 1 and noted.age <= AT_ONCE:
        return Do(act=_giving(words, noted.numbers, replaces=True), said=words)
    each = tuple(_giving(words, (number,), replaces=True) for number in noted.numbers[:MOST_PHOTOS])
    return Offer(about=About.SECOND_CAPTION, said=words, choices=each)


def _points_at_all(pointing: re.Match[str], waiting: int) -> bool:
    """这张是… may be said of one of several, or to somebody else; 这两张都是… of two that wait is not."""
    said = pointing["count"] or pointing["several"] or ""
    return bool(pointing["all"]) and waiting > 1 and said in ("", "几", *_COUNTED.get(waiting, ()))


def _supervising(reading: Reading, vocabulary: Vocabulary) -> bool:
    """Words that name a unit, a list or a report read as a supervisor's."""
    tags = {token.tag for token in scan(reading.utterance.plain, vocabulary)}
    return bool(tags & {Tag.NAMED, Tag.LIST, Tag.NOT_SENT, Tag.LATE, Tag.NUDGE, Tag.TOPIC, Tag.EXEMPT, Tag.DAY})


def _giving(text: str, numbers: tuple[int, ...], *, replaces: bool = False) -> GiveCaption:
    return GiveCaption(captions=(CaptionText(text=text, numbers=numbers),), replaces=replaces)


def placed(read: ActRead, situation: Situation) -> Decision:
    """An explicit caption with its photos filled in; a place that is also a waiting photo's number is asked about."""
    assert isinstance(read.act, GiveCaption)
    captions, waiting = read.act.captions, situation.waiting
    said = read.certainty is Certainty.SAID
    if not waiting and any(not c.numbers and c.place is None for c in captions):
        alone = said and len(captions) == 1
        return _further(captions[0].text, situation) if alone else Say(remark=Remark.NOTHING_TO_CAPTION, said=read.said)
    ways = _ways(captions, waiting)
    if len(ways) == 1 and said:
        return Do(act=replace(read.act, captions=ways[0]), said=read.said)
    # Of photos that have their captions, or of which only some wait, it is asked.
    ways = ways or _ways(captions, tuple(sorted({*waiting, *situation.recent})))
    if not ways:
        return Say(remark=Remark.NO_SUCH_PHOTO if waiting else Remark.NOTHING_TO_CAPTION, said=read.said)
    about = About.CAPTION if len(ways) == 1 else About.PLACE
    return Offer(about=about, said=read.said, choices=tuple(replace(read.act, captions=way) for way in ways))


def _ways(captions: Sequence[CaptionText], photos: tuple[int, ...]) -> list[tuple[CaptionText, ...]]:
    """By the places of ``photos`` and by their numbers: what each numeral can point at, when all of them can."""
    found = [tuple(at(caption, photos) for caption in captions) for at in (_at_place, _by_number)]
    return list(dict.fromkeys(tuple(c for c in way if c) for way in found if None not in way))


def _at_place(caption: CaptionText, photos: tuple[int, ...]) -> CaptionText | None:
    if caption.place is None:
        return replace(caption, numbers=caption.numbers or photos)
    inside = 0 < caption.place <= len(photos)
    return replace(caption, numbers=(photos[caption.place - 1],), place=None) if inside else None


def _by_number(caption: CaptionText, photos: tuple[int, ...]) -> CaptionText | None:
    if caption.place is None:
        return replace(caption, numbers=caption.numbers or photos)
    return replace(caption, numbers=(caption.place,), place=None) if caption.place in photos else None
