"""设置: what is in force here, to be read by an office without one above it; no secret is among it."""

from __future__ import annotations

import asyncio
import platform
from importlib import metadata

from domain.reach import Reach
from formats.desk.settings import SettingsPage, channel_line, disk_lines, version_lines
from formats.desk.troubles import rings
from formats.operator.campaign import campaign_text
from formats.spoken import moment_text
from handlers import disks
from handlers.context import Context
from storage import about, alarms, channel_states

#: How the program is called where Python keeps what is installed.
PROGRAM = "baosong"


async def settings(ctx: Context, reach: Reach) -> SettingsPage | None:
    """None for an office with one above it, and for readers."""
    if reach.office.parent_id is not None or not reach.acts:
        return None
    resting = {
        state.channel: ctx.clock.at(state.since)
        for state in await channel_states.states(ctx.database, now=ctx.clock.real())
    }
    async with ctx.database.read() as connection:
        ringing = await alarms.standing(connection)
    free = await asyncio.to_thread(disks.free_bytes, disks.places(ctx))
    return SettingsPage(
        campaigns=tuple(campaign_text(campaign) for campaign in ctx.campaigns.values()),
        channels=tuple(channel_line(ctx.label(name), resting.get(name)) for name in ctx.channels),
        alarms=tuple(rings(one.said, ctx.clock.at(one.since)) for one in ringing.values()),
        disks=disk_lines(free),
        versions=version_lines(_program(), platform.python_version(), await _database(ctx)),
        at=moment_text(ctx.clock.now()),
    )


def _program() -> str:
    """Empty where it runs without being installed."""
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return ""


async def _database(ctx: Context) -> str:
    """PostgreSQL 16.4."""
    async with ctx.database.read() as connection:
        return await about.database(connection)
