"""What the options of ``baosong export`` ask for: each is looked up, and what is unknown is a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.failure import Failure
from bot.commands.opening import Reading
from bot.settings.tables import Settings
from domain.findings import Kind
from domain.organisation import RECEIVING_KIND, Organisation, Role
from domain.reach import Reach
from formats.exports.material import ExportedItem
from formats.words.operator import error_text
from handlers.desk import exporting
from handlers.desk.reach import reach_as
from storage import organisations
from storage.campaign_files import load_campaigns
from storage.desk import area
from storage.desk.exports import ExportFilter, ExportMark, ExportSplit
from storage.engine.database import Connection

_SIZE = re.compile(r"(\d{1,6})([MG])", re.IGNORECASE)
_BYTES = {"M": 1024**2, "G": 1024**3}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The options as they were typed; empty: not given."""

    day: str | None
    kind: str
    mark: str
    unit: str
    category: str
    office: str
    split: str


def bytes_of(said: str) -> int:
    """``4G``. Raises ``Failure``."""
    size = _SIZE.fullmatch(said.strip())
    if size is None or int(size[1]) == 0:
        raise Failure(error_text("bad_size", found=said))
    return int(size[1]) * _BYTES[size[2].upper()]


async def found(settings: Settings, opened: Reading, wanted: Wanted) -> tuple[list[ExportedItem], str]:
    """What is asked for, and the name of the office as which it is. Raises ``Failure``."""
    async with opened.database.read() as connection:
        office = await office_named(connection, wanted.office)
        reach = await reach_as(load_campaigns(settings.campaigns), connection, 0, office, Role.READER)
        await _check_unit(connection, reach, wanted.unit)
    asked = ExportFilter(
        campaign=opened.campaign.code,
        days=frozenset([opened.day] if wanted.day else []),
        kinds=frozenset(_kind(one.strip()) for one in wanted.kind.split(",") if one.strip()),
        mark=_mark(wanted.mark),
        unit=wanted.unit,
        category=_category(opened, wanted.category),
        split=_split(wanted.split),
    )
    return await exporting.items(opened.database, reach, opened.campaign, asked), office.name


async def office_named(connection: Connection, code: str) -> Organisation:
    """The one of that code; without one the topmost."""
    offices = [one for one in await organisations.all(connection) if one.kind == RECEIVING_KIND]
    if code:
        named = [one for one in offices if one.code == code]
        if not named:
            raise Failure(error_text("no_office", found=code))
        return named[0]
    top = [one for one in offices if one.parent_id is None]
    top = [one for one in top if not one.line] or top
    if len(top) != 1:
        raise Failure(error_text("which_office", known="、".join(f"{one.code} {one.name}" for one in offices) or "—"))
    return top[0]


async def _check_unit(connection: Connection, reach: Reach, code: str) -> None:
    if code and await area.organisation(connection, reach, code) is None:
        raise Failure(error_text("no_unit", found=code))


def _category(opened: Reading, code: str) -> str:
    known = {one.code: one.name for one in opened.campaign.categories}
    if code and code not in known:
        names = "、".join(f"{one} {name}" for one, name in known.items()) or "—"
        raise Failure(error_text("no_category", campaign=opened.campaign.code, found=code, known=names))
    return code


def _kind(said: str) -> Kind:
    try:
        return Kind(said)
    except ValueError:
        raise Failure(error_text("bad_kind", found=said, known="、".join(Kind))) from None


def _split(said: str) -> ExportSplit:
    try:
        return ExportSplit(said)
    except ValueError:
        raise Failure(error_text("bad_split", found=said, known="、".join(ExportSplit))) from None


def _mark(said: str) -> ExportMark:
    try:
        return ExportMark(said)
    except ValueError:
        raise Failure(error_text("bad_mark", found=said, known="、".join(ExportMark))) from None
