"""单位与人员: who serves the units of a reach, by what account, and what an office changes there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.events import EventVerb
from domain.organisation import Organisation, Role
from domain.reach import PersonRefusal, Reach, refused_person
from domain.roster.identity import written
from formats.chat.reached import reason_text
from formats.desk import people as views
from formats.desk.board import masked_phone
from formats.desk.people import AccountLine, PeoplePage, PersonLine, PersonPage
from handlers import binding, codes
from handlers.context import Context
from handlers.desk import handing_over
from handlers.desk.handing_over import Handover, is_person
from storage import events, people
from storage.desk import area
from storage.desk import people as queries
from storage.desk.people import SeenPerson
from storage.engine.database import ROSTER, Connection, one_at_a_time

#: People of one page, and characters of a name and of telephones.
PAGE = 50
LONGEST_NAME, LONGEST_PHONE = 64, 32
#: Further pages than anybody turns.
MOST_PAGES = 10_000


@dataclass(frozen=True, kw_only=True)
class ChangedPerson:
    """What became of it. ``person_id``: whose page shows it."""

    refused: PersonRefusal | None = None
    person_id: int = 0


async def listed(ctx: Context, reach: Reach, *, words: str, unit: str, page: int) -> PeoplePage | None:
    """One page of who is found; None when there is no such unit in reach."""
    page = min(max(page, 1), MOST_PAGES)
    async with ctx.database.read() as connection:
        of = await area.organisation(connection, reach, unit) if unit else None
        if unit and of is None:
            return None
        found = await queries.search(
            connection,
            reach,
            words=words,
            organisation_id=of.id if of else None,
            offset=(page - 1) * PAGE,
            limit=PAGE,
        )
        seen = await queries.find(connection, reach, found.ids)
    return PeoplePage(
        words=words,
        unit=of.code if of else "",
        unit_name=of.name if of else "",
        people=tuple(line_of(ctx, one) for one in seen),
        number=found.number,
        page=page,
        pages=max(-(-found.number // PAGE), 1),
    )


async def person(ctx: Context, reach: Reach, person_id: int) -> PersonPage | None:
    """One person; None when nobody of that id serves a unit in reach."""
    async with ctx.database.read() as connection:
        found = await queries.find(connection, reach, [person_id])
    if not found:
        return None
    (seen,) = found
    may = _refused(reach, seen) is None
    return PersonPage(
        line=line_of(ctx, seen),
        accounts=tuple(
            AccountLine(
                channel=ctx.label(one.channel),
                since=views.since(one.bound_at),
                problem=reason_text(one.unreachable) if one.unreachable else "",
            )
            for one in seen.accounts
        ),
        code=seen.code if may else "",
        may_change=may,
        handed=tuple((duty.code, duty.unit) for duty in seen.duties if duty.role is Role.LIAISON and reach.acts),
    )


async def phone(ctx: Context, reach: Reach, person_id: int) -> str | None:
    """The telephone of somebody in reach, with an event that says who looked. None: nobody, or a reader asks."""
    if not reach.acts:
        return None
    async with ctx.database.write() as connection:
        found = await queries.find(connection, reach, [person_id])
        if not found:
            return None
        details = {"office": reach.office.id, "person": person_id}
        await events.record(
            connection, EventVerb.PHONE_SHOWN, at=ctx.clock.now(), person_id=reach.person_id, details=details
        )
    return found[0].phone


async def renew(ctx: Context, reach: Reach, person_id: int) -> ChangedPerson:
    """Another invite code; accounts that are bound stay."""
    now = ctx.clock.now()
    async with ctx.database.write() as connection:
        refused = await _may_not(connection, reach, person_id)
        if refused is None:
            await codes.renew(connection, person_id, now)
            details = {"by": reach.person_id, "office": reach.office.id}
            await events.record(connection, EventVerb.CODE_RENEWED, at=now, person_id=person_id, details=details)
    return ChangedPerson(refused=refused, person_id=person_id)


async def unbind(ctx: Context, reach: Reach, person_id: int) -> ChangedPerson:
    """Nobody speaks for this person any more; there is a new code."""
    async with ctx.database.write() as connection:
        refused = await _may_not(connection, reach, person_id)
        known = await people.get(connection, person_id) if refused is None else None
        if known is not None:
            await binding.unbind(
                connection,
                known,
                known.accounts,
                by=reach.person_id,
                now=ctx.clock.now(),
                real=ctx.clock.real(),
            )
    return ChangedPerson(refused=refused, person_id=person_id)


async def hand_over(ctx: Context, reach: Reach, *, unit: str, leaving: int, name: str, phone: str) -> ChangedPerson:
    """Another liaison of a unit, in the place of ``leaving`` (0: of nobody); both are told."""
    name, phone = " ".join(name.split())[:LONGEST_NAME], written(phone)[:LONGEST_PHONE]
    if not reach.acts:
        return ChangedPerson(refused=PersonRefusal.READER, person_id=leaving)
    async with ctx.database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        of = await area.organisation(connection, reach, unit)
        liaisons = (await people.liaisons_of(connection, [of.id]))[of.id] if of else []
        goes = next((one for one in liaisons if one.id == leaving), None)
        if of is None or (leaving and goes is None):
            return ChangedPerson(refused=PersonRefusal.UNKNOWN)
        if not name or not phone:
            return ChangedPerson(refused=PersonRefusal.INCOMPLETE, person_id=leaving)
        if any(is_person(one, name, phone) for one in liaisons):
            return ChangedPerson(refused=PersonRefusal.ALREADY, person_id=leaving)
        handover = Handover(unit=of, leaving=goes, name=name, phone=phone, by=reach.person_id, key=_key(ctx, of))
        done = await handing_over.hand_over(ctx, connection, handover)
    return ChangedPerson(person_id=done.coming.id)


def _key(ctx: Context, unit: Organisation) -> str:
    """No message of chat has it, and no other handover of this unit."""
    return f"page:{unit.id}:{ctx.clock.real():%Y%m%d%H%M%S%f}"


async def _may_not(connection: Connection, reach: Reach, person_id: int) -> PersonRefusal | None:
    found = await queries.find(connection, reach, [person_id])
    return _refused(reach, found[0]) if found else PersonRefusal.UNKNOWN


def _refused(reach: Reach, seen: SeenPerson) -> PersonRefusal | None:
    duties = [(duty.organisation_id, duty.role) for duty in seen.duties]
    return refused_person(reach, seen.id, duties, elsewhere=seen.elsewhere)


def line_of(ctx: Context, seen: SeenPerson) -> PersonLine:
    channels: Collection[str] = dict.fromkeys(ctx.label(one.channel) for one in seen.accounts)
    reached = any(one.unreachable is None for one in seen.accounts)
    return PersonLine(
        id=seen.id,
        name=seen.name,
        phone=masked_phone(seen.phone),
        units=tuple((duty.code, duty.unit, duty.role.value) for duty in seen.duties),
        channels=tuple(channels),
        reached=reached or not seen.accounts,
        active=views.moment(seen.active_at),
        reminded=views.moment(seen.reminded_at),
    )
