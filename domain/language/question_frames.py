"""Questions as sets of word classes: each needs some and bears some. A question changes nothing, so order is free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.language.clauses import Clause
from domain.language.late import Late
from domain.language.lexicon import Tag
from domain.language.normal import Utterance
from domain.language.questions import Chosen, Question, Topic, Where
from domain.language.scanner import Token
from domain.language.topics import KINDS, TOPICS
from domain.language.vocabulary import Vocabulary

_DAYS = "DhrT"
#: Words that may stand in any question.
_FREE = set("?fPCc ,GDhrTJ")
#: Words that may be a part of a name, tried with more and then with fewer of their neighbours.
_NAMEABLE = (
    frozenset(Tag)
    - {
        Tag.DAY,
        Tag.TIME,
        Tag.SPACE,
        Tag.SOFT,
        Tag.WHO,
        Tag.MANY,
        Tag.ASK,
        Tag.NOT_SENT,
        Tag.PARTICLE,
        Tag.FETCH,
        Tag.LATE,
    },
    frozenset((Tag.UNREAD, Tag.ORGANISATION, Tag.KIND, Tag.NAMED)),
    frozenset((Tag.UNREAD,)),
)


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """``needs``: one letter of each of these; ``bears``: others allowed beside."""

    topic: Topic
    needs: tuple[str, ...]
    bears: str = ""

    def fits(self, letters: set[str]) -> bool:
        if not all(letters & set(need) for need in self.needs):
            return False
        return letters <= _FREE | set("".join(self.needs)) | set(self.bears)


def _frame(topic: Topic, needs: str, bears: str = "") -> _Frame:
    return _Frame(topic=topic, needs=tuple(needs.split()), bears=bears)


_FRAMES = (
    _frame(Topic.UNIT, "u q", "yiFvmH"),
    _frame(Topic.STATUS, "s q", "iFjme"),
    _frame(Topic.WHETHER_SENT, "i q", "Fjm"),
    _frame(Topic.MISSING, "q", "wkjoglemFvuia"),
    _frame(Topic.MISSING, "8 wlk", "og"),
    _frame(Topic.MISSING, "m wk ?", "ogle"),
    _frame(Topic.LATE, "t", "wkogluevFi"),
    _frame(Topic.NUDGE, "b", "qogluevwk"),
    _frame(Topic.EXEMPTED, "X wkl?", "oglue"),
    _frame(Topic.REPORTED, "v w", "oglumFe"),
    _frame(Topic.COUNTS, "v k", "oglumFe"),
    _frame(Topic.UNIT, "u v j", "Fm"),
    _frame(Topic.STATUS, "s v j", "Fm"),
    _frame(Topic.COUNTS, "v j", "oglmFeO"),
    _frame(Topic.STATUS, "v s", "?iFkjmoew"),
    _frame(Topic.WHETHER_SENT, "v e", "ogmF?"),
    _frame(Topic.UNIT, "u", "viyFHl?9m"),
    _frame(Topic.WHAT_TO_SEND, "v i", "F"),
    _frame(Topic.WHETHER_SENT, "v ?", "m"),
    _frame(Topic.ORIGINALS, "9 H?y", "Fsv"),
    _frame(Topic.REQUIREMENTS, "F ? v", ""),
    _frame(Topic.REQUIREMENTS, "F j", ""),
    _frame(Topic.HOW_WITHDRAW, "W H?iy", "nhrRzFsJv"),
    _frame(Topic.HOW_CAPTION, "K H?iyv", "nhrRzFsJ"),
    _frame(Topic.HOW_CAPTION, "K"),
    _frame(Topic.HOW_COMPOSE, "O H?iy", "vsFd"),
    _frame(Topic.HOW_COMPOSE, "d H"),
    _frame(Topic.HOW_MOVE, "M"),
    _frame(Topic.HOW_MOVE, "M H?y", "nhrRzFsJDv"),
    _frame(Topic.HOW_EXEMPT, "X"),
    _frame(Topic.HOW_EXEMPT, "X u", "og"),
    _frame(Topic.INVITATION, "b B", "uogl"),
    _frame(Topic.UNREGISTERED, "u B ?"),
    _frame(Topic.HOW_BIND, "B", "iH?w"),
    _frame(Topic.HOW_MILESTONE, "m H?iky", "vsFM"),
    _frame(Topic.SUBMISSION, "nhR F", "?v"),
    _frame(Topic.DASHBOARD, "a", "F"),
    _frame(Topic.HELP, "H", "F"),
)


def read(clause: Clause, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """What one clause asks; empty when it asks nothing, negates, puts off, or holds words that nobody knows."""
    clause, chosen = _without_chosen(clause)
    clause = _kind_as_name(with_names(clause, vocabulary), vocabulary)
    letters = set(clause.letters)
    if letters & {Tag.NOT, Tag.LATER} or (Tag.UNREAD in letters and not _beside_the_point(clause)):
        return ()
    return tuple(replace(one, chosen=chosen) for one in asked(clause, letters - {Tag.UNREAD}))


#: 导出 11月9日 推荐: what these words mean of an export alone.
_CHOSEN = {"备选": Chosen.PICKED, "推荐": Chosen.PASSED, "采用": Chosen.ADOPTED}


def _without_chosen(clause: Clause) -> tuple[Clause, Chosen | None]:
    """Of an export which marks it asks for, and what else stands there; of several marks none."""
    exports = any(t.tag is Tag.TOPIC and TOPICS[t.text] is Topic.EXPORT for t in clause.tokens)
    said = [t for t in clause.tokens if exports and t.tag is Tag.UNREAD and t.text in _CHOSEN]
    if len(said) != 1:
        return clause, None
    return Clause(tuple(t for t in clause.tokens if t is not said[0])), _CHOSEN[said[0].text]


def asked(clause: Clause, letters: set[str]) -> tuple[Question, ...]:
    """What words of these classes ask, whatever else stands in the clause."""
    if _wants_photos(clause, letters):
        return (_dated(Question(topic=Topic.PHOTOS, where=_where(clause)), clause),)
    topics = [TOPICS[t.text] for t in clause.tokens if t.tag is Tag.TOPIC]
    found = _by_topic(topics, letters, clause) if topics else _by_frame(letters)
    if found is None:
        return ()
    if found is Topic.BULLETIN and any(token.text == "最终" for token in clause.tokens):
        found = Topic.FINAL_BULLETIN
    question = Question(topic=found, where=_where(clause), item=_item(clause), numbers=_numbers(found, clause))
    return (_dated(question, clause),)


_PHOTOS = frozenset({"照片", "图片", "图", "相片", "图像"})


def _wants_photos(clause: Clause, letters: set[str]) -> bool:
    """把云川县今天的照片发我, 看照片: photos of a unit or a day, or asked for, and nothing else."""
    material = {t.text for t in clause.tokens if t.tag is Tag.MATERIAL}
    fetched = Tag.FETCH in letters or any(t.text in _SENT_HERE for t in clause.tokens)
    beside = _FREE - {Tag.ASK} | {Tag.MATERIAL, Tag.NAMED, Tag.ORGANISATION, Tag.EVERYBODY}
    return bool(material) and material <= _PHOTOS and letters <= beside and (fetched or Tag.NAMED in letters)


#: 发, where it stands with what is wanted.
_SENT_HERE = frozenset({"发我", "发给我", "发过来", "发来"})


def part(clause: Clause, vocabulary: Vocabulary) -> Question | None:
    """昨天的, 晨光区: nothing but days and names. Its topic means nothing."""
    clause = with_names(clause, vocabulary)
    if not clause.core or not set(clause.core) <= {Tag.DAY, Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY, Tag.NAMED, Tag.KIND}:
        return None
    return _dated(Question(topic=Topic.UNIT, where=_where(clause)), clause)


def _beside_the_point(clause: Clause) -> bool:
    """Unread words that are neither what was asked for (哪些班) nor what was sent (没交班费), and are few."""
    before: Token | None = None
    unread = 0
    for token in clause.telling:
        if token.tag is Tag.UNREAD:
            unread += len(token.text)
            if before is not None and before.tag in _OBJECT_AFTER:
                return False
        elif before is not None and before.tag is Tag.UNREAD and token.tag in (Tag.SEND, Tag.MATERIAL):
            return False
        before = token
    read = sum(len(t.text) for t in clause.telling if t.tag in _TELLING)
    asks = clause.has(Tag.WHO, Tag.MANY, Tag.AMOUNT, Tag.LIST) and clause.has(Tag.NOT_SENT, Tag.LATE, Tag.SEND)
    return asks and unread <= read


#: An unread word after one of these is what it is about.
_OBJECT_AFTER = frozenset((Tag.WHO, Tag.MANY, Tag.AMOUNT, Tag.NOT_SENT, Tag.SEND, Tag.LATE, Tag.KIND))
_TELLING = frozenset((*_OBJECT_AFTER, Tag.ORGANISATION, Tag.DAY, Tag.LIST, Tag.NAMED, Tag.EVERYBODY))


def _by_frame(letters: set[str]) -> Topic | None:
    return next((frame.topic for frame in _FRAMES if frame.fits(letters)), None)


#: A word that names a topic, among these: another class decides which.
_BESIDE = set("?fPCc ,GDhrTJwkjoglueimsFvHqnRzy1XKOBWM")


def _by_topic(topics: Sequence[Topic], letters: set[str], clause: Clause) -> Topic | None:
    if not letters <= _BESIDE | {Tag.TOPIC}:
        return None
    topic = next((topic for topic in topics if topic is not Topic.COUNTS), topics[0])
    if topic is Topic.HELP:
        return next((how for tag, how in _HOW_OF.items() if tag in letters), topic)
    if topic is Topic.MISSING_RUNNING and Tag.DAY in letters:
        return Topic.MISSING
    if topic in _OF_ONE and letters & {Tag.NUMBER, Tag.NUMBER_OR_DAY, Tag.RECEIPT, Tag.PLACE}:
        return Topic.SUBMISSION
    if topic in (Topic.COUNTS, Topic.STATUS, Topic.EXEMPTED) and Tag.NOT_SENT in letters:
        return Topic.STATUS if Tag.SELF in letters else Topic.MISSING
    if topic in (Topic.STATUS, Topic.QUALIFIED, Topic.RECEIVED) and Tag.NAMED in letters:
        return Topic.UNIT
    if topic is Topic.COUNTS and Tag.SELF in letters:
        return Topic.STATUS
    if topic is Topic.COUNTS and Tag.NAMED in letters and not letters & {Tag.MANY, Tag.WHO}:
        return Topic.UNIT
    if topic is Topic.DEADLINE and Tag.SELF in letters and Tag.DAY in letters:
        return Topic.STATUS
    return topic


#: 撤回怎么弄: how what the words name is done.
_HOW_OF = {
    Tag.WITHDRAW: Topic.HOW_WITHDRAW,
    Tag.MOVE: Topic.HOW_MOVE,
    Tag.CAPTION: Topic.HOW_CAPTION,
    Tag.COMPOSE: Topic.HOW_COMPOSE,
    Tag.BIND: Topic.HOW_BIND,
    Tag.EXEMPT: Topic.HOW_EXEMPT,
}
_OF_ONE = frozenset({Topic.QUALIFIED, Topic.RECEIVED, Topic.STATUS})


def _numbers(topic: Topic, clause: Clause) -> tuple[int, ...]:
    if topic not in (Topic.SUBMISSION, Topic.HOW_WITHDRAW, Topic.HOW_CAPTION):
        return ()
    tokens = [t for t in clause.tokens if t.tag in (Tag.NUMBER, Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY)]
    return tuple(n for t in tokens for n in t.value.numbers)


def _dated(question: Question, clause: Clause) -> Question:
    days: list[date] = []
    for token in clause.tokens:
        if token.tag is Tag.DAY:
            if not token.value:
                return replace(question, no_day=token.text)
            days.extend(token.value)
        elif token.tag in (Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY) and not question.numbers:
            days.extend(token.value.days)
    return replace(question, days=tuple(sorted(set(days))))


def _where(clause: Clause) -> Where:
    units = dict.fromkeys(unit for t in clause.tokens if t.tag is Tag.NAMED for unit in t.value)
    kinds = dict.fromkeys(kind for t in clause.tokens if t.tag is Tag.KIND for kind in KINDS[t.text])
    return Where(units=tuple(units), kinds=tuple(kinds))


def _item(clause: Clause) -> str:
    return next((t.value.code for t in clause.tokens if t.tag is Tag.MILESTONE), "")


def with_names(clause: Clause, vocabulary: Vocabulary) -> Clause:
    """Unread words that are a part of a name become that name."""
    if Tag.UNREAD not in clause.letters:
        return clause
    tokens = list(clause.tokens)
    tried = 0
    while (unread := next((n for n, t in enumerate(tokens) if n >= tried and t.tag is Tag.UNREAD), None)) is not None:
        named = _named_at(tokens, unread, vocabulary)
        tried = unread + 1
        if named is not None:
            start, end, token = named
            tokens[start:end] = [token]
            tried = start + 1
    return Clause(tuple(tokens))


def _kind_as_name(clause: Clause, vocabulary: Vocabulary) -> Clause:
    """技校报了没 asks about one of them: the kind's word is a part of names."""
    many = clause.has(Tag.WHO, Tag.MANY, Tag.NOT_SENT, Tag.LIST, Tag.ORGANISATION, Tag.EVERYBODY, Tag.LATE)
    if many or not clause.has(Tag.KIND) or not clause.has(Tag.SEND):
        return clause
    named = {t: vocabulary.all_names.find(t.text).units for t in clause.tokens if t.tag is Tag.KIND}
    return Clause(tuple(replace(t, tag=Tag.NAMED, value=named[t]) if named.get(t) else t for t in clause.tokens))


def _named_at(tokens: Sequence[Token], unread: int, vocabulary: Vocabulary) -> tuple[int, int, Token] | None:
    for nameable in _NAMEABLE:
        start, end = _around(tokens, unread, nameable)
        said = "".join(t.text for t in tokens[start:end])
        named = vocabulary.all_names.find(said)
        if named.units:
            first, last = tokens[start], tokens[end - 1]
            return start, end, Token(tag=Tag.NAMED, text=said, start=first.start, end=last.end, value=named.units)
    return None


def _around(tokens: Sequence[Token], unread: int, nameable: frozenset[Tag]) -> tuple[int, int]:
    start, end = unread, unread + 1
    while start and tokens[start - 1].tag in nameable:
        start -= 1
    while end < len(tokens) and tokens[end].tag in nameable:
        end += 1
    return start, end


_HOW_DONE = "(?:(?:请问|我想知道)?(?:怎么|怎样|如何|咋)(?:样|个)?(?:才能)?)"
_HOW_ENDS = "(?:啊|呀|呢|的|法)?\\??"
#: Words that carry content of their own: recognised and answered, nothing done.
_COMMANDS: tuple[tuple[Topic, Late], ...] = tuple(
    (topic, Late(pattern, re.DOTALL))
    for topic, pattern in (
        (Topic.ANNOUNCEMENT, r"(?:发个?|发布|出个?)?公告(?:\s*[:\s]\s*(?P<text>\S.*))?"),
        (Topic.DASHBOARD, r"(?:看板|登录)\s*(?P<n>\d{6})"),
        (Topic.PICTURES, r"图片"),
        (Topic.HOW_SELECT, rf"{_HOW_DONE}?(?:撤销|取消)?(?:推荐|采用|采纳)(?:材料|照片|稿件)?{_HOW_ENDS}"),
        (Topic.HOW_RETURN, rf"{_HOW_DONE}?(?:撤销|取消)?(?:退回|打回)(?:材料|照片|稿件)?{_HOW_ENDS}"),
    )
)


def command(utterance: Utterance) -> Question | None:
    """公告：…, 看板 483920, 推荐 without a number: known words that are no act."""
    for topic, pattern in _COMMANDS:
        match = pattern.regex.fullmatch(utterance.plain)
        if match is not None:
            found = match.groupdict()
            number, text = found.get("n"), utterance.rest(match.start("text")) if found.get("text") else ""
            return Question(topic=topic, numbers=(int(number),) if number else (), text=text)
    return None
