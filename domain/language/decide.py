"""The one place that allows anything to act. Pure.

Something is done only when the whole message was said to be that act, or when it answers what the bot has just asked.
Everything else is answered, offered by number, or remarked upon; no store of anything is reached from here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from domain.language import acts, bare_words
from domain.language.acts import Act
from domain.language.decisions import (
    About,
    Answer,
    Decision,
    Do,
    Offer,
    Remark,
    Say,
    Situation,
)
from domain.language.names import Fit
from domain.language.questions import SUPERVISORS, WITHHELD, Question, Topic, Where
from domain.language.reading import ActRead, Certainty, Reading, Talk
from domain.language.vocabulary import Vocabulary


def decide(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision:
    """What is to happen with one message, as things stand."""
    if not situation.known:
        return _stranger(reading)
    if reading.pick is not None:
        return _picked(reading.pick, reading, situation)
    for consider in (_long, _said, _chosen, _asked, _agreed, bare_words.decide, _likely, _mistaken):
        decision = consider(reading, situation, vocabulary)
        if decision is not None:
            return decision
    if reading.talk is not None:
        return Say(remark=Remark(reading.talk), said=reading.utterance.words)
    guesses = _guesses(reading, situation, vocabulary)
    if len(guesses) == 1 and isinstance(only := guesses[0], Question) and reading.nearly:
        return Answer(questions=(only,))
    if guesses:
        return Offer(about=About.ACT, said=reading.utterance.words, choices=guesses)
    return Say(remark=Remark.UNKNOWN, said=reading.utterance.words)


def _guesses(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> tuple[Act | Question, ...]:
    found: list[Act | Question] = []
    for guess in reading.guesses:
        if isinstance(guess, Act):
            if _may(guess, situation) and _impossible(guess, situation) is None and _complete(guess):
                found.append(guess)
        elif (question := _resolved(guess, situation, vocabulary)) is not None:
            found.append(question)
    return tuple(dict.fromkeys(found))[:_GUESSES]


def _complete(act: Act) -> bool:
    return not isinstance(act, acts.Withdraw) or bool(act.numbers or act.receipts)


def _stranger(reading: Reading) -> Decision:
    read = reading.said
    if read is not None and isinstance(read.act, acts.Bind):
        return Do(act=read.act, said=read.said)
    return Say(remark=Remark.STRANGER)


def _picked(number: int, reading: Reading, situation: Situation) -> Decision:
    """A number answers the last numbered question, or which unit."""
    words = reading.utterance.words
    offered = situation.offered
    if offered is not None and offered.live():
        if number > len(offered.choices):
            return Say(remark=Remark.NO_SUCH_CHOICE, said=words)
        choice = offered.choices[number - 1]
        return Do(act=choice, said=words) if isinstance(choice, Act) else Answer(questions=(choice,))
    if situation.unit_asked:
        if number > len(situation.unit_asked):
            return Say(remark=Remark.NO_SUCH_CHOICE, said=words)
        return Do(act=acts.ChooseUnit(unit=situation.unit_asked[number - 1]), said=words)
    return Say(remark=Remark.NOTHING_OFFERED, said=words)


def _long(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    return bare_words.long_text(reading, situation) if situation.reports else None


# --- Acts that were said ---


def _said(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    read = reading.said
    if read is None:
        return None
    if isinstance(read.act, acts.ConfirmNudge) and situation.watches:
        read = _confirmed(read, situation)
    if not _may(read.act, situation):
        return _not_allowed(read, situation)
    return _possible(read, situation)


def _confirmed(read: ActRead, situation: Situation) -> ActRead:
    """What 确认 confirms. 催吧 and its like confirm a nudge alone."""
    proposed = situation.proposed
    if proposed is None and situation.pending:
        proposed = acts.ConfirmBinding(name=situation.pending[0][0])
    plain = not _NUDGING.search(read.said)
    return replace(read, act=proposed) if proposed is not None and plain else read


#: Words that say what is to be confirmed: a nudge.
_NUDGING = re.compile("催|发|提醒")


def _not_allowed(read: ActRead, situation: Situation) -> Decision | None:
    if not isinstance(read.act, acts.ConfirmNudge):
        return Say(remark=Remark.NOT_YOURS, said=read.said)
    busy = situation.composing or situation.announced or situation.waiting or situation.unit_asked
    return None if busy else Say(remark=Remark.NOTHING_TO_CONFIRM, said=read.said)


def _may(act: Act, situation: Situation) -> bool:
    if isinstance(act, acts.Bind | acts.Cancel | acts.UndoLast):
        return True
    if isinstance(act, acts.WATCHERS):
        return situation.watches
    return situation.supervises if isinstance(act, acts.SUPERVISORS) else situation.reports


def _possible(read: ActRead, situation: Situation) -> Decision:
    """Said, allowed — and there is something to do it to."""
    act = read.act
    impossible = _impossible(act, situation)
    if impossible is not None:
        return Say(remark=impossible, said=read.said)
    if isinstance(act, acts.ConfirmBinding) and act != situation.proposed and act.name not in read.said:
        # It has waited for long: 确认 may have been meant for something else.
        return Offer(about=About.ACT, said=read.said, choices=_bindings(situation))
    if isinstance(act, acts.UndoLast) and situation.undoable > 1:
        return Offer(about=About.UNDO, said=read.said, choices=(acts.UndoLast(all=True),))
    if isinstance(act, acts.GiveCaption):
        return bare_words.placed(read, situation)
    if isinstance(act, acts.Withdraw) and read.place is not None:
        return _withdraw_place(read, situation)
    return Do(act=act, said=read.said)


def _bindings(situation: Situation) -> tuple[Act, ...]:
    return tuple(acts.ConfirmBinding(name=name) for name in dict.fromkeys(name for name, _ in situation.pending))


def _impossible(act: Act, situation: Situation) -> Remark | None:
    proposed = situation.proposals
    if isinstance(act, tuple(proposed)) and not proposed[type(act)]:
        return Remark.NOTHING_TO_CONFIRM
    begun = situation.composing or situation.announced or any(proposed.values()) or situation.offered
    if isinstance(act, acts.Cancel) and not begun:
        return Remark.NOTHING_TO_CANCEL
    if isinstance(act, acts.UndoLast) and not situation.undoable:
        return Remark.NOTHING_TO_UNDO
    if isinstance(act, acts.CloseComposing) and not situation.composing:
        return Remark.NOT_COMPOSING
    if isinstance(act, acts.CloseComposing) and not situation.pieces:
        return Remark.NOTHING_COMPOSED
    return None


def _withdraw_place(read: ActRead, situation: Situation) -> Decision:
    """第二张: of those the last receipt was about; asked, because a place is no number."""
    among = situation.recent or situation.waiting
    place = read.place or 0
    numbers: set[int] = {among[place - 1]} if 0 < place <= len(among) else set()
    numbers |= {place} & {*situation.waiting, *situation.recent}
    if not numbers:
        return Say(remark=Remark.UNKNOWN, said=read.said)
    choices = tuple(acts.Withdraw(numbers=(number,)) for number in sorted(numbers))
    return Offer(about=About.PLACE if len(choices) > 1 else About.WITHDRAW, said=read.said, choices=choices)


def _agreed(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """好的 is no 确认: beside a proposal it is asked again."""
    if not situation.supervises or situation.proposed is None or reading.talk is not Talk.ACKNOWLEDGE:
        return None
    return Offer(about=About.ACT, said=reading.utterance.words, choices=(situation.proposed,))


def _chosen(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """One who reports for several units, and for nothing else, says which comes next: by its name in full alone."""
    free = situation.reports and not (situation.supervises or situation.composing or situation.announced)
    if not free or len(vocabulary.own) < 2 or reading.named.fit < Fit.FULL or len(reading.named.units) != 1:
        return None
    unit = reading.named.units[0]
    own = unit.id in {one.id for one in vocabulary.own}
    return Do(act=acts.ChooseUnit(unit=unit), said=reading.utterance.words) if own else None


# --- Questions ---


def _asked(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    if not reading.questions:
        return None
    if situation.unit_asked and reading.mentioned and not _ASKS_HARD & {q.topic for q in reading.questions}:
        return None
    if reading.unread and (situation.waiting or situation.composing) and len(reading.utterance.plain) > _REMARK:
        return None
    if reading.unread and any(q.topic is Topic.NUDGE for q in reading.questions):
        return None
    answered = [q for q in (_resolved(q, situation, vocabulary) for q in reading.questions) if q is not None]
    if len(answered) == 1 and (chosen := _of_one(answered[0], reading, situation)):
        return chosen
    if answered:
        return Answer(questions=tuple(dict.fromkeys(answered)))
    return Say(remark=Remark.NOT_YOURS, said=reading.utterance.words)


def _of_one(question: Question, reading: Reading, situation: Situation) -> Decision | None:
    """A name that fits several units is asked about; a clearer part of it answers that."""
    units = question.where.units
    if question.topic not in _OF_ONE or len(units) < 2:
        return None
    offered = situation.offered.choices if situation.offered and situation.offered.live() else ()
    asked = [q for q in offered if isinstance(q, Question) and q.topic in _OF_ONE and set(q.where.units) <= set(units)]
    if len(asked) == 1 and not question.days:
        return Answer(questions=(asked[0],))
    if len(units) > MOST:
        return None
    each = tuple(replace(question, where=replace(question.where, units=(unit,))) for unit in units)
    return Offer(about=About.UNIT, said=reading.utterance.words, choices=each)


#: So many are offered one by one.
MOST = 8
#: These are answered of one unit.
_OF_ONE = frozenset({Topic.UNIT, Topic.PHONE, Topic.PHOTOS})
#: So many guesses are offered at most.
_GUESSES = 3
#: Beside the question which unit, a unit's name with anything else may be its answer.
_ASKS_HARD = frozenset(Topic) - {Topic.UNIT, Topic.STATUS, Topic.MISSING, Topic.WHETHER_SENT}
#: A longer sentence of which only a part is a question may be a caption or a piece, in characters.
_REMARK = 24


def _resolved(question: Question, situation: Situation, vocabulary: Vocabulary) -> Question | None:
    """Of whom, where that depends on who asks; None when this person may not know."""
    if question.topic is Topic.WHETHER_SENT:
        topic = Topic.STATUS if situation.reports else Topic.MISSING
        return replace(question, topic=topic)
    if question.topic is Topic.COUNTS and not situation.watches:
        everywhere = not question.where.units and not question.where.kinds
        return replace(question, topic=Topic.STATUS) if everywhere else None
    if question.topic is Topic.STATUS and not situation.reports:
        return replace(question, topic=Topic.COUNTS if situation.watches else Topic.HELP)
    if question.topic is Topic.PHOTOS and not situation.watches and question.where.units:
        question = replace(question, topic=Topic.UNIT)
    if question.topic is Topic.UNIT and not situation.watches:
        own = {unit.id for unit in vocabulary.own}
        mine = {unit.id for unit in question.where.units} & own
        return replace(question, topic=Topic.STATUS, where=Where()) if mine else None
    if question.topic in SUPERVISORS and not situation.watches:
        return None
    if question.topic in WITHHELD and not situation.supervises:
        return None
    return question


# --- Acts that are likely ---


def _likely(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """To be offered, never done."""
    likely = [r for r in reading.acts if r.certainty is Certainty.LIKELY and _may(r.act, situation)]
    if not likely:
        return None
    read = likely[0]
    if isinstance(read.act, acts.Withdraw) and not read.act.numbers and not read.act.receipts:
        return _withdraw_which(read, situation)
    if isinstance(read.act, acts.GiveCaption) and not all(c.text for c in read.act.captions):
        return Answer(questions=(Question(topic=Topic.HOW_CAPTION),))
    if isinstance(read.act, acts.GiveCaption):
        return bare_words.placed(read, situation)
    choices = tuple(r.act for r in likely if _impossible(r.act, situation) is None)
    return Offer(about=About.ACT, said=reading.utterance.words, choices=choices) if choices else None


def _mistaken(reading: Reading, situation: Situation, vocabulary: Vocabulary) -> Decision | None:
    """发错了: what came last may be taken back."""
    if reading.talk is not Talk.MISTAKE or not situation.reports or not situation.recent:
        return None
    return Offer(about=About.WITHDRAW, said=reading.utterance.words, choices=_withdrawals(situation.recent))


def _withdrawals(numbers: tuple[int, ...]) -> tuple[Act, ...]:
    """Each by itself, and all together."""
    each = tuple(acts.Withdraw(numbers=(number,)) for number in numbers[:MOST])
    return (*each, acts.Withdraw(numbers=numbers)) if len(numbers) > 1 else each


def _withdraw_which(read: ActRead, situation: Situation) -> Decision:
    if read.place is not None:
        return _withdraw_place(read, situation)
    choices = _withdrawals(situation.recent or situation.waiting)
    if not choices:
        return Say(remark=Remark.NOTHING_TO_UNDO, said=read.said)
    return Offer(about=About.WITHDRAW, said=read.said, choices=choices)
