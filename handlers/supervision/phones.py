"""电话多少, 谁还没登记: whom to call in the asker's area, and whom the bot cannot reach."""

from __future__ import annotations

from datetime import date

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from domain.obligation import Standing
from formats.digest.lists import Called, called_line, called_name, phones_text, unregistered_text
from handlers.asker import Asker
from handlers.supervision.lists import day_of, for_each_day
from handlers.supervision.scope import scope_of
from handlers.supervision.units import one_unit
from storage import contacts, overview
from storage.contacts import Contact, UnitContact


async def phone(asker: Asker, question: Question) -> str:
    """Of the unit named; without one, of all that are missing."""
    if question.where.units:
        found = await one_unit(asker, question)
        serving = await contacts.serving(asker.connection, [found.id])
        return called_line(_called(found.name, serving.get(found.id, [])))
    scope = await scope_of(asker, question)

    async def said(campaign: Campaign, day: date, item: str) -> str:
        view = await day_of(asker, scope, campaign, day, item)
        rows = await overview.day_rows(asker.connection, campaign.code, item, day, scope.ids)
        units = {row.organisation_id: row.name for row in rows if row.standing is Standing.MISSING}
        serving = await contacts.serving(asker.connection, units)
        return phones_text(view, [_called(name, serving.get(key, [])) for key, name in units.items()])

    return await for_each_day(asker, question, scope, said)


async def unregistered(asker: Asker, question: Question) -> str:
    """Liaisons of the area without an account on any channel in force, and units without a liaison."""
    scope = await scope_of(asker, question)
    kinds = {kind for campaign in scope.owed for kind in campaign.kinds}
    found = await contacts.unreachable(asker.connection, kinds, asker.ctx.channels, scope.ids)
    by_unit: dict[str, list[Contact]] = {}
    for row in found:
        if row.contact is not None:
            by_unit.setdefault(row.organisation, []).append(row.contact)
    called = [_called(name, people) for name, people in by_unit.items()]
    return scope.said(unregistered_text(called, _alone(found)), question)


def _called(name: str, people: list[Contact]) -> Called:
    return Called(
        unit=name, liaisons=tuple(called_name(person.name, person.phone, person.unreachable) for person in people)
    )


def _alone(found: list[UnitContact]) -> list[str]:
    return [row.organisation for row in found if row.contact is None]
