"""Where a submission belongs: whose it is, what it is for, and so which obligation it counts for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import days
from domain.campaigns.campaign import DAILY, Campaign
from domain.campaigns.rules import Rules
from domain.obligation import Obligation
from domain.organisation import Organisation
from handlers.context import Context
from storage import obligations
from storage.engine.database import Connection


async def owed_by(ctx: Context, connection: Connection, unit: Organisation | None) -> list[Obligation]:
    """Everything ``unit`` owes to the campaigns in force; nothing without one."""
    return await obligations.of_organisation(connection, unit.id, list(ctx.campaigns)) if unit else []


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """``organisation``: None while one who serves several has not said which; ``obligation``: None if none is owed."""

    organisation: Organisation | None
    obligation: Obligation | None
    item: str = DAILY


def assignment_of(unit: Organisation | None, owed: Sequence[Obligation], at: datetime, item: str = DAILY) -> Assignment:
    """Which of what ``unit`` owes something sent ``at`` counts for."""
    if unit is None:
        return Assignment(organisation=None, obligation=None, item=item)
    if item == DAILY:
        choice = days.choose([o for o in owed if o.daily], at)
        return Assignment(organisation=unit, obligation=choice.obligation if choice else None)
    return Assignment(organisation=unit, obligation=current_milestone(owed, item, at), item=item)


def current_milestone(owed: Sequence[Obligation], item: str, at: datetime) -> Obligation | None:
    """Of the milestones of this name (several campaigns may have one), the first that can still be met."""
    named = [o for o in owed if o.item == item]
    return next((o for o in named if at <= o.late_until), named[-1] if named else None)


def campaign_of(ctx: Context, obligation: Obligation | None) -> Campaign | None:
    """The campaign of an obligation; without one, the first in force, whose rules then serve."""
    if obligation is not None:
        return ctx.campaigns.get(obligation.campaign)
    return next(iter(ctx.campaigns.values()), None)


def rules_of(ctx: Context, obligation: Obligation | None) -> Rules:
    campaign = campaign_of(ctx, obligation)
    return campaign.rules if campaign else Rules()
