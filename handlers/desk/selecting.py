"""推荐 128, 撤销推荐 128 in chat, inside the turn's transaction; and how items are chosen and returned, when asked."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.acts import Act, MarkAgain, Recommend, Unrecommend
from domain.language.questions import Question
from domain.selection import Mark
from formats.chat import selecting as said
from formats.words import desk as words
from handlers.asker import Asker
from handlers.desk import telling
from handlers.desk.by_number import NamedItems, named, refusals
from handlers.desk.marking import MarkChange, Marked, mark
from handlers.turn import Told, Turn
from storage import marks


async def recommend(turn: Turn, act: Recommend) -> Told:
    """Pass the items on; those that were passed on before, and those that cannot be, are told apart."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    done = await _marked(turn, found, act.numbers, Mark.PASSED)
    passed = [one for one in done if one.changed]
    midnight = turn.now.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = said.recommended(
        [(telling.view(found.items[one.number].submission), found.unit(one.number)) for one in passed],
        [
            said.PassedBefore(number=one.number, at=one.before.at, name=one.by)
            for one in done
            if one.refused is None and not one.changed and one.before is not None
        ],
        [
            said.Replaced(number=one.number, name=one.replaced, mark=one.before.mark)
            for one in passed
            if one.replaced and one.before is not None and one.before.mark is not None
        ],
        now=turn.now,
        today=await marks.passed_since(turn.connection, found.reach, midnight),
        goal=turn.campaign.recommend_goal if turn.campaign else None,
    )
    return _told([*lines, *_refused(turn, done)], _undo(passed))


async def take_recommendation_back(turn: Turn, act: Unrecommend) -> Told:
    """Take the office's 推荐 off; another mark of it stays."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    own = {number: item.selected.mark_of(found.reach.office.id) for number, item in found.items.items()}
    none = [n for n in act.numbers if n in own and ((before := own[n]) is None or before.mark is not Mark.PASSED)]
    done = await _marked(turn, found, [n for n in act.numbers if n not in none], None)
    taken = [one for one in done if one.changed]
    lines = said.unrecommended([one.number for one in taken], none)
    return _told([*lines, *_refused(turn, done)], _undo(taken))


async def mark_again(turn: Turn, act: MarkAgain) -> Told:
    """What an undoing of a mark does."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    done = await _marked(turn, found, act.numbers, Mark(act.mark) if act.mark else None)
    again = [one for one in done if one.changed]
    return _told([*said.marked_again([one.number for one in again]), *_refused(turn, done)], _undo(again))


async def how_selected(asker: Asker, question: Question) -> str:
    return words.HOW_SELECT


async def how_returned(asker: Asker, question: Question) -> str:
    return words.HOW_RETURN


async def _marked(turn: Turn, found: NamedItems, numbers: Sequence[int], what: Mark | None) -> list[Marked]:
    changes = [MarkChange(number=number, mark=what) for number in numbers]
    return await mark(turn.ctx, turn.connection, found.reach, changes)


def _refused(turn: Turn, done: Sequence[Marked]) -> Sequence[str]:
    return refusals(turn, [(one.number, one.refused, one.item.submission if one.item else None) for one in done])


def _undo(changed: Sequence[Marked]) -> tuple[Act, ...] | None:
    """The marks of before, again; None when nothing was changed."""
    before: dict[str, list[int]] = {}
    for one in changed:
        before.setdefault(str(one.before.mark or "") if one.before else "", []).append(one.number)
    return tuple(MarkAgain(numbers=tuple(numbers), mark=mark) for mark, numbers in before.items()) or None


def _told(lines: Sequence[str], undo: tuple[Act, ...] | None) -> Told:
    return Told(text="\n".join(lines), undo=undo)
