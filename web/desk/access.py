"""Who is at the desk: the cookie of a session, and what every page and form has to ask before it does anything."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDictProxy

from formats.words import problems as words
from handlers.desk import entering
from handlers.desk.entering import LIFE, NoSuchOffice, Visitor
from web.desk.shell import not_found, problem
from web.keys import CONTEXT, OF_DESK
from web.same_origin import same_origin

COOKIE = "desk"
#: Pages that are gathered at a time: when hundreds are asked for at once, the bot finds connections all the same.
PAGES_AT_ONCE = 4
TURNS = web.AppKey("turns", asyncio.Semaphore)
#: What every form of the desk brings along.
FORM_TOKEN = "form_token"

Fields = MultiDictProxy[str | bytes | bytearray | web.FileField]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PageHandler = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]
FormHandler = Callable[[web.Request, Visitor, Fields], Awaitable[web.StreamResponse]]


class NotThere(Exception):
    """There is no such thing, or not in this visitor's reach: the same answer for both."""


def page(handler: PageHandler) -> Handler:
    """A page for who is logged in; anybody else is led to the login."""

    async def answer(request: web.Request) -> web.StreamResponse:
        request[OF_DESK] = True
        async with request.app[TURNS]:
            visitor = await _visitor(request)
            if visitor is None:
                raise web.HTTPSeeOther("/login")
            return await _shown(request, visitor, handler)

    return answer


def part(handler: PageHandler) -> Handler:
    """A picture, a stream, a part of a page: anybody else gets 401, whatever was asked for."""

    async def answer(request: web.Request) -> web.StreamResponse:
        visitor = await _visitor(request)
        return web.Response(status=401) if visitor is None else await _shown(request, visitor, handler)

    return answer


def form(handler: FormHandler) -> Handler:
    """A form of our own page, by the session that the page was given to."""

    async def answer(request: web.Request) -> web.StreamResponse:
        request[OF_DESK] = True
        same_origin(request)
        visitor = await _visitor(request)
        if visitor is None:
            raise web.HTTPSeeOther("/login")
        if isinstance(visitor, NoSuchOffice):
            return not_found()
        try:
            fields = await request.post()
        except (ValueError, LookupError, RuntimeError, AssertionError, HttpProcessingError) as error:
            # Whatever aiohttp raises of a form that it cannot read.
            raise web.HTTPBadRequest from error
        if not hmac.compare_digest(_text(fields, FORM_TOKEN), visitor.form_token):
            return problem(403, words.OUT_OF_DATE)
        return await _shown(request, visitor, lambda request, visitor: handler(request, visitor, fields))

    return answer


async def _shown(request: web.Request, visitor: Visitor | NoSuchOffice, handler: PageHandler) -> web.StreamResponse:
    if isinstance(visitor, NoSuchOffice):
        return not_found()
    try:
        return await handler(request, visitor)
    except NotThere:
        return not_found()


async def _visitor(request: web.Request) -> Visitor | NoSuchOffice | None:
    try:
        return await visitor_of(request)
    except NoSuchOffice as error:
        return error


async def visitor_of(request: web.Request) -> Visitor | None:
    """Raises ``NoSuchOffice`` when the address names an office that is none of theirs."""
    session = request.cookies.get(COOKIE, "")
    if not session:
        return None
    return await entering.visitor(request.app[CONTEXT], session, request.query.get("as", ""))


def let_in(request: web.Request, response: web.StreamResponse, session: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.app[CONTEXT].public_url.startswith("https:"),
    )


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
