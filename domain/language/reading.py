"""One message read: the acts and questions it holds, small talk, and what nobody understood. Pure; never raises.

Reading says what the words can mean and how sure that is; whether anything happens is decided in ``decide`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.language import act_frames, given, handover, question_frames
from domain.language.acts import Act, CloseComposing, Unit
from domain.language.clauses import Clause, at_conjunctions, at_spaces, clauses_of
from domain.language.lexicon import Tag
from domain.language.names import Named
from domain.language.normal import Utterance, without_blanks, without_courtesy
from domain.language.numerals import picked
from domain.language.questions import Question, Topic, Where
from domain.language.scanner import scan
from domain.language.vocabulary import Vocabulary

#: Nothing longer than this is a command, a question or small talk, in characters.
SHORT = 120


#: Words of an act without what they are about ask how it is done.
_HOW = ({Topic.HOW_EXEMPT}, {Topic.HOW_WITHDRAW}, {Topic.HOW_MOVE})
#: So much may be unread beside a question, in characters.
_LITTLE = 4


class Certainty(StrEnum):
    """``SAID``: every character accounted for, no question, no negation, no later. ``LIKELY``: only to be offered."""

    SAID = "said"
    LIKELY = "likely"


class Talk(StrEnum):
    """Kinds of small talk, when a message is nothing but that."""

    THANKS = "thanks"
    ACKNOWLEDGE = "acknowledge"
    GREETING = "greeting"
    #: "一会儿发", "马上".
    LATER = "later"
    #: "发错了", "手滑了".
    MISTAKE = "mistake"
    #: "不确认", "先别撤回2号": an act that is not wanted.
    REFUSAL = "refusal"
    #: Nothing but emoji or punctuation.
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class ActRead:
    """``said``: the words it was taken from, as typed. ``place``: of the n-th photo, where no number was given."""

    act: Act
    certainty: Certainty
    said: str
    place: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in one message.

    ``pick``: a bare number, the answer to a numbered question. ``guesses``: to be offered when nothing else fits.
    ``named``: the whole message is a unit's name or a part of one; ``mentioned``: all units named in it. ``asks``,
    ``negated``, ``later``, ``mistaken``: somewhere in it. ``unread``: some of it nobody understood; ``nearly``: little
    beside a question.
    """

    utterance: Utterance
    acts: tuple[ActRead, ...] = ()
    questions: tuple[Question, ...] = ()
    talk: Talk | None = None
    pick: int | None = None
    named: Named = field(default_factory=Named)
    mentioned: tuple[Unit, ...] = ()
    guesses: tuple[Act | Question, ...] = ()
    asks: bool = False
    negated: bool = False
    later: bool = False
    mistaken: bool = False
    unread: bool = False
    nearly: bool = False
    fuzzy: bool = False

    @property
    def said(self) -> ActRead | None:
        """The one act that the whole message is."""
        return next((read for read in self.acts if read.certainty is Certainty.SAID), None)


def read(utterance: Utterance, vocabulary: Vocabulary) -> Reading:
    """Words as they are; only when these say nothing, as they sound."""
    if len(utterance.plain) <= SHORT:
        utterance = without_courtesy(utterance)
    plain = utterance.plain
    if not plain.strip("?？ "):
        return Reading(utterance=utterance, talk=None if "?" in plain else Talk.EMPTY, asks="?" in plain)
    content = given.read(utterance, vocabulary)
    if content is not None:
        sure = Certainty.SAID if content.sure else Certainty.LIKELY
        found = ActRead(act=content.act, certainty=sure, said=utterance.words, place=content.place)
        return Reading(utterance=utterance, acts=(found,), asks=not content.sure)
    closer = without_blanks(utterance)
    if closer is not None and (reading := read(closer, vocabulary)) and (reading.questions or reading.said):
        return reading
    change = handover.read(plain, vocabulary)
    if change is not None:
        return Reading(utterance=utterance, questions=(change,))
    command = question_frames.command(utterance)
    if command is not None:
        return Reading(utterance=utterance, questions=(command,))
    if len(plain) > SHORT:
        return Reading(utterance=utterance, unread=True)
    exact = _read(utterance, vocabulary, fuzzy=False)
    if exact.acts or exact.talk or exact.pick or not exact.unread:
        return exact
    loose = _read(utterance, vocabulary, fuzzy=True)
    return loose if loose.acts or (loose.questions and not exact.questions) else exact


def _read(utterance: Utterance, vocabulary: Vocabulary, *, fuzzy: bool) -> Reading:
    clauses = clauses_of(scan(utterance.plain, vocabulary, fuzzy=fuzzy))
    acts, rest = act_frames.read(clauses, vocabulary)
    asked = [pair for clause in rest for pair in _asked(clause, vocabulary)]
    left = [clause for clause, found in asked if not found]
    questions = _completed([question for _, found in asked for question in found], left, vocabulary)
    spelt = any(token.fuzzy for clause in clauses for token in clause.tokens)
    reading = Reading(
        utterance=utterance,
        questions=questions,
        pick=picked(utterance.plain),
        asks=any(clause.asks for clause in clauses),
        negated=any(clause.has(Tag.NOT) for clause in clauses),
        later=any(clause.has(Tag.LATER) for clause in clauses),
        mistaken=any(clause.has(Tag.MISTAKE) for clause in clauses),
        unread=any(clause.has(Tag.UNREAD) for clause in left),
        nearly=_nearly(clauses),
        fuzzy=spelt,
    )
    clean = not (reading.asks or reading.negated or reading.later or questions or spelt)
    clean = clean and all(clause.courtesy or clause.reason for clause in left)
    # 完了，写错了 is no end of a text.
    clean = clean and not (reading.mistaken and any(isinstance(act.act, CloseComposing) for act in acts))
    wanted = [act for act in acts if not act.refused]
    found = tuple(_act(utterance, act, clean and act.sure, alone=len(acts) == 1) for act in wanted)
    found = (*found, *(replace(one, act=other) for one, act in zip(found, wanted, strict=True) for other in act.others))
    if len(found) > 1:
        found = tuple(replace(one, certainty=Certainty.LIKELY) for one in found)
    if not found and not reading.asks and {question.topic for question in questions} in _HOW:
        # 停课，免报: no question of how, when beside it stands what is to be done it to.
        guessed = tuple(guess for guess in _guesses(clauses, vocabulary) if isinstance(guess, Act))
        if guessed:
            return replace(reading, questions=(), guesses=guessed)
    talk = None if found or questions else _talk(clauses)
    named = Named() if found or talk else _named(clauses, vocabulary)
    guesses = () if found or questions or talk else _guesses(clauses, vocabulary)
    mentioned = _mentioned(clauses, vocabulary)
    return replace(reading, acts=found, talk=talk, named=named, mentioned=mentioned, guesses=guesses)


def _nearly(clauses: list[Clause]) -> bool:
    """Whether it asks by the name of what it is about, and what nobody understood is less than what was."""
    tokens = [t for clause in clauses for t in clause.telling]
    unread = sum(len(t.text) for t in tokens if t.tag is Tag.UNREAD)
    named = any(clause.has(Tag.TOPIC) for clause in clauses) and any(clause.asks for clause in clauses)
    return named and unread <= _LITTLE and 2 * unread <= sum(len(t.text) for t in tokens)


def _guesses(clauses: list[Clause], vocabulary: Vocabulary) -> tuple[Act | Question, ...]:
    """What the words that are known would mean if the others were not there."""
    tokens = [t for clause in clauses for t in clause.tokens if t.tag is not Tag.UNREAD]
    together = Clause(tuple(tokens))
    act = act_frames.of_clause(together, vocabulary) if tokens else None
    acts = (act.act,) if act and not act.refused else ()
    questions = tuple(
        question
        for clause in clauses
        for named in (question_frames.with_names(clause, vocabulary),)
        if named.has(Tag.WHO, Tag.MANY, Tag.NOT_SENT, Tag.TOPIC, Tag.NUDGE, Tag.NAMED) and not named.has(Tag.NOT)
        for question in question_frames.asked(named, set(named.letters) - {Tag.UNREAD})
    )
    return (*acts, *dict.fromkeys(questions))


def _asked(clause: Clause, vocabulary: Vocabulary) -> list[tuple[Clause, tuple[Question, ...]]]:
    """What a clause asks as a whole, else what its parts between spaces ask."""
    joined = [(part, question_frames.read(part, vocabulary)) for part in at_conjunctions(clause)]
    if len(joined) > 1 and all(found for _, found in joined):
        return joined
    whole = question_frames.read(clause, vocabulary)
    parts = at_spaces(clause)
    if whole or len(parts) < 2:
        return [(clause, whole)]
    found = [(part, question_frames.read(part, vocabulary)) for part in parts]
    return found if any(questions for _, questions in found) else [(clause, ())]


def _completed(questions: list[Question], left: list[Clause], vocabulary: Vocabulary) -> tuple[Question, ...]:
    """A day or a name that stands in a clause of its own belongs to the question beside it."""
    for clause in left:
        part = question_frames.part(clause, vocabulary)
        if part is None:
            continue
        questions = [
            replace(q, days=q.days or part.days, where=q.where if q.where != Where() else part.where) for q in questions
        ]
    names = [q for q in questions if q.topic is Topic.UNIT and q.where.units and not q.days]
    others = [q for q in questions if q not in names]
    if names and all(q.topic is Topic.NUDGE for q in others):
        # 汽车学校怎么还没交，催了吗: about the school, not about all who would be nudged.
        return tuple(dict.fromkeys(names))
    if names and others and all(q.where == Where() for q in others):
        units = tuple(unit for q in names for unit in q.where.units)
        questions = [replace(q, where=Where(units=units)) for q in others]
    return tuple(dict.fromkeys(questions))


def _act(utterance: Utterance, act: act_frames.Framed, sure: bool, *, alone: bool) -> ActRead:
    said = utterance.typed(act.start, act.end) if not alone else utterance.words
    return ActRead(act=act.act, certainty=Certainty.SAID if sure else Certainty.LIKELY, said=said, place=act.place)


def _talk(clauses: list[Clause]) -> Talk | None:
    """Only when every clause is small talk, or when all that is said is that something is not to be done."""
    if any(clause.has(Tag.NOT) and clause.names_act and not clause.has(Tag.UNREAD) for clause in clauses):
        return Talk.REFUSAL
    if any(clause.has(Tag.UNREAD) for clause in clauses):
        return None
    letters = "".join(clause.core for clause in clauses)
    everything = "".join(clause.letters for clause in clauses)
    if Tag.LATER in everything:
        return Talk.LATER
    if Tag.MISTAKE in everything or Tag.UNWANTED in everything:
        return Talk.MISTAKE
    if letters.strip("AYd"):
        return None
    if Tag.THANKS in everything:
        return Talk.THANKS
    if Tag.ACKNOWLEDGE in everything or Tag.DONE in everything or Tag.CONFIRM in everything:
        return Talk.ACKNOWLEDGE
    return Talk.GREETING if Tag.GREETING in everything or Tag.COURTESY in everything else None


def _named(clauses: list[Clause], vocabulary: Vocabulary) -> Named:
    """The message as one name: 艺校, 望江的, 第二个单位's clear part."""
    said = "".join(t.text for clause in clauses for t in clause.tokens if t.tag not in _AROUND_NAMES)
    return vocabulary.all_names.find(said) if 1 < len(said) <= 40 else Named()


def _mentioned(clauses: list[Clause], vocabulary: Vocabulary) -> tuple[Unit, ...]:
    named = [t for c in clauses for t in question_frames.with_names(c, vocabulary).tokens if t.tag is Tag.NAMED]
    return tuple(dict.fromkeys(unit for token in named for unit in token.value))


_AROUND_NAMES = (Tag.PARTICLE, Tag.COURTESY, Tag.THANKS, Tag.SPACE, Tag.SOFT, Tag.BREAK, Tag.ACKNOWLEDGE)
