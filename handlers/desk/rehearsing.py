"""In a rehearsal anybody may be anybody, at the desk as well: one button comes in as the highest supervisor."""

from __future__ import annotations

from domain import reach as rules
from domain.clock import RehearsalClock
from domain.organisation import Organisation, Person
from handlers.context import Context
from handlers.desk import entering
from handlers.desk.entering import Browser
from storage import people
from storage.engine.database import Connection
from storage.simulator import SIMULATOR


def open_to_all(ctx: Context) -> bool:
    """Only in rehearsal, and only while the simulator is the sole channel: nobody real is served beside it."""
    return isinstance(ctx.clock, RehearsalClock) and set(ctx.channels) == {SIMULATOR}


async def supervisor(ctx: Context) -> tuple[Person, Organisation] | None:
    """Whom the button lets in, as which office; None when nobody supervises anything."""
    async with ctx.database.read() as connection:
        person = await _highest(connection)
    return (person, rules.offices(person)[0][0]) if person else None


async def enter(ctx: Context, browser: Browser) -> str | None:
    """The id of the session that is opened; None when the desk is not open to all, or there is no supervisor."""
    if not open_to_all(ctx):
        return None
    token, _ = entering.new_link(ctx)
    async with ctx.database.write() as connection:
        person = await _highest(connection)
        if person is None:
            return None
        await entering.keep_link(ctx, connection, person, token)
    return await entering.enter(ctx, token, browser)


async def _highest(connection: Connection) -> Person | None:
    def rank(person: Person) -> tuple[bool, bool, int]:
        office = rules.offices(person)[0][0]
        return office.parent_id is not None, bool(office.line), office.id

    return min((one for one in await people.watching(connection) if one.supervises), key=rank, default=None)
