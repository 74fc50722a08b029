"""单位与人员: a search, one person, and the forms of who speaks for a unit."""

from __future__ import annotations

from aiohttp import web

from domain.reach import PersonRefusal
from formats.desk.people import refused_text
from handlers.desk import people
from handlers.desk.entering import Visitor
from handlers.desk.people import ChangedPerson
from web.desk.access import Fields, NotThere
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: Characters of a search.
LONGEST = 64


async def listed(request: web.Request, visitor: Visitor) -> web.Response:
    asked = request.query
    page = asked.get("page", "")
    view = await people.listed(
        request.app[CONTEXT],
        visitor.reach,
        words=asked.get("q", "").strip()[:LONGEST],
        unit=asked.get("unit", ""),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )
    if view is None:
        raise NotThere
    return show(visitor, "people.html", here="people", people=view, refused=refused_text(asked.get("refused", "")))


async def person(request: web.Request, visitor: Visitor) -> web.Response:
    view = await people.person(request.app[CONTEXT], visitor.reach, _id(request))
    if view is None:
        raise NotThere
    refused = refused_text(request.query.get("refused", ""))
    return show(visitor, "person.html", here="people", person=view, refused=refused, phone="")


async def show_phone(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """To a script the telephone alone, else the person's page with it; only what was posted shows it."""
    ctx = request.app[CONTEXT]
    phone = await people.phone(ctx, visitor.reach, _id(request))
    view = await people.person(ctx, visitor.reach, _id(request)) if phone is not None else None
    if view is None:
        raise NotThere
    if "application/json" in request.headers.get("Accept", ""):
        return web.json_response({"phone": phone})
    return show(visitor, "person.html", here="people", person=view, refused="", phone=phone)


async def renew(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    return _done(visitor, await people.renew(request.app[CONTEXT], visitor.reach, _id(request)))


async def unbind(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    return _done(visitor, await people.unbind(request.app[CONTEXT], visitor.reach, _id(request)))


async def hand_over(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """``leaving``: the number of whoever goes; without one the unit gets its first."""
    leaving, unit = _text(fields, "leaving"), _text(fields, "unit")
    done = await people.hand_over(
        request.app[CONTEXT],
        visitor.reach,
        unit=unit,
        leaving=int(leaving) if leaving.isascii() and leaving.isdigit() and len(leaving) < 16 else 0,
        name=_text(fields, "name"),
        phone=_text(fields, "phone"),
    )
    if done.refused is not None and not done.person_id and done.refused is not PersonRefusal.UNKNOWN:
        return see_other(Addresses(visitor)("/people", unit=unit, refused=done.refused.value))
    return _done(visitor, done)


def _done(visitor: Visitor, changed: ChangedPerson) -> web.Response:
    if changed.refused is PersonRefusal.UNKNOWN:
        raise NotThere
    refused = changed.refused.value if changed.refused else ""
    return see_other(Addresses(visitor)(f"/people/{changed.person_id}", refused=refused))


def _id(request: web.Request) -> int:
    return int(request.match_info["person"])


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""
