"""换联络员 星河一职 李四 13800000000: say who would take over from whom, and do it only after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.conversation import HandoverProposed
from domain.events import EventVerb
from domain.language.acts import ConfirmHandover
from domain.language.questions import Question
from domain.organisation import Account, Organisation, Person, Role
from domain.roster.identity import name_key, numbers_of
from domain.submission import State
from formats.chat import handover as words
from formats.words import chat as texts
from handlers import binding, codes
from handlers.asker import Asker, Unanswerable
from handlers.outbox import address, say
from handlers.submissions.overview import area_of
from handlers.supervision.scope import visible, within
from handlers.turn import Told, Turn
from storage import bindings, conversations, events, obligations, organisations, people, submissions
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: Numbers of photos that still want a caption: so many are named.
_NAMED = 20


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
    if any(_is(person, question.person, question.phone) for person in liaisons):
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
    coming = await _person(turn.connection, proposed)
    await people.give_duty(turn.connection, coming, unit.id, Role.LIAISON)
    if leaving is not None:
        await _relieve(turn, leaving, unit, proposed.name)
    await _note(turn, unit, leaving, coming, proposed)
    new = await people.get(turn.connection, coming)
    assert new is not None, "it was there in this transaction"
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=None), now=turn.now)
    waiting = await _waiting(turn, unit)
    code = "" if binding.bound(new) else await codes.of(turn.connection, new.id, turn.now)
    await _tell(turn, address(turn.ctx, new), words.takes_over(unit.name, new.name, waiting), f"comes:{new.id}")
    return Told(text=words.done(unit.name, leaving.name if leaving else "", new.name, code, waiting))


def _is(person: Person, name: str, phone: str) -> bool:
    return name_key(person.name) == name_key(name) and bool({*numbers_of(person.phone)} & {*numbers_of(phone)})


async def _person(connection: Connection, proposed: HandoverProposed) -> int:
    """The person of this name and telephone, new when the roster has none."""
    known = [p for p in await people.all(connection) if _is(p, proposed.name, proposed.phone)]
    if known:
        return known[0].id
    await people.make_way(connection, {(proposed.name, proposed.phone): None})
    return await people.add(connection, proposed.name, proposed.phone)


async def _relieve(turn: Turn, leaving: Person, unit: Organisation, successor: str) -> None:
    """The duty ends; who has none left speaks for nobody any more."""
    account = address(turn.ctx, leaving)
    await people.take_duty(turn.connection, leaving.id, unit.id, Role.LIAISON)
    if len(leaving.duties) == 1:
        await bindings.end(turn.connection, [leaving.id], real=turn.ctx.clock.real())
    await _tell(turn, account, words.relieved(unit.name, successor), f"goes:{leaving.id}")


async def _tell(turn: Turn, account: Account | None, text: str, key: str) -> None:
    if account is not None:
        message = OutboxMessage(
            channel=account.channel, account=account.account, text=text, key=f"handover:{turn.message.id}:{key}"
        )
        await say(turn.ctx, turn.connection, [message])


async def _note(
    turn: Turn, unit: Organisation, leaving: Person | None, coming: int, proposed: HandoverProposed
) -> None:
    details: dict[str, str | int] = {"new_id": coming, "new": proposed.name}
    if leaving is not None:
        details |= {"old_id": leaving.id, "old": leaving.name}
    await events.record(
        turn.connection,
        EventVerb.HANDED_OVER,
        at=turn.now,
        person_id=turn.person.id,
        organisation_id=unit.id,
        details=details,
    )


async def _waiting(turn: Turn, unit: Organisation) -> Sequence[int]:
    """Photos of the unit's open days that wait for a caption."""
    owed = await obligations.of_organisation(turn.connection, unit.id, list(turn.ctx.campaigns))
    open_ = [o.id for o in owed if o.open_at(turn.now)]
    found = await submissions.of_obligations(turn.connection, open_)
    return [s.id for sent in found.values() for s in sent if s.state is State.INCOMPLETE][:_NAMED]
