"""What does not go for want of a month's calls is told to the supervisors whose people it is for, and left out in time.

Each message is told of once, whoever looks; at most so often of one channel, with what has come to it meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

import structlog

from domain.clock import CHINA, month_of
from domain.organisation import Account, Person
from domain.precedence import Precedence
from domain.spending import Means
from formats.chat.shortage import Shortage, shortage_text
from handlers import spending
from handlers.context import Context
from handlers.outbox import address, say
from handlers.submissions.overview import area_of
from storage import calls, people, shortage
from storage.engine.database import Connection, one_at_a_time
from storage.outbox import OutboxMessage
from storage.shortage import Untold

log = structlog.get_logger()

#: What goes within this is not told of.
SOON = timedelta(minutes=1)
#: Of one channel it is told at most so often.
TOLD_EVERY = timedelta(hours=1)
#: What can do without is not said any more when it has waited for so long.
LEFT_OUT_AFTER = timedelta(hours=12)

_ALONE = "baosong shortage"


async def look(ctx: Context) -> None:
    """One round over the channels that have few calls left, or none."""
    stand = await spending.standings(ctx)
    short = {name: its.means for name, its in stand.items() if its.means is not Means.ENOUGH}
    for channel, means in short.items():
        async with ctx.database.write() as connection:
            await one_at_a_time(connection, _ALONE)
            await _tell(ctx, connection, channel, means, short)
            left_out = await shortage.leave_out(
                connection, channel, before=ctx.clock.real() - LEFT_OUT_AFTER, now=ctx.clock.now()
            )
        if left_out:
            log.warning("left_out", channel=channel, messages=left_out)


async def _tell(ctx: Context, connection: Connection, channel: str, means: Means, short: Collection[str]) -> None:
    now = ctx.clock.real()
    last = await shortage.last_told(connection, channel)
    if last is not None and last <= now < last + TOLD_EVERY:
        return
    waiting = await shortage.untold(connection, channel, before=now - SOON, none=means is Means.NONE)
    if not waiting:
        return
    everybody = await people.all(connection)
    of = {one.account: person for person in everybody for one in person.accounts if one.channel == channel}
    spent = (await calls.spending(connection, [channel], now=now))[channel]
    limit = spending.metered(ctx, [channel])[channel]
    messages = []
    for person in await people.supervisors(connection):
        account = _account(ctx, person, short)
        area = await area_of(ctx, connection, person.watches)
        theirs = [one for one in waiting if _within(of.get(one.account), one, area, person)]
        if account is None or not theirs:
            continue
        view = Shortage(
            channel=ctx.label(channel),
            left=0 if means is Means.NONE else limit - spent.made,
            again=month_of(month_of(now) + timedelta(days=32)).astimezone(CHINA).date(),
            people=_by_unit([of[one.account] for one in theirs if _matters(one) and one.account in of]),
            held=Counter(one.precedence for one in theirs if one.first),
            left_out_after=LEFT_OUT_AFTER,
        )
        messages.append(
            OutboxMessage(
                channel=account.channel,
                account=account.account,
                text=shortage_text(view),
                key=f"{shortage.TOLD_BY}{channel}:{max(one.id for one in waiting)}:{person.id}",
                precedence=Precedence.ANSWER,
            )
        )
    await shortage.told(connection, [one.id for one in waiting], at=now)
    await say(ctx, connection, messages)
    log.warning("short_of_calls", channel=channel, waiting=len(waiting), told=len(messages))


def _matters(one: Untold) -> bool:
    return not one.precedence.minor


def _within(receiver: Person | None, one: Untold, area: frozenset[int] | None, supervisor: Person) -> bool:
    """Somebody of the supervisor's area waits for it; strangers and groups are of those who see everything."""
    if receiver is None or one.to_group:
        return area is None
    if receiver.id == supervisor.id:
        return True
    return area is None or any(duty.organisation.id in area for duty in receiver.duties)


def _account(ctx: Context, person: Person, short: Collection[str]) -> Account | None:
    """On a channel that has calls left, where there is such a one."""
    others = [one for one in person.accounts if one.channel in ctx.channels and one.channel not in short]
    return others[0] if others else address(ctx, person)


def _by_unit(waiting: Sequence[Person]) -> dict[str, list[str]]:
    """Unit → its people, each once, by the first of their units."""
    found: dict[str, list[str]] = {}
    for person in {one.id: one for one in waiting}.values():
        unit = person.duties[0].organisation.name if person.duties else ""
        found.setdefault(unit, []).append(person.name)
    return found
