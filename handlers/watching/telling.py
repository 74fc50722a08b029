"""Alarms in chat: once when one begins, once when it is over, on whatever channel still works."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import structlog

from domain.alarms import Alarm, Condition, Ringing
from formats.operator import alarms as formatted
from handlers.context import Context
from handlers.outbox import say
from handlers.watching.hearers import hearers
from storage import alarms, people
from storage.alarms import StandingAlarm
from storage.engine.database import Connection, one_at_a_time
from storage.outbox import OutboxMessage

log = structlog.get_logger()

_ALONE = "baosong alarms"


async def tell(ctx: Context, condition: Condition, rings: Sequence[Ringing], persons: Sequence[str]) -> None:
    """Say what begins and what is over, in the transaction that notes it. ``persons``: as the settings have them."""
    labels = {channel: ctx.label(channel) for channel in ctx.channels}
    found = {ring.alarm: formatted.begun_text(ring, labels) for ring in rings}
    async with ctx.database.write() as connection:
        await one_at_a_time(connection, _ALONE)
        begun, over = await alarms.note(connection, found, now=ctx.clock.real())
        texts = [
            *((f"alarm:{_key(one)}", one.said) for one in begun),
            *((f"alarm-over:{_key(one)}", _over(ctx, one)) for one in over),
        ]
        broken = {*condition.refused, *(_where(rings, Alarm.OUTBOX))}
        await say(ctx, connection, await _messages(ctx, connection, dict(texts), persons, broken))
    for one in begun:
        log.error("alarm", alarm=one.alarm.value)
    for one in over:
        log.info("alarm_over", alarm=one.alarm.value)


async def _messages(
    ctx: Context, connection: Connection, texts: Mapping[str, str], persons: Sequence[str], broken: Collection[str]
) -> list[OutboxMessage]:
    if not texts or not persons:
        return []
    everybody = hearers(persons, await people.all(connection), list(ctx.channels))
    return [
        OutboxMessage(
            channel=account.channel,
            account=account.account,
            text=text,
            key=f"{key}:{account.channel}:{account.account}",
        )
        for account in everybody.accounts(broken)
        for key, text in texts.items()
    ]


def _where(rings: Sequence[Ringing], alarm: Alarm) -> set[str]:
    return {name for ring in rings if ring.alarm is alarm for name in ring.where}


def _key(one: StandingAlarm) -> str:
    return f"{one.alarm.value}:{one.since:%Y%m%d%H%M%S}"


def _over(ctx: Context, one: StandingAlarm) -> str:
    return formatted.over_text(one.alarm, ctx.clock.at(one.since))
