"""记录: the events of the reach, filtered by the address, page by page."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from domain.events import EventVerb
from handlers.desk import audit
from handlers.desk.entering import Visitor
from storage.desk.audit import AuditFilter
from web.desk.access import NotThere
from web.desk.item import id_of
from web.desk.shell import show
from web.keys import CONTEXT

#: Characters of a name or a unit.
_LONGEST = 64


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    if not audit.may(visitor.reach):
        raise NotThere
    before = id_of(request.query.get("before", ""))
    view = await audit.page(request.app[CONTEXT], visitor.reach, asked(request), before=before)
    return show(visitor, "audit.html", here="people", view=view, newest=not before)


def asked(request: web.Request) -> AuditFilter:
    """What the address says; what is none of the choices is as without it."""
    query = request.query
    verb = query.get("verb", "")
    return AuditFilter(
        verb=EventVerb(verb) if verb in {one.value for one in EventVerb} else None,
        person=query.get("person", "").strip()[:_LONGEST],
        unit=query.get("unit", "").strip()[:_LONGEST],
        number=id_of(query.get("number", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def _day(said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    # The first and the last days of the calendar have no midnight before or after them.
    return day if 1900 < day.year < 9000 else None
