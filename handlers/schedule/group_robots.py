"""What robots say in their groups: in an office's own the missing list and the digest, in any other the counts alone.

The digest comes with its picture and Word where the robot brings them.
A group sees no telephones: nobody knows who reads there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.busy_minutes import after_busy
from domain.group_robot import GROUP, GroupRobot
from domain.precedence import Precedence
from domain.scheduled_notices import ScheduledNotice, What
from formats.digest.text import DayOverview
from handlers.context import Context
from handlers.outbox import abilities
from handlers.schedule.digest_files import bringing, digest_files
from handlers.setbacks import tell
from handlers.submissions.overview import area_of, day_overview
from storage import organisations
from storage.engine.database import DatabaseUnavailable
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment
from storage.states import Lane

Worded = Callable[[DayOverview], str]


async def to_groups(
    ctx: Context, notice: ScheduledNotice, *, office: Worded, other: Worded | None, files: bool = False
) -> tuple[list[OutboxMessage], list[Exception]]:
    """One message for each robot, and what went wrong with those that say nothing.

    ``office``, ``other``: the words of groups that are an office's own, and of all the rest (None: they hear nothing).
    ``files``: an office's own is brought the day as a picture and Word, where its robot brings any.
    """
    messages: list[OutboxMessage] = []
    failed: list[Exception] = []
    for robot in ctx.robots:
        worded = office if robot.of_office else other
        if worded is None:
            continue
        try:
            view = await _view(ctx, notice, robot)
            brought = await _files(ctx, robot, view) if view and files and robot.of_office else ()
        except DatabaseUnavailable:
            raise
        except Exception as error:
            tell(Lane.NOTICES, f"{notice.what.value} {notice.day} {robot.channel}", 1, aside=False, error=error)
            failed.append(error)
            continue
        if view is not None and (text := worded(view)):
            message = OutboxMessage(
                channel=robot.channel,
                account=GROUP,
                to_group=True,
                text=text,
                key=f"{notice.what.value}:{notice.campaign}:{notice.day}:robot:{robot.channel}",
                not_before=after_busy(ctx.clock.real()),
                precedence=Precedence.NICETY if notice.what is What.DIGEST else Precedence.NOTICE,
            )
            messages += bringing(message, brought)
    return messages, failed


async def _view(ctx: Context, notice: ScheduledNotice, robot: GroupRobot) -> DayOverview | None:
    """The day as its group sees it; None where nothing is owed."""
    async with ctx.database.read() as connection:
        office = await organisations.by_code(connection, robot.office) if robot.office else None
        if robot.office and office is None:
            raise LookupError(f"no organisation of the code {robot.office}")
        area = await area_of(ctx, connection, (office,)) if office is not None else None
    campaign = ctx.campaigns[notice.campaign]
    view = await day_overview(ctx, campaign, notice.day, area, ctx.clock.now(), item=notice.item, phones=False)
    return view if view.counts.expected or view.counts.exempt else None


async def _files(ctx: Context, robot: GroupRobot, view: DayOverview) -> Sequence[StoredAttachment]:
    able = abilities(ctx, robot.channel)
    return [one for one in await digest_files(ctx, view, [able]) if one.kind in able.sends]
