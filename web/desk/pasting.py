"""Lines pasted into the list of what was published: shown as they were read, then those that were ticked recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from domain.pasted import MOST_LINES
from formats.desk import item as words
from formats.desk.pasted import PastedPage, PastedRow, saved
from handlers.desk import adopting, item, pasting
from handlers.desk.entering import Visitor
from web.desk.access import Fields, NotThere
from web.desk.adopted import campaign_named
from web.desk.item import id_of, level_or_problem, text_of
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: Characters of a paste: more than that many lines have.
LONGEST = MOST_LINES * 1000
#: What a line of the preview sends back beside whether it is ticked.
_FIELDS = ("number", "what", "unit", "medium", "level", "url", "on_day")


async def preview(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    campaign = campaign_named(request)
    if not visitor.reach.acts:
        raise NotThere
    text = text_of(fields, "lines")[:LONGEST]
    return _shown(visitor, await pasting.preview(request.app[CONTEXT], visitor.reach, campaign, text))


async def record(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Line by line, because a line that is refused holds up no other; what was not recorded is shown again."""
    campaign = campaign_named(request)
    if not visitor.reach.acts:
        raise NotThere
    left: list[PastedRow] = []
    done = {"saved": 0, "untold": 0, "known": 0}
    for place in (one for one in range(MOST_LINES) if fields.get(f"line-{one}")):
        typed = {name: text_of(fields, f"{name}-{place}") for name in _FIELDS}
        problem = await _record(request, visitor, campaign.code, typed, done)
        if problem:
            left.append(_row(typed, problem))
    if left:
        page = PastedPage(campaign=campaign.code, title=campaign.title, rows=tuple(left), text="", more=False)
        return _shown(visitor, page, done)
    said = {name: number for name, number in done.items() if number}
    return see_other(Addresses(visitor)(f"/w/{campaign.code}/adopted", **said))


async def _record(
    request: web.Request, visitor: Visitor, campaign: str, typed: Mapping[str, str], done: dict[str, int]
) -> str:
    """Why it was not recorded; else ``done`` counts it."""
    number = id_of(typed["number"])
    level, problem = level_or_problem(request, campaign, typed)
    if level is None:
        return problem
    day = date.fromisoformat(typed["on_day"]) if typed["on_day"] else None
    one = await adopting.adopt_at_once(
        request.app[CONTEXT], visitor.reach, number, typed["medium"], level=level, url=typed["url"], on_day=day
    )
    if one.refused is not None:
        return item.refused(number, one.submission, one.refused)
    done["known" if one.known else "saved"] += 1
    done["untold"] += not one.known and not one.told
    return ""


def _row(typed: Mapping[str, str], problem: str) -> PastedRow:
    """It can be ticked again, once what was wrong is chosen otherwise."""
    return PastedRow(
        said="",
        number=id_of(typed["number"]),
        what=typed["what"],
        unit=typed["unit"],
        medium=typed["medium"],
        level=typed["level"],
        url=typed["url"],
        day=typed["on_day"],
        note=problem,
    )


def _shown(visitor: Visitor, page: PastedPage, done: Mapping[str, int] | None = None) -> web.Response:
    said = saved(done["saved"], done["untold"], done["known"]) if done else ""
    return show(visitor, "pasted.html", here="adopted", view=page, levels=words.levels(), done=said)
