"""What a unit owes once, as it is read back: what came for it, or that nothing did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.obligation import Obligation, Standing, standing
from domain.submission import State, Submission
from formats.chat.milestone_lines import MilestoneView
from formats.spoken import clipped
from handlers.context import Context
from storage import obligations, submissions
from storage.engine.database import Connection


async def milestones_of(
    ctx: Context, connection: Connection, owed: Iterable[Obligation], now: datetime, item: str = ""
) -> tuple[MilestoneView, ...]:
    """Those of ``owed`` that are due once, met or still open; with ``item`` that one, open or not."""
    told = [o for o in owed if not o.daily and (o.item == item if item else _worth_telling(o, now))]
    found = await submissions.of_obligations(connection, [o.id for o in told])
    return tuple(_view(ctx, obligation, found) for obligation in told)


async def still_owed(ctx: Context, connection: Connection, unit_ids: Iterable[int], now: datetime) -> list[Obligation]:
    """What these units still owe once and can hand in now: each milestone once, in order of the deadlines."""
    found: dict[tuple[str, str], Obligation] = {}
    for unit_id in unit_ids:
        for obligation in await obligations.of_organisation(connection, unit_id, list(ctx.campaigns)):
            if not obligation.daily and obligation.met_at is None and obligation.open_at(now):
                found.setdefault((obligation.campaign, obligation.item), obligation)
    return sorted(found.values(), key=lambda obligation: obligation.due_at)


def milestone_name(ctx: Context, obligation: Obligation) -> str:
    campaign = ctx.campaigns.get(obligation.campaign)
    milestone = campaign.milestone(obligation.item) if campaign else None
    return milestone.name if milestone else obligation.item


def _worth_telling(obligation: Obligation, now: datetime) -> bool:
    return obligation.open_at(now) or standing(obligation) in (Standing.ON_TIME, Standing.LATE)


def _view(ctx: Context, obligation: Obligation, found: Mapping[int, Sequence[Submission]]) -> MilestoneView:
    sent = found.get(obligation.id, ())
    accepted = [s for s in sent if s.counts]
    return MilestoneView(
        name=milestone_name(ctx, obligation),
        due_at=obligation.due_at,
        standing=standing(obligation),
        met_at=obligation.met_at,
        numbers=tuple(s.id for s in accepted),
        what=_what(ctx, obligation, accepted[-1]) if accepted else "",
        refused=tuple(s.id for s in sent if s.state is State.REFUSED),
    )


def _what(ctx: Context, obligation: Obligation, newest: Submission) -> str:
    """An address or a contact as it was sent; a file or a text by its title, its name or its first words."""
    campaign = ctx.campaigns.get(obligation.campaign)
    milestone = campaign.milestone(obligation.item) if campaign else None
    if newest.text and milestone and {"link", "contact"} & set(milestone.accepts):
        return newest.text
    name = newest.title or newest.file_name
    return f"《{clipped(name)}》" if name else clipped(newest.text)
