"""Whose area somebody sees at the desk, and as which office: made here, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from domain import reach as rules
from domain.campaigns.campaign import Campaign
from domain.organisation import Organisation, Person, Role
from domain.reach import Reach
from handlers.context import Context
from storage.desk import area
from storage.engine.database import Connection


async def reach_of(ctx: Context, connection: Connection, person: Person, code: str = "") -> Reach | None:
    """As the office of that code, without one as the highest; None when the person is not of such an office."""
    served = rules.office_named(person, code)
    if served is None:
        return None
    office, role = served
    return await reach_at(ctx, connection, person, office, role)


async def reach_at(ctx: Context, connection: Connection, person: Person, office: Organisation, role: Role) -> Reach:
    """The reach of one of the person's offices."""
    return await reach_as(ctx.campaigns, connection, person.id, office, role)


async def reach_as(
    campaigns: Mapping[str, Campaign], connection: Connection, person_id: int, office: Organisation, role: Role
) -> Reach:
    """The reach of an office; ``person_id`` is 0 where the operator asks, who is nobody of the roster."""
    lines = [line for campaign in campaigns.values() for line in campaign.lines]
    above = await area.offices_above(connection, office)
    own = [office.name, *office.aliases]
    passed_by = await area.named(connection, rules.handed_on(lines, own))
    way_up = [*own, *(one.name for one in above)]
    beyond = await area.named(connection, rules.hands_on_to(lines, way_up))
    return Reach(
        office=office,
        person_id=person_id,
        role=role,
        passed_by=frozenset(one.id for one in passed_by if one.id != office.id),
        above=frozenset(one.id for one in (*above, *beyond) if one.id != office.id),
    )
