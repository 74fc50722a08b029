"""The statistics forms of an office's reach."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage import forms
from storage.desk import area
from storage.forms import UnitForm
from storage.tables import obligations


async def of_reach(connection: AsyncConnection, reach: Reach, campaign: str) -> list[UnitForm]:
    """As ``forms.of_campaign`` tells them, of the area alone."""
    return await forms.of_campaign(connection, campaign, area.units(reach, obligations.c.organisation_id))


async def of_unit(connection: AsyncConnection, reach: Reach, campaign: str, unit_id: int) -> list[UnitForm]:
    """The one of a unit in reach; none while it has sent none."""
    own = (obligations.c.organisation_id == unit_id) & area.units_of_few(reach, obligations.c.organisation_id)
    return await forms.of_campaign(connection, campaign, own)
