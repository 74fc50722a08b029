"""已阅, 备选, 推荐, and their taking off: what an office thinks of items, in one transaction with its events.

Chat calls ``mark`` inside its own transaction, pages ``mark_all``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain import selection
from domain.events import EventVerb
from domain.reach import Reach
from domain.selection import MOST_STARS, Acting, Mark, OfficeMark, Refusal, Selected
from handlers.context import Context
from storage import events, marks, people
from storage.desk import items
from storage.desk.items import DeskItem
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Connection
from storage.events import ItemEvent

#: Changes of one call.
MOST = 500


@dataclass(frozen=True, kw_only=True)
class MarkChange:
    """What is to be set of one item; what is UNSET stays. ``mark`` None takes the mark off.

    ``was``: the mark that its maker saw, of a change that comes late: another one that a colleague has set since then
    stands.
    """

    number: int
    mark: Mark | Unset | None = UNSET
    stars: int | Unset = UNSET
    category: str | Unset = UNSET
    theme: str | Unset = UNSET
    note: str | Unset = UNSET
    was: Mark | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What became of one change: ``now`` is the office's mark after it, None where there is no such item.

    ``before``: what stood before; ``replaced``: the name of whoever of the office had set another mark; ``by``: of
    whoever had set the same one before.
    """

    number: int
    now: OfficeMark | None = None
    before: OfficeMark | None = None
    refused: Refusal | None = None
    replaced: str = ""
    by: str = ""
    item: DeskItem | None = None

    @property
    def changed(self) -> bool:
        return self.refused is None and self.now != self.before


async def mark_all(ctx: Context, reach: Reach, changes: Sequence[MarkChange]) -> list[Marked]:
    """``mark`` in a transaction of its own."""
    async with ctx.database.write() as connection:
        return await mark(ctx, connection, reach, changes)


async def mark(ctx: Context, connection: Connection, reach: Reach, changes: Sequence[MarkChange]) -> list[Marked]:
    """In the order given, the last change of an item last; idempotent. At most ``MOST``."""
    found = await items.locked(connection, reach, {change.number for change in changes[:MOST]})
    acting = acting_of(reach)
    done: list[Marked] = []
    for change in changes[:MOST]:
        item = found.get(change.number)
        if item is None:
            done.append(Marked(number=change.number, refused=Refusal.UNKNOWN))
            continue
        marked = _marked(ctx, reach, acting, item, change)
        if marked.changed and marked.now is not None:
            found[change.number] = replace(item, selected=_with(item.selected, marked.now))
        done.append(marked)
    await _write(ctx, connection, reach, done)
    return await _named(connection, reach, done)


def acting_of(reach: Reach) -> Acting:
    return Acting(office_id=reach.office.id, role=reach.role, above=reach.above)


async def set_mark(ctx: Context, connection: Connection, reach: Reach, item: DeskItem, mark: Mark) -> None:
    """A mark that another act brings along."""
    own = item.selected.mark_of(reach.office.id) or _none(ctx, reach)
    now = replace(own, mark=mark, person_id=reach.person_id, at=ctx.clock.now())
    before = item.selected.mark_of(reach.office.id)
    await _write(ctx, connection, reach, [Marked(number=item.submission.id, now=now, before=before, item=item)])


def _marked(ctx: Context, reach: Reach, acting: Acting, item: DeskItem, change: MarkChange) -> Marked:
    selected, before = item.selected, item.selected.mark_of(reach.office.id)
    wanted = (before.mark if before else None) if isinstance(change.mark, Unset) else change.mark
    refused = selection.refused_mark(selected, acting, wanted)
    late = not isinstance(change.was, Unset) and selection.replaced(before, change.was, reach.person_id)
    if refused is None and late:
        return Marked(number=change.number, now=before, before=before, item=item)
    if refused is not None:
        return Marked(number=change.number, now=before, before=before, refused=refused, item=item)
    own = before or _none(ctx, reach)
    now = _merged(own, wanted, change)
    if before is None and now == own:
        return Marked(number=change.number, item=item)
    if now != before:
        now = replace(now, person_id=reach.person_id, at=ctx.clock.now())
    return Marked(number=change.number, now=now, before=before, item=item)


def _none(ctx: Context, reach: Reach) -> OfficeMark:
    return OfficeMark(office_id=reach.office.id, mark=None, person_id=reach.person_id, at=ctx.clock.now())


def _merged(own: OfficeMark, mark: Mark | None, change: MarkChange) -> OfficeMark:
    """What is UNSET stays."""
    stars = own.stars if isinstance(change.stars, Unset) else min(max(change.stars, 0), MOST_STARS)
    return replace(
        own,
        mark=mark,
        stars=stars,
        category=own.category if isinstance(change.category, Unset) else change.category,
        theme=own.theme if isinstance(change.theme, Unset) else change.theme,
        note=own.note if isinstance(change.note, Unset) else change.note,
    )


def _with(selected: Selected, mark: OfficeMark) -> Selected:
    others = tuple(one for one in selected.marks if one.office_id != mark.office_id)
    return replace(selected, marks=(*others, mark))


async def _write(ctx: Context, connection: Connection, reach: Reach, done: Sequence[Marked]) -> None:
    changed = [one for one in done if one.changed and one.now is not None and one.item is not None]
    await marks.put(connection, {one.number: one.now for one in changed if one.now is not None})
    noted = [_event(reach, one, one.item) for one in changed if one.item is not None]
    await events.record_items(connection, EventVerb.MARKED, noted, at=ctx.clock.now(), person_id=reach.person_id)


def _event(reach: Reach, marked: Marked, item: DeskItem) -> ItemEvent:
    details: dict[str, str | int] = {"office": reach.office.id}
    details |= {f"before_{name}": value for name, value in _said(marked.before).items()}
    details |= _said(marked.now)
    return ItemEvent(
        submission_id=marked.number,
        organisation_id=item.submission.organisation_id,
        obligation_id=item.submission.obligation_id,
        details=details,
    )


def _said(mark: OfficeMark | None) -> Mapping[str, str | int]:
    """Codes and numbers; of a note nothing."""
    if mark is None:
        return {"mark": ""}
    return {"mark": mark.mark or "", "stars": mark.stars, "category": mark.category, "theme": mark.theme}


async def _named(connection: Connection, reach: Reach, done: Sequence[Marked]) -> list[Marked]:
    """With the names of colleagues whose marks were replaced, or who had set the same."""
    others = {
        one.before.person_id
        for one in done
        if one.before is not None and one.before.person_id not in (None, reach.person_id)
    }
    if not others:
        return list(done)
    names = await people.names(connection, [person_id for person_id in others if person_id is not None])
    return [_with_name(one, names, reach.person_id) for one in done]


def _with_name(marked: Marked, names: Mapping[int, str], person_id: int) -> Marked:
    before, now = marked.before, marked.now
    name = names.get(before.person_id or 0, "") if before is not None and before.mark is not None else ""
    if not name or marked.refused is not None or now is None:
        return marked
    if selection.replaced(before, now.mark, person_id):
        return replace(marked, replaced=name)
    return replace(marked, by=name)
