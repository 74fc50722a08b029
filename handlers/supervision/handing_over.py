"""换联络员 星河一职 李四 13800000000: say who would take over from whom, and do it only after 确认."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.conversation import HandoverProposed
from domain.language.acts import ConfirmHandover
from domain.language.questions import Question
from domain.organisation import Organisation
from formats.chat import handover as words
from formats.words import chat as texts
from handlers.asker import Asker, Unanswerable
from handlers.desk import handing_over
from handlers.desk.handing_over import Handover, is_person
from handlers.submissions.overview import area_of
from handlers.supervision.scope import visible, within
from handlers.turn import Told, Turn
from storage import conversations, organisations, people


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What to say, what 确认 will carry out, and what each number stands for where one of two liaisons is asked."""

    text: str
    proposed: HandoverProposed | None = None
    offered: tuple[Question, ...] = ()


async def propose(asker: Asker, question: Question) -> Proposal:
    """Nothing is written here."""
    try:
        unit = await _unit(asker, question)
    except Unanswerable as refusal:
        return Proposal(text=refusal.said)
    if unit is None or not question.person or not question.phone:
        return Proposal(text=words.how(unit.name if unit else "", question.person, question.phone))
    liaisons = (await people.liaisons_of(asker.connection, [unit.id]))[unit.id]
    if any(is_person(person, question.person, question.phone) for person in liaisons):
        return Proposal(text=words.is_liaison_already(unit.name, question.person))
    leaving = next((person for person in liaisons if person.id == question.leaving), None)
    if leaving is None and len(liaisons) > 1:
        choices = tuple(replace(question, leaving=person.id) for person in liaisons)
        return Proposal(text=words.which(unit.name, [(p.name, p.phone) for p in liaisons]), offered=choices)
    leaving = leaving or next(iter(liaisons), None)
    proposed = HandoverProposed(unit.id, question.person, question.phone, leaving=leaving.id if leaving else 0)
    text = words.proposed(unit.name, leaving.name if leaving else "", question.person, question.phone)
    return Proposal(text=text, proposed=proposed)


async def described(asker: Asker, question: Question) -> str:
    """What would be proposed."""
    return (await propose(asker, question)).text


async def _unit(asker: Asker, question: Question) -> Organisation | None:
    """None when none is named. Raises ``Unanswerable`` for several, and for those of other areas."""
    if not question.where.units:
        return None
    found = within(question.where, await visible(asker))
    if len(found) > 1:
        raise Unanswerable(words.which_unit([unit.name for unit in found], question.person, question.phone))
    return found[0] if found else None


async def confirm(turn: Turn, act: ConfirmHandover) -> Told:
    """The one who was proposed takes over: duty, code, what waits; both are told."""
    proposed = turn.conversation.awaiting
    if not isinstance(proposed, HandoverProposed):
        return Told(text=texts.NOTHING_TO_CONFIRM)
    unit = await organisations.get(turn.connection, proposed.unit)
    area = await area_of(turn.ctx, turn.connection, turn.person.supervises)
    if unit is None or (area is not None and unit.id not in area):
        return Told(text=texts.NOTHING_TO_CONFIRM)
    leaving = await people.get(turn.connection, proposed.leaving) if proposed.leaving else None
    if leaving is not None and unit.id not in {served.id for served in leaving.reports_for}:
        leaving = None
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=None), now=turn.now)
    handover = Handover(
        unit=unit,
        leaving=leaving,
        name=proposed.name,
        phone=proposed.phone,
        by=turn.person.id,
        key=str(turn.message.id),
    )
    done = await handing_over.hand_over(turn.ctx, turn.connection, handover)
    old = leaving.name if leaving else ""
    return Told(text=words.done(unit.name, old, done.coming.name, done.code, done.waiting))
