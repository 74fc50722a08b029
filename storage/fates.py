"""What offices made of items, gathered for who sent them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, null, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.fate import Fate, Returned, Reworded
from domain.selection import Mark
from domain.submission import State, Submission
from storage import adoptions as adopted
from storage import organisations as units
from storage.submissions import find
from storage.tables import adoptions, marks, organisations, returns, submissions

_GONE = (State.WITHDRAWN, State.LOST)


async def of_items(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Fate]:
    """Of those that something was made of, by number."""
    return await _of(connection, submissions.c.id.in_(numbers) if numbers else false())


async def of_obligations(connection: AsyncConnection, obligation_ids: Collection[int]) -> dict[int, dict[int, Fate]]:
    """Obligation id → number → fate, of those that something was made of."""
    if not obligation_ids:
        return {}
    fates = await _of(connection, submissions.c.obligation_id.in_(obligation_ids))
    sent_for = select(submissions.c.id, submissions.c.obligation_id).where(submissions.c.id.in_(fates))
    found: dict[int, dict[int, Fate]] = {}
    for number, obligation_id in (await connection.execute(sent_for)).all() if fates else ():
        found.setdefault(obligation_id, {})[number] = fates[number]
    return found


async def _of(connection: AsyncConnection, these: ColumnElement[bool]) -> dict[int, Fate]:
    """One statement while nothing was made of any, which is most often so."""
    passed = select(marks.c.submission_id).where(marks.c.submission_id == submissions.c.id, marks.c.mark == Mark.PASSED)
    published = adoptions.c.revoked_at.is_(None)
    adoption = select(adoptions.c.id).where(adoptions.c.submission_id == submissions.c.id, published)
    asked = returns.c.cancelled_at.is_(None)
    returned = select(returns.c.id).where(returns.c.submission_id == submissions.c.id, asked)
    edited = submissions.c.original.is_not(null())
    any_of_it = or_(passed.exists(), adoption.exists(), returned.exists(), edited)
    query = select(submissions.c.id, passed.exists().label("passed"), edited.label("edited"))
    found = (await connection.execute(query.where(these, submissions.c.state.not_in(_GONE), any_of_it))).all()
    rows = {number: is_passed for number, is_passed, _ in found}
    published_by = await adopted.of(connection, rows)
    asked_again = await _returned(connection, rows)
    items = await find(connection, [number for number, _, is_edited in found if is_edited])
    reworded = await of_words(connection, items)
    return {
        number: Fate(
            number=number,
            passed=bool(is_passed),
            adoptions=tuple(published_by.get(number, ())),
            returns=tuple(asked_again.get(number, ())),
            reworded=reworded.get(number),
        )
        for number, is_passed in sorted(rows.items())
    }


async def of_words(connection: AsyncConnection, items: Collection[Submission]) -> dict[int, Reworded]:
    """Of those that say an office's words, by number."""
    kept = [(item, item.original) for item in items if item.original is not None]
    offices = await units.names(connection, {original.office_id for _, original in kept}) if kept else {}
    return {
        item.id: Reworded(
            office=offices.get(original.office_id, ""), own=original.words, now=item.words, newer=original.newer
        )
        for item, original in kept
    }


async def _returned(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[Returned]]:
    found: dict[int, list[Returned]] = {}
    if not numbers:
        return found
    query = (
        select(returns, organisations.c.name)
        .join(organisations, organisations.c.id == returns.c.office_id)
        .where(returns.c.submission_id.in_(numbers), returns.c.cancelled_at.is_(None))
        .order_by(returns.c.id)
    )
    for row in (await connection.execute(query)).mappings():
        returned = Returned(
            office=row["name"], reason=row["reason"], uncounted=row["uncounted"], replaced_by=row["settled_by"]
        )
        found.setdefault(row["submission_id"], []).append(returned)
    return found
