"""公告: a text of an office to every liaison of its area, said after a yes, to each once."""

from __future__ import annotations

from dataclasses import dataclass

from domain.events import EventVerb
from domain.organisation import Account
from domain.reach import Reach
from formats.chat import announcing as said
from formats.desk import announcing as views
from formats.desk.announcing import AnnouncementPage, AnnouncementPreview, AnnouncementsPage
from formats.words import announcing as words
from handlers.context import Context
from handlers.outbox import address, say
from storage import announcements, events, people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage
from storage.states import OutboxState

#: Characters.
LONGEST = 600
#: That the page lists.
LISTED = 100


@dataclass(frozen=True, kw_only=True)
class AnnouncementReceivers:
    """``accounts``: person id → where they are written to. ``units``: those whose liaisons they are."""

    accounts: dict[int, Account]
    units: int
    unbound: int


async def receivers(ctx: Context, connection: Connection, reach: Reach) -> AnnouncementReceivers:
    ids, units = await announcements.liaisons(connection, reach)
    found = {one.id: address(ctx, one) for one in await people.several(connection, ids)}
    accounts = {id_: account for id_, account in sorted(found.items()) if account is not None}
    return AnnouncementReceivers(accounts=accounts, units=units, unbound=len(ids) - len(accounts))


def refused(text: str) -> str:
    """Why a text cannot be announced; empty when it can."""
    if not text.strip():
        return words.HOW
    return words.TOO_LONG.format(most=LONGEST, found=len(text)) if len(text) > LONGEST else ""


async def announce(ctx: Context, connection: Connection, reach: Reach, id_: int, text: str) -> AnnouncementReceivers:
    """Say it, in the transaction that has taken its yes."""
    whom = await receivers(ctx, connection, reach)
    words_ = said.message(text, reach.office.name)
    await say(
        ctx,
        connection,
        [
            OutboxMessage(
                channel=one.channel,
                account=one.account,
                text=words_,
                key=announcements.message_key(id_, person_id),
            )
            for person_id, one in whom.accounts.items()
        ],
    )
    await announcements.note(connection, id_, receivers=len(whom.accounts), unbound=whom.unbound)
    await events.record(
        connection,
        EventVerb.ANNOUNCED,
        at=ctx.clock.now(),
        person_id=reach.person_id,
        organisation_id=reach.office.id,
        details={
            "office": reach.office.id,
            "announcement": id_,
            "number": len(whom.accounts),
            "unbound": whom.unbound,
        },
    )
    return whom


async def page(ctx: Context, reach: Reach, *, typed: str = "", problem: str = "") -> AnnouncementsPage:
    async with ctx.database.read() as connection:
        found = await announcements.listed(connection, reach, most=LISTED)
        names = await people.names(connection, {one.person_id for one in found if one.person_id is not None})
    lines = (
        views.line(
            one.id,
            one.text,
            names.get(one.person_id or 0, ""),
            one.at,
            receivers=one.receivers,
            unbound=one.unbound,
        )
        for one in found
    )
    return AnnouncementsPage(lines=tuple(lines), most=LONGEST, typed=typed, problem=problem)


async def preview(ctx: Context, reach: Reach, text: str) -> AnnouncementPreview | None:
    """Nothing is written; None when nobody would hear it."""
    async with ctx.database.read() as connection:
        whom = await receivers(ctx, connection, reach)
    if not whom.accounts:
        return None
    return AnnouncementPreview(
        text=text,
        said=said.message(text, reach.office.name),
        whom=views.whom(units=whom.units, persons=len(whom.accounts), unbound=whom.unbound),
        moment=f"{ctx.clock.now():%Y%m%d%H%M%S%f}",
    )


async def send(ctx: Context, reach: Reach, text: str, moment: str) -> int | None:
    """Its number. The same ``moment`` again says nothing, and has the same number."""
    key = f"desk:{reach.office.id}:{reach.person_id}:{moment}"
    async with ctx.database.write() as connection:
        number = await announcements.begin(connection, reach, key, text, at=ctx.clock.now())
        if number is None:
            return await announcements.of_key(connection, reach, key)
        await announce(ctx, connection, reach, number, text)
    return number


async def one(ctx: Context, reach: Reach, id_: int) -> AnnouncementPage | None:
    """One of the office's own, with what became of it by now."""
    async with ctx.database.read() as connection:
        found = await announcements.find(connection, reach, id_)
        if found is None:
            return None
        states = await announcements.became(connection, id_)
        names = await people.names(connection, {found.person_id} if found.person_id is not None else set())
    sent, waiting = states.get(OutboxState.SENT, 0), states.get(OutboxState.NEW, 0)
    line = views.line(
        found.id, found.text, names.get(found.person_id or 0, ""), found.at, receivers=found.receivers, unbound=0
    )
    became = views.became(
        sent=sent, failed=max(sum(states.values()) - sent - waiting, 0), waiting=waiting, unbound=found.unbound
    )
    return AnnouncementPage(said=said.message(found.text, reach.office.name), who=line.who, at=line.at, became=became)
