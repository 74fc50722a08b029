"""What a command that only reads needs open: the database, the campaign meant, the day meant, and the time it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.failure import Failure
from bot.settings.tables import Settings
from domain.campaigns.campaign import Campaign
from domain.clock import CHINA, Rehearsal
from domain.language.calendar import Calendar
from formats.chat import answers
from formats.words import operator as operator_texts
from storage import rehearsal
from storage.campaign_files import load_campaigns
from storage.engine import migrate
from storage.engine.database import Database, DatabaseUnavailable

Day = Annotated[str | None, typer.Option("--day", metavar="日期", help="哪一天，例如 2020-11-09；不写就是当前报送日")]
Code = Annotated[str | None, typer.Option("--campaign", metavar="代码", help="哪个活动周；设置里只有一个时不用写")]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """``now`` is campaign time: in a rehearsal, the rehearsed one."""

    database: Database
    campaign: Campaign
    day: date
    now: datetime


@asynccontextmanager
async def reading(settings: Settings, *, campaign: str | None, day: str | None) -> AsyncIterator[Reading]:
    """Open for reading. Raises ``Failure`` and ``DatabaseUnavailable``."""
    campaigns = load_campaigns(settings.campaigns)
    async with ready_database(settings) as database:
        now = await campaign_time(settings, database)
        chosen = _campaign(campaigns, campaign, now)
        yield Reading(database=database, campaign=chosen, day=_day(chosen, day, now), now=now)


@asynccontextmanager
async def ready_database(settings: Settings) -> AsyncIterator[Database]:
    """The database with its schema in order: SQLite is brought there, PostgreSQL must be.

    Raises ``Failure`` and ``DatabaseUnavailable``.
    """
    database = Database(settings.database.url, pool_size=1, pgbouncer=settings.database.pgbouncer)
    try:
        if database.sqlite:
            await migrate.upgrade(database)
        elif not await migrate.is_ready(database):
            raise Failure(operator_texts.error_text("schema_behind"))
        yield database
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnavailable(str(error)) from error
    finally:
        await database.close()


async def campaign_time(settings: Settings, database: Database) -> datetime:
    """Reads the rehearsal where there is one; begins none."""
    real = datetime.now(UTC)
    if settings.rehearsal is None:
        return real.astimezone(CHINA)
    async with database.read() as connection:
        begun = await rehearsal.load(connection)
    if begun is None:
        begun = Rehearsal(real=real, rehearsed=settings.rehearsal.now, speed=settings.rehearsal.speed)
    return begun.at(real)


def _campaign(campaigns: Mapping[str, Campaign], code: str | None, now: datetime) -> Campaign:
    """The one named, else the only one nearest in time."""
    known = "、".join(campaigns)
    if code is not None:
        if code not in campaigns:
            raise Failure(operator_texts.ERRORS["no_campaign"].format(code=code, known=known))
        return campaigns[code]
    nearest = min(campaign.distance(now) for campaign in campaigns.values())
    meant = [campaign for campaign in campaigns.values() if campaign.distance(now) == nearest]
    if len(meant) > 1:
        raise Failure(operator_texts.error_text("several_campaigns", known=known))
    return meant[0]


def _day(campaign: Campaign, said: str | None, now: datetime) -> date:
    if said is None:
        return campaign.report_day(now)
    said = said.strip()
    end, days = Calendar(today=now.date(), days=campaign.days).at(said, 0) or (0, ())
    if end != len(said) or len(days) != 1 or days[0] not in campaign.days:
        raise Failure(answers.not_a_day(campaign.first_day, campaign.last_day))
    return days[0]
