"""What the upload page knows: what its person's units owe now, and what this person has sent. Nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import days
from domain.campaigns.evidence import Evidence
from domain.campaigns.rules import Rules
from domain.clock import RehearsalClock
from domain.fate import Fate
from domain.findings import Kind
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Organisation
from domain.submission import Submission
from handlers import reading
from handlers.context import Context
from handlers.submissions.placing import campaign_of
from handlers.submissions.progress import progress
from handlers.upload_links import Holder
from storage import fates, obligations, submissions, uploads
from storage.uploads import Upload

#: What was sent this long ago stays on the page though its day is over.
SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing a unit owes. ``name``: of a milestone, None for a report day. ``accepts`` as in ``Milestone``.

    ``is_form``: the statistics form, which can be filled in on the page.
    """

    unit: Organisation
    item: str
    name: str | None
    day: date
    due_at: datetime
    standing: Standing
    accepted: tuple[tuple[Kind, int], ...]
    missing_kinds: tuple[Kind, ...]
    accepts: tuple[Evidence, ...]
    is_form: bool = False


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """``item_name``: of a milestone, else ''. ``upload``: the upload it came by, '' from chat.

    ``fate``: None while no office has made anything of it.
    """

    submission: Submission
    item_name: str
    upload: str
    fate: Fate | None = None


@dataclass(frozen=True, kw_only=True)
class PageState:
    """Times are campaign time; ``speed`` is 1 but in rehearsal. Until ``until`` nothing of it changes by itself."""

    now: datetime
    until: datetime
    speed: float
    units: tuple[Organisation, ...]
    due: tuple[Due, ...]
    sent: tuple[SentFile, ...]
    unfinished: tuple[Upload, ...]
    rules: Rules


async def state(ctx: Context, holder: Holder) -> PageState:
    """Everything at this moment."""
    now, person = ctx.clock.now(), holder.person
    async with ctx.database.read() as connection:
        codes = list(ctx.campaigns)
        every = [(u, await obligations.of_organisation(connection, u.id, codes)) for u in person.reports_for]
        owed = [(unit, o) for unit, its in every for o in _owed(its, now)]
        so_far = await progress(ctx, connection, [o for _, o in owed])
        sent = await submissions.of_person(connection, person.id, [o.id for _, o in owed], since=now - SHOWN_FOR)
        came_by = await uploads.numbers(connection, [s.id for s in sent])
        made_of = await fates.of_items(connection, [s.id for s in sent])
        unfinished = await uploads.under_way(connection, person.id, ctx.clock.real())
    daily = next((o for _, o in owed if o.daily), None)
    campaign = campaign_of(ctx, daily) or reading.campaign(ctx, now)
    ends = [ctx.clock.at(end) for end in (holder.link.expires_at, *(u.expires_at for u in unfinished))]
    ends += [s.sent_at + SHOWN_FOR for s in sent]
    return PageState(
        now=now,
        until=_until([o for _, its in every for o in its], ends, now),
        speed=ctx.clock.rehearsal.speed if isinstance(ctx.clock, RehearsalClock) else 1.0,
        units=person.reports_for,
        due=tuple(_due(ctx, unit, o, so_far[o.id].accepted, so_far[o.id].missing_kinds) for unit, o in owed),
        sent=tuple(
            SentFile(
                submission=s,
                item_name=_milestone_name(ctx, s.item),
                upload=came_by.get(s.id, ""),
                fate=made_of.get(s.id),
            )
            for s in sent
        ),
        unfinished=tuple(unfinished),
        rules=campaign.rules if campaign else Rules(),
    )


def _until(every: Sequence[Obligation], ends: Sequence[datetime], now: datetime) -> datetime:
    """The first moment at which a window opens or closes, something ends, or another day begins."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    windows = [moment for o in every for moment in (o.opens_at, o.due_at, o.late_until)]
    return min(moment for moment in (midnight, *windows, *ends) if moment >= now)


def _owed(owed: Sequence[Obligation], now: datetime) -> list[Obligation]:
    """The day that material sent now counts for, the one coming, and the milestones that can be met now."""
    daily = [o for o in owed if o.daily]
    choice = days.choose(daily, now)
    counting = [choice.obligation] if choice and now <= choice.obligation.late_until else []
    coming = [o for o in daily if o.due_at >= now and o not in counting][: 0 if _is_coming(counting, now) else 1]
    return [*counting, *coming, *(o for o in owed if not o.daily and o.open_at(now))]


def _is_coming(counting: list[Obligation], now: datetime) -> bool:
    return any(o.due_at >= now for o in counting)


def _due(
    ctx: Context,
    unit: Organisation,
    obligation: Obligation,
    accepted: tuple[tuple[Kind, int], ...],
    missing: tuple[Kind, ...],
) -> Due:
    campaign = ctx.campaigns.get(obligation.campaign)
    milestone = campaign.milestone(obligation.item) if campaign else None
    return Due(
        unit=unit,
        item=obligation.item,
        name=None if obligation.daily else (milestone.name if milestone else obligation.item),
        day=obligation.day,
        due_at=obligation.due_at,
        standing=standing(obligation),
        accepted=accepted,
        missing_kinds=missing,
        accepts=milestone.accepts if milestone else (Evidence.FILE,),
        is_form=milestone is not None and milestone.kind is Kind.STATISTICS,
    )


def _milestone_name(ctx: Context, item: str) -> str:
    found = (campaign.milestone(item) for campaign in ctx.campaigns.values())
    return next((milestone.name for milestone in found if milestone), "")
