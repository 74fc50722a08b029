"""Whether and when obligations are met, computed again after any change to what is accepted for them."""

from __future__ import annotations

from collections.abc import Collection

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from handlers.context import Context
from storage import obligations
from storage.engine.database import Connection


async def recount(ctx: Context, connection: Connection, obligation_ids: Collection[int | None]) -> None:
    """From their submissions as they are now. None, what is counted for nothing, is ignored."""
    ids = {obligation_id for obligation_id in obligation_ids if obligation_id is not None}
    await obligations.recount(connection, ids, lambda owed: required_kinds(ctx, owed.campaign, owed.item))


async def met_without(
    ctx: Context, connection: Connection, obligation_ids: Collection[int | None], *, without: Collection[int]
) -> dict[int, bool]:
    """Obligation id → whether it would be met if these submissions counted no more. Nothing is written."""
    ids = {obligation_id for obligation_id in obligation_ids if obligation_id is not None}
    return await obligations.met_without(
        connection, ids, lambda owed: required_kinds(ctx, owed.campaign, owed.item), without=without
    )


def required_kinds(ctx: Context, campaign: str, item: str) -> tuple[Kind, ...]:
    known = ctx.campaigns.get(campaign)
    return known.daily.required if known and item == DAILY else ()
