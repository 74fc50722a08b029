"""The dossier of one unit in reach, gathered for Word: the numbers are those of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.completeness import counts_of
from domain.findings import Kind
from domain.obligation import Obligation, standing
from domain.reach import Reach
from domain.selection import Level
from domain.statistics import StatisticsRow
from formats.desk import unit as views
from formats.desk.dossier import Dossier, DossierAdoption, DossierPicture
from formats.desk.unit import UnitOwed
from formats.spoken import amounts as spoken_amounts
from handlers import reading
from handlers.context import Context
from storage.desk import adopted, dossier, forms
from storage.desk import people as people_queries
from storage.desk import unit as queries
from storage.desk.adopted import AdoptionFilter, AdoptionRow
from storage.desk.dossier import DossierItem
from storage.engine.objects import ObjectGone, Objects

#: Photos and adoptions that the paper shows.
PHOTOS, ADOPTIONS = 10, 50


async def gathered(ctx: Context, reach: Reach, code: str, named: str = "") -> Dossier | None:
    """``named``: the campaign's code, else the one nearest in time. None when there is no such unit in reach."""
    now = ctx.clock.now()
    campaign = ctx.campaigns.get(named) or reading.campaign(ctx, now)
    if campaign is None:
        return None
    async with ctx.database.read() as connection:
        seen = await queries.find(connection, reach, code)
        if seen is None:
            return None
        unit = seen.unit
        owed = await queries.owed(connection, reach, campaign.code, unit)
        amounts = await dossier.amounts(connection, reach, campaign.code, unit)
        asked = AdoptionFilter(campaign=campaign.code, unit=code)
        published = await adopted.rows(connection, reach, asked, limit=ADOPTIONS)
        levels = await adopted.sums(connection, reach, campaign.code)
        photos = await dossier.photos(connection, reach, campaign.code, unit, limit=PHOTOS)
        form = await forms.of_unit(connection, reach, campaign.code, unit.id) if _owes_form(campaign, owed) else None
        served = await people_queries.find(connection, reach, await queries.serving(connection, reach, unit))
    by_level: Counter[Level] = Counter()
    for one in levels:
        by_level[one.level] += one.number if one.unit_code == code else 0
    daily = [one for one in owed if one.daily]
    over = [one for one in daily if now > one.due_at or one.met_at is not None or one.exempt]
    return Dossier(
        unit=unit.name,
        kind=unit.kind,
        line=unit.line,
        above=seen.above,
        liaisons=tuple(one.name for one in served),
        title=campaign.title,
        counts=counts_of(Counter(standing(one) for one in over)),
        ahead=len(daily) - len(over),
        days=tuple(_day(one, amounts.get(one.id, {}), now) for one in daily),
        material=_sum(amounts.values()),
        adoptions=by_level,
        adopted=tuple(map(_adoption, published)),
        once=tuple(_once(campaign, one, now) for one in owed if not one.daily and campaign.milestone(one.item)),
        form=tuple(_named(unit.name, form[0].rows) if form else ()) if form is not None else None,
        pictures=tuple([await _picture(ctx.objects, one) for one in photos]),
        at=now.astimezone(campaign.timezone),
    )


def _owes_form(campaign: Campaign, owed: Sequence[Obligation]) -> bool:
    return campaign.form is not None and any(one.item == campaign.form.code for one in owed)


def _named(unit: str, rows: Sequence[StatisticsRow]) -> Sequence[StatisticsRow]:
    return [row if row.unit else StatisticsRow(**{**vars(row), "unit": unit}) for row in rows]


def _day(owed: Obligation, amounts: Mapping[Kind, int], now: datetime) -> tuple[str, str, str]:
    shown = views.owed_day(owed, (), now=now, proposed="")
    return shown.name, _said(shown), spoken_amounts((kind, amounts[kind]) for kind in Kind if kind in amounts)


def _once(campaign: Campaign, owed: Obligation, now: datetime) -> tuple[str, str, str]:
    milestone = campaign.milestone(owed.item)
    shown = views.owed_once(owed, milestone.name if milestone else owed.item, (), now=now)
    return shown.name, shown.due, _said(shown)


def _said(owed: UnitOwed) -> str:
    return owed.said or owed.letter


def _sum(found: Iterable[Mapping[Kind, int]]) -> dict[Kind, int]:
    total: Counter[Kind] = Counter()
    for one in found:
        total.update(one)
    return dict(total)


def _adoption(row: AdoptionRow) -> DossierAdoption:
    return DossierAdoption(
        number=row.number, what=row.what, level=row.level, medium=row.medium, day=row.on_day.isoformat()
    )


async def _picture(objects: Objects, photo: DossierItem) -> DossierPicture:
    """A picture that is gone is left out; what else the store has to say is an error like any other."""
    try:
        jpeg = await objects.get(photo.picture) if photo.picture else b""
    except ObjectGone:
        jpeg = b""
    return DossierPicture(number=photo.number, caption=photo.caption, jpeg=jpeg)
