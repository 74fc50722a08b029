"""The doors: a link from chat, and a computer that shows six digits. Only a POST lets anybody in."""

from __future__ import annotations

import re

from aiohttp import web

from formats.desk.qr import qr_svg
from formats.desk.words import pairing_phrase
from handlers.desk import entering
from handlers.desk.entering import CODE_LIFE, Visitor, Waiting
from web.desk.access import COOKIE, Fields, let_in
from web.desk.browser import browser_of
from web.desk.shell import see_other
from web.keys import CONTEXT
from web.pages import render
from web.same_origin import same_origin

#: A computer that waits keeps its token here.
WAITING = "desk_login"


#: Where a link may lead on to: a path of ours, spelt so that no browser takes it for another host.
_ONWARD = re.compile(r"/(?!/)[A-Za-z0-9/._~-]*(?:\?[A-Za-z0-9=&._~%-]*)?")
_LONGEST_ONWARD = 500


async def link(request: web.Request) -> web.Response:
    """Who would come in, and a button. Chat apps open links by themselves: this consumes nothing."""
    found = await entering.whose(request.app[CONTEXT], request.match_info["token"])
    if found is None:
        return render("desk/login_over.html", status=404)
    person, office = found
    return render("desk/login_link.html", name=person.name, office=office.name)


async def enter(request: web.Request) -> web.Response:
    """``next``: the page of the desk that the link leads on to."""
    same_origin(request)
    return await _let_in(request, request.match_info["token"], onward=_onward(request.query.get("next", "")))


async def computer(request: web.Request) -> web.Response:
    """Six digits and a QR code. Asked for again, the page shows new ones."""
    waiting = await entering.wait(request.app[CONTEXT], browser_of(request))
    if waiting is None:
        return render("desk/login_busy.html", status=503)
    token, code = waiting
    response = render("desk/login_computer.html", code=code, qr=qr_svg(pairing_phrase(code)))
    response.set_cookie(
        WAITING,
        token,
        max_age=int(CODE_LIFE.total_seconds()),
        path="/login",
        httponly=True,
        samesite="Lax",
        secure=request.app[CONTEXT].public_url.startswith("https:"),
    )
    return response


async def state(request: web.Request) -> web.Response:
    """``{"state"}``: whether somebody has said yes in chat."""
    token = request.cookies.get(WAITING, "")
    return web.json_response({"state": (await _waited(request, token)).value})


async def enter_computer(request: web.Request) -> web.Response:
    """After the yes; before it the page is shown again, with new digits."""
    same_origin(request)
    token = request.cookies.get(WAITING, "")
    return await _let_in(request, token) if await _waited(request, token) is Waiting.AGREED else see_other("/login")


async def logout(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    await entering.leave(request.app[CONTEXT], visitor.session)
    response = see_other("/login")
    response.del_cookie(COOKIE, path="/")
    return response


async def _waited(request: web.Request, token: str) -> Waiting:
    return await entering.waited(request.app[CONTEXT], token) if token else Waiting.OVER


def _onward(said: str) -> str:
    """``said`` when it is a page of ours, else the first page."""
    return said if len(said) <= _LONGEST_ONWARD and _ONWARD.fullmatch(said) else "/"


async def _let_in(request: web.Request, token: str, *, onward: str = "/") -> web.Response:
    session = await entering.enter(request.app[CONTEXT], token, browser_of(request)) if token else None
    if session is None:
        return render("desk/login_over.html", status=404)
    response = see_other(onward)
    let_in(request, response, session)
    response.del_cookie(WAITING, path="/login")
    return response
