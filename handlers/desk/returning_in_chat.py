"""退回 128 原因 in chat; 不计 says first what it does to the day, and is done after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import selection
from domain.conversation import ReturnProposed
from domain.language.acts import CallReturnOff, ConfirmReturn, GiveBack
from domain.obligation import Obligation
from domain.selection import Refusal
from formats.chat import selecting as said
from formats.chat.selecting import DayAfter
from formats.spoken import day_text
from formats.words import chat as texts
from formats.words import desk as words
from handlers.desk import returning
from handlers.desk.by_number import NamedItems, named, refusals
from handlers.desk.marking import acting_of
from handlers.desk.returning import GivenBack
from handlers.submissions import counting
from handlers.submissions.owed_once import milestone_name
from handlers.turn import Told, Turn
from storage import conversations, obligations

#: What is proposed is kept with the conversation, in little room: so many items, and characters of a reason.
MOST_UNCOUNTED = 10
LONGEST_UNCOUNTED = 250


async def give_back(turn: Turn, act: GiveBack) -> Told:
    """Ask the senders for better ones. Without a reason nothing is done, and how to say it is answered."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    if act.uncounted and act.reason:
        return await _propose(turn, found, act)
    return await _give_back(turn, found, act.numbers, act.reason, uncounted=False)


async def confirm(turn: Turn, act: ConfirmReturn) -> Told:
    """What was proposed is done; what may not be done any more is said."""
    proposed = turn.conversation.awaiting
    found = await named(turn, proposed.numbers) if isinstance(proposed, ReturnProposed) else None
    if found is None or not isinstance(proposed, ReturnProposed):
        return Told(text=texts.NOTHING_TO_CONFIRM)
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=None), now=turn.now)
    return await _give_back(turn, found, proposed.numbers, proposed.reason, uncounted=True)


async def call_off(turn: Turn, act: CallReturnOff) -> Told:
    """The office's own returns are over, and count again what they took out."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    office = found.reach.office.id
    own = [n for n, item in found.items.items() if any(one.office_id == office for one in item.selected.returns)]
    done = [await returning.call_off(turn.ctx, turn.connection, found.reach, number) for number in own]
    over = [one for one in done if one.refused is None]
    lines = said.called_off([one.number for one in over], _names(over))
    lines += said.nothing_returned([n for n in act.numbers if n in found.items and n not in own])
    unknown = [n for n in act.numbers if n not in found.items]
    lines += [*_refused(turn, done), *refusals(turn, [(n, Refusal.UNKNOWN, None) for n in unknown])]
    return Told(text="\n".join(lines), undo=() if over else None)


async def _propose(turn: Turn, found: NamedItems, act: GiveBack) -> Told:
    acting = acting_of(found.reach)
    lines: list[str] = []
    fit: list[int] = []
    for number in act.numbers:
        item = found.items.get(number)
        why = selection.refused_return(item.selected, acting, act.reason) if item else Refusal.UNKNOWN
        lines += refusals(turn, [(number, why, item.submission if item else None)])
        fit += [number] if why is None else []
    if len(fit) > MOST_UNCOUNTED or len(act.reason) > LONGEST_UNCOUNTED:
        return Told(text=said.uncounted_limits(most=MOST_UNCOUNTED, longest=LONGEST_UNCOUNTED, numbers=len(fit)))
    if not fit:
        return Told(text="\n".join(lines))
    proposed = ReturnProposed(tuple(fit), act.reason)
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=proposed), now=turn.now)
    asked = said.uncounted_ask(fit, act.reason, await _days_after(turn, found, fit))
    return Told(text="\n".join([*lines, asked]), asks=True)


async def _give_back(turn: Turn, found: NamedItems, numbers: Sequence[int], reason: str, *, uncounted: bool) -> Told:
    before = await _days_after(turn, found, [n for n in numbers if n in found.items]) if uncounted else []
    done = [
        await returning.give_back(turn.ctx, turn.connection, found.reach, number, reason, uncounted=uncounted)
        for number in numbers
    ]
    given = [one for one in done if one.refused is None]
    lines = []
    if given:
        after = [said.day_after(day) for day in before] if uncounted else said.day_stays(_days(given))
        lines.append(said.given_back([one.number for one in given], reason=reason, names=_names(given), after=after))
    undo = (CallReturnOff(numbers=tuple(one.number for one in given)),) if given else None
    return Told(text="\n".join([*lines, *_refused(turn, done)]), undo=undo)


async def _days_after(turn: Turn, found: NamedItems, numbers: Sequence[int]) -> list[DayAfter]:
    """What each unit's day comes to when these count no more."""
    sent: dict[int, list[int]] = {}
    for number in numbers:
        if (obligation_id := found.items[number].submission.obligation_id) is not None:
            sent.setdefault(obligation_id, []).append(number)
    owed = await obligations.find(turn.connection, list(sent))
    met = await counting.met_without(turn.ctx, turn.connection, list(sent), without=numbers)
    return [
        DayAfter(
            unit=found.unit(of[0]),
            day=_called(turn, owed[id_]),
            count=len(of),
            before=owed[id_].met_at is not None,
            met=met[id_],
        )
        for id_, of in sent.items()
        if id_ in owed
    ]


def _called(turn: Turn, owed: Obligation) -> str:
    return day_text(owed.day) if owed.daily else milestone_name(turn.ctx, owed)


def _days(given: Sequence[GivenBack]) -> list[date]:
    return sorted({one.obligation.day for one in given if one.obligation is not None and one.obligation.daily})


def _names(done: Sequence[GivenBack]) -> list[str]:
    return list(dict.fromkeys(name for one in done for name in one.told))


def _refused(turn: Turn, done: Sequence[GivenBack]) -> list[str]:
    return list(refusals(turn, [(one.number, one.refused, one.submission) for one in done]))
