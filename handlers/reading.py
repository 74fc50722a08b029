"""What people type is read with: the campaign that is meant when nobody names one, and simplified characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from domain.campaigns.campaign import Campaign, Milestone
from handlers.context import Context

if TYPE_CHECKING:
    from opencc import OpenCC


def campaign(ctx: Context, now: datetime) -> Campaign | None:
    """The campaign in force that is nearest to ``now``; of equally near ones the first of the settings."""
    return min(ctx.campaigns.values(), key=lambda c: c.distance(now), default=None)


def milestone_names(ctx: Context) -> dict[str, str]:
    """Code → name."""
    return {m.code: m.name for _, m in milestones(ctx)}


def milestone_by_code(ctx: Context, code: str) -> Milestone | None:
    return next((m for _, m in milestones(ctx) if m.code == code), None)


def milestones(ctx: Context) -> Iterator[tuple[Campaign, Milestone]]:
    for campaign in ctx.campaigns.values():
        for milestone in campaign.milestones:
            yield campaign, milestone


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length: what OpenCC would lengthen or shorten stays as it is."""
    if text.isascii():
        return text
    converter = _opencc()
    converted: str = converter.convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := converter.convert(c)) == 1 else c for c in text)


@cache
def _opencc() -> OpenCC:
    """Loaded with the first message: the dictionaries cost time and memory that a start need not spend."""
    from opencc import OpenCC

    return OpenCC("t2s")
