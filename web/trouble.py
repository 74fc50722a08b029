"""Database or store in trouble is nobody's mistake: a quick 503 with a sentence, whatever page met it.

Who has left hears nothing, and is no error of ours either.
"""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from domain.upload import UploadProblem, UploadRefused
from formats.page.problems import problem_text
from formats.words import problems as words
from storage.engine.database import DatabaseUnavailable
from storage.engine.objects import ObjectsUnavailable
from web.desk.shell import problem
from web.keys import OF_DESK
from web.pages import render
from web.tus.answers import refusal

log = structlog.get_logger()

#: Seconds after which a browser, or whoever asks, may try again.
RETRY_AFTER = 10


def _page(request: web.Request) -> str:
    """Without what its address opens."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


@web.middleware
async def unavailable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Pages say so as a page, everything else as JSON."""
    try:
        return await handler(request)
    except (DatabaseUnavailable, ObjectsUnavailable) as error:
        log.error("page.trouble", page=_page(request), error=type(error).__name__)
    except ConnectionError:
        # A page that was closed in the middle: nobody is there to hear an answer.
        log.info("page.left", page=_page(request))
        return web.Response(status=400)
    response = _answer(request)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _answer(request: web.Request) -> web.Response:
    refused = UploadRefused(UploadProblem.STORE)
    shown = "text/html" in request.headers.get("Accept", "")
    if shown and request.get(OF_DESK):
        get = request.method == "GET"
        return problem(503, words.NOT_SHOWN if get else words.NOT_DONE, again=str(request.rel_url) if get else "")
    if request.method == "GET" and shown:
        return render("upload_page/closed.html", status=503, message=problem_text(refused))
    return refusal(refused)
