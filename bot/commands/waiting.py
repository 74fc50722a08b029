"""``baosong roster waiting``: who has not arrived, for eyes and for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict

import typer

from bot.commands.opening import ready_database
from bot.commands.options import Config, Json, settings_of
from bot.settings.tables import Settings
from domain.clock import CHINA
from formats.operator.not_arrived import AskingPerson, CalledPerson, not_arrived_text
from handlers.roster.waiting import MissingContacts, not_arrived
from storage.campaign_files import load_campaigns
from storage.contacts import UnitContact


def register(group: typer.Typer) -> None:
    group.command("waiting", help="谁还没登记、谁没发过消息、哪些账号等确认，带电话和邀请码。")(waiting)


def waiting(as_json: Json = False, config: Config = None) -> None:
    settings = settings_of(config)
    found, label = asyncio.run(_found(settings)), settings.label
    if as_json:
        print(json.dumps(_document(found), ensure_ascii=False, indent=2))
        return
    asking = [
        AskingPerson(name=one.person, units=one.units, channel=label(one.channel), account=one.account)
        for one in found.asking
    ]
    print(not_arrived_text(_called(found.unregistered), _alone(found), _called(found.silent), asking))


async def _found(settings: Settings) -> MissingContacts:
    campaigns = load_campaigns(settings.campaigns)
    async with ready_database(settings) as database, database.read() as connection:
        return await not_arrived(connection, campaigns.values(), settings.in_force)


def _document(found: MissingContacts) -> dict[str, object]:
    """The shape is told in docs/contract.md, Reports as JSON."""
    return {
        "unregistered": [asdict(one) for one in _called(found.unregistered)],
        "without_liaison": _alone(found),
        "silent": [{"unit": one.unit, "name": one.name, "phone": one.phone} for one in _called(found.silent)],
        "asking": [{**asdict(one), "asked_at": one.asked_at.astimezone(CHINA).isoformat()} for one in found.asking],
    }


def _called(found: Sequence[UnitContact]) -> list[CalledPerson]:
    return [
        CalledPerson(unit=row.organisation, name=one.name, phone=one.phone, code=one.code)
        for row in found
        if (one := row.contact) is not None
    ]


def _alone(found: MissingContacts) -> list[str]:
    return [row.organisation for row in found.unregistered if row.contact is None]
