"""电话多少, 谁还没登记, 谁没发过消息, 催登记: whom to call in the asker's area, and whom the bot cannot reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from domain.obligation import Standing
from formats.digest.lists import (
    Called,
    called_line,
    called_name,
    invitation_text,
    invitation_to_one,
    phones_text,
    silent_text,
    unregistered_text,
)
from handlers.asker import Asker
from handlers.supervision.lists import day_of, for_each_day
from handlers.supervision.scope import Scope, scope_of
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
        rows = await overview.day_rows(asker.connection, campaign.code, item, day, scope.ids, now=asker.now)
        units = {row.organisation_id: row.name for row in rows if row.standing is Standing.MISSING}
        serving = await contacts.serving(asker.connection, units)
        return phones_text(view, [_called(name, serving.get(key, [])) for key, name in units.items()])

    return await for_each_day(asker, question, scope, said)


async def unregistered(asker: Asker, question: Question) -> str:
    """Liaisons of the area without an account on any channel in force, with their codes; units without a liaison."""
    scope = await scope_of(asker, question)
    found = await contacts.unreachable(asker.connection, _kinds(scope), asker.ctx.channels, scope.ids)
    return scope.said(unregistered_text(by_unit(found), without_liaison(found)), question)


async def silent(asker: Asker, question: Question) -> str:
    """Liaisons of the area who have an account and have never written."""
    scope = await scope_of(asker, question)
    found = await contacts.silent(asker.connection, _kinds(scope), asker.ctx.channels, scope.ids)
    return scope.said(silent_text(by_unit(found)), question)


async def invitation(asker: Asker, question: Question) -> str:
    """A text to forward to those without an account; of one person alone with the code."""
    scope = await scope_of(asker, question)
    found = await contacts.unreachable(asker.connection, _kinds(scope), asker.ctx.channels, scope.ids)
    people = [(row.organisation, row.contact) for row in found if row.contact is not None]
    if len({contact for _, contact in people}) == 1:
        unit, contact = people[0]
        return scope.said(invitation_to_one(unit, contact.name, contact.code), question)
    return scope.said(invitation_text([(unit, contact.name) for unit, contact in people]), question)


def _kinds(scope: Scope) -> set[str]:
    return {kind for campaign in scope.owed for kind in campaign.kinds}


def by_unit(found: Iterable[UnitContact]) -> list[Called]:
    """The people of each unit, in the order of the units."""
    units: dict[str, list[Contact]] = {}
    for row in found:
        if row.contact is not None:
            units.setdefault(row.organisation, []).append(row.contact)
    return [_called(name, people) for name, people in units.items()]


def without_liaison(found: Iterable[UnitContact]) -> list[str]:
    return [row.organisation for row in found if row.contact is None]


def _called(name: str, people: list[Contact]) -> Called:
    return Called(
        unit=name, liaisons=tuple(called_name(one.name, one.phone, one.unreachable, one.code) for one in people)
    )
