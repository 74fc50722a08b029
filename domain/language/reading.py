"""One message read: the acts and questions it holds, small talk, and what nobody understood. Pure; never raises.

Reading says what the words can mean and how sure that is; whether anything happens is decided in ``decide`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.language import act_frames, given, question_frames
from domain.language.acts import Act
from domain.language.clauses import Clause, clauses_of
from domain.language.lexicon import Tag
from domain.language.names import Named, find
from domain.language.normal import Utterance, without_courtesy
from domain.language.numerals import picked
from domain.language.questions import Question
from domain.language.scanner import scan
from domain.language.vocabulary import Vocabulary

#: Nothing longer than this is a command, a question or small talk, in characters.
SHORT = 120


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

    ``pick``: a bare number, the answer to a numbered question.
    ``named``: the whole message is a unit's name or a part of one. ``asks``, ``negated``, ``later``, ``mistaken``:
    somewhere in it. ``unread``: some of it nobody understood.
    """

    utterance: Utterance
    acts: tuple[ActRead, ...] = ()
    questions: tuple[Question, ...] = ()
    talk: Talk | None = None
    pick: int | None = None
    named: Named = field(default_factory=Named)
    asks: bool = False
    negated: bool = False
    later: bool = False
    mistaken: bool = False
    unread: bool = False
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
    later = question_frames.later_command(plain)
    if later is not None:
        return Reading(utterance=utterance, questions=(later,))
    if len(plain) > SHORT:
        return Reading(utterance=utterance, unread=True)
    exact = _read(utterance, vocabulary, fuzzy=False)
    if exact.acts or exact.questions or exact.talk or exact.pick or not exact.unread:
        return exact
    loose = _read(utterance, vocabulary, fuzzy=True)
    return loose if loose.acts or loose.questions else exact


def _read(utterance: Utterance, vocabulary: Vocabulary, *, fuzzy: bool) -> Reading:
    clauses = clauses_of(scan(utterance.plain, vocabulary, fuzzy=fuzzy))
    acts, rest = act_frames.read(clauses, vocabulary)
    asked = [(clause, question_frames.read(clause, vocabulary)) for clause in rest]
    questions = tuple(question for _, found in asked for question in found)
    left = [clause for clause, found in asked if not found]
    spelt = any(token.fuzzy for clause in clauses for token in clause.tokens)
    reading = Reading(
        utterance=utterance,
        questions=tuple(dict.fromkeys(questions)),
        pick=picked(utterance.plain),
        asks=any(clause.asks for clause in clauses),
        negated=any(clause.has(Tag.NOT) for clause in clauses),
        later=any(clause.has(Tag.LATER) for clause in clauses),
        mistaken=any(clause.has(Tag.MISTAKE) for clause in clauses),
        unread=any(clause.has(Tag.UNREAD) for clause in left),
        fuzzy=spelt,
    )
    clean = not (reading.asks or reading.negated or reading.later or questions or spelt)
    clean = clean and all(clause.courtesy or clause.reason for clause in left)
    found = tuple(_act(utterance, clauses, act, clean and act.sure, alone=len(acts) == 1) for act in acts)
    if len(found) > 1:
        found = tuple(replace(one, certainty=Certainty.LIKELY) for one in found)
    if (reading.negated or reading.later) and not spelt:
        found = ()
    talk = None if found or questions else _talk(clauses)
    named = Named() if found or talk else _named(clauses, vocabulary)
    return replace(reading, acts=found, talk=talk, named=named)


def _act(utterance: Utterance, clauses: list[Clause], act: act_frames.Framed, sure: bool, *, alone: bool) -> ActRead:
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
    return find(said, vocabulary.units) if 1 < len(said) <= 40 else Named()


_AROUND_NAMES = (Tag.PARTICLE, Tag.COURTESY, Tag.THANKS, Tag.SPACE, Tag.SOFT, Tag.BREAK, Tag.ACKNOWLEDGE)
