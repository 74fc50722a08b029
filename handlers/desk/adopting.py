"""采用: a medium has published an item. What was published is passed on, too; its sender hears it at once.

Chat calls ``adopt`` inside its own transaction, pages ``adopt_at_once``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain import selection
from domain.events import EventVerb
from domain.reach import Reach
from domain.selection import Adoption, Level, Refusal
from domain.submission import Submission
from formats.chat import desk as words
from handlers.context import Context
from handlers.desk import telling
from handlers.desk.marking import acting_of, set_mark
from handlers.desk.noting import note
from storage import adoptions
from storage.desk import items
from storage.engine.database import Connection
from storage.events import Details

#: Characters of a medium's name, and of an address.
LONGEST_MEDIUM = 100
LONGEST_URL = 2000


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What became of it. ``known``: this was recorded before; ``told``: the names of who heard."""

    number: int
    refused: Refusal | None = None
    submission: Submission | None = None
    adoption: Adoption | None = None
    known: bool = False
    told: tuple[str, ...] = ()


async def adopt_at_once(
    ctx: Context, reach: Reach, number: int, medium: str, *, level: Level, url: str = "", on_day: date | None = None
) -> Adopted:
    """``adopt`` in a transaction of its own."""
    async with ctx.database.write() as connection:
        return await adopt(ctx, connection, reach, number, medium, level=level, url=url, on_day=on_day)


async def adopt(
    ctx: Context,
    connection: Connection,
    reach: Reach,
    number: int,
    medium: str,
    *,
    level: Level,
    url: str = "",
    on_day: date | None = None,
) -> Adopted:
    """Record it once for each medium and address; an address that comes later joins what is recorded."""
    item = (await items.locked(connection, reach, [number])).get(number)
    if item is None:
        return Adopted(number=number, refused=Refusal.UNKNOWN)
    medium, url = " ".join(medium.split())[:LONGEST_MEDIUM], url.strip()[:LONGEST_URL]
    refused = selection.refused_adoption(item.selected, acting_of(reach), medium)
    if refused is not None:
        return Adopted(number=number, refused=refused, submission=item.submission)
    same = selection.same_adoption(item.selected, medium, url)
    if same is not None and (same.url == url or not url):
        return Adopted(number=number, submission=item.submission, adoption=same, known=True)
    now = ctx.clock.now()
    adopted = Adoption(
        id=same.id if same else 0,
        office_id=reach.office.id,
        level=level,
        medium=medium,
        url=url,
        on_day=on_day or now.date(),
        person_id=reach.person_id,
        at=now,
    )
    if same is not None:
        await adoptions.give_address(connection, same.id, url)
    adoption_id = same.id if same else await adoptions.add(connection, number, adopted)
    if (mark := selection.marked_by_adoption(item.selected, acting_of(reach))) is not None:
        await set_mark(ctx, connection, reach, item, mark)
    details: Details = {"adoption": adoption_id, "level": level.value}
    await note(ctx, connection, reach, EventVerb.ADOPTED, item.submission, details)
    told = await telling.tell(
        ctx,
        connection,
        item.submission,
        lambda view: words.adopted(view, medium=medium, url=url),
        key=f"adopted:{adoption_id}:{'url' if url else ''}",
    )
    return Adopted(
        number=number, submission=item.submission, adoption=replace(adopted, id=adoption_id), told=tuple(told)
    )


async def revoke_at_once(ctx: Context, reach: Reach, number: int, adoption_id: int) -> Adopted:
    """``revoke`` in a transaction of its own."""
    async with ctx.database.write() as connection:
        return await revoke(ctx, connection, reach, number, adoption_id)


async def revoke(ctx: Context, connection: Connection, reach: Reach, number: int, adoption_id: int) -> Adopted:
    """It was recorded wrongly; only by the office that did. The mark stays."""
    item = (await items.locked(connection, reach, [number])).get(number)
    own = [one for one in item.selected.adoptions if one.office_id == reach.office.id] if item else []
    found = next((one for one in own if one.id == adoption_id), None)
    if item is None or found is None:
        return Adopted(number=number, refused=Refusal.UNKNOWN)
    if not reach.acts:
        return Adopted(number=number, refused=Refusal.READER, submission=item.submission)
    await adoptions.revoke(connection, adoption_id, now=ctx.clock.now())
    details: Details = {"adoption": adoption_id}
    await note(ctx, connection, reach, EventVerb.ADOPTION_REVOKED, item.submission, details)
    return Adopted(number=number, submission=item.submission, adoption=found)
