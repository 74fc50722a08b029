"""What is owed once, or chosen at the desk, as a zip that is read from the store while it is sent."""

from __future__ import annotations

import time
from urllib.parse import quote

import structlog
from aiohttp import web

from handlers.desk import bundle, chosen, exporting
from handlers.desk.bundle import ZippedBundle
from handlers.desk.entering import NoSuchOffice, Visitor
from handlers.desk.exporting import ExportChanged
from storage.engine.objects import ObjectsUnavailable
from web.desk import milestones
from web.desk.access import NotThere, visitor_of
from web.desk.adopted import campaign_named
from web.desk.pick import numbers_of
from web.desk.zips import ASK_EVERY
from web.keys import CONTEXT

log = structlog.get_logger()


async def of_milestone(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    campaign, milestone = milestones.milestone_named(request)
    found = await bundle.made(request.app[CONTEXT], visitor.reach, campaign, milestone)
    return await _sent(request, found, campaign=campaign.code, item=milestone.code)


async def of_chosen(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """``n``: numbers, with dots between them."""
    campaign, numbers = campaign_named(request), numbers_of(request.query.get("n", ""))
    if len(numbers) > chosen.MOST:
        raise web.HTTPBadRequest
    found = await chosen.made(request.app[CONTEXT], visitor.reach, campaign, numbers)
    return await _sent(request, found, campaign=campaign.code, items=len(numbers))


async def _sent(request: web.Request, found: ZippedBundle | None, **noted: str | int) -> web.StreamResponse:
    """With its exact length, so that who has not got all of it sees that. ``noted``: for the log.

    It cannot be resumed: its papers are written anew each time. It ends with the session of who asked for it.
    """
    if found is None:
        raise NotThere
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}.zip",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    response = web.StreamResponse(headers=headers)
    response.content_length = found.plan.size
    await response.prepare(request)
    asked, reason = time.monotonic(), ""
    try:
        async for chunk in exporting.stream(request.app[CONTEXT].objects, found.plan):
            await response.write(chunk)
            if time.monotonic() - asked >= ASK_EVERY:
                asked = time.monotonic()
                if not await _alive(request):
                    reason = "over"
                    break
    except (ExportChanged, ObjectsUnavailable) as error:
        reason = type(error).__name__
    if reason:
        # Hang up: a download that stops before its length is seen to be not whole.
        log.warning("bundle_cut", reason=reason, **noted)
        if request.transport is not None:
            request.transport.abort()
    return response


async def _alive(request: web.Request) -> bool:
    try:
        return await visitor_of(request) is not None
    except NoSuchOffice:
        return False
