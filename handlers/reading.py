"""Reading what people type: with the words and the days of the campaign that is meant when nobody names one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.campaigns.campaign import Campaign, Milestone
from domain.language.phrases import Phrase, understand
from handlers.context import Context


def campaign(ctx: Context, now: datetime) -> Campaign | None:
    """The campaign in force that is nearest to ``now``; of equally near ones the first of the settings."""
    return min(ctx.campaigns.values(), key=lambda c: c.distance(now), default=None)


def read(ctx: Context, text: str, now: datetime) -> Phrase:
    """A message in words as a verb with its days and numbers."""
    nearest = campaign(ctx, now)
    return understand(
        text, today=now.date(), days=nearest.days if nearest else (), milestone_words=milestone_words(ctx)
    )


def milestone_words(ctx: Context) -> dict[str, str]:
    """Every word that names a milestone, with the milestone's code."""
    return {word: m.code for _, m in milestones(ctx) for word in (m.name, *m.words)}


def milestone_by_code(ctx: Context, code: str) -> Milestone | None:
    return next((m for _, m in milestones(ctx) if m.code == code), None)


def milestones(ctx: Context) -> Iterator[tuple[Campaign, Milestone]]:
    for campaign in ctx.campaigns.values():
        for milestone in campaign.milestones:
            yield campaign, milestone
