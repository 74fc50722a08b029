"""A bundle of what is owed once, as a zip that is read from the store while it is sent."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from aiohttp import web

from handlers.desk import bundle, exporting
from handlers.desk.entering import Visitor
from handlers.desk.exporting import ExportChanged
from storage.engine.objects import ObjectsUnavailable
from web.desk import milestones
from web.desk.access import NotThere
from web.keys import CONTEXT

log = structlog.get_logger()


async def of_milestone(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """With its exact length, so that who has not got all of it sees that."""
    ctx = request.app[CONTEXT]
    campaign, milestone = milestones.milestone_named(request)
    found = await bundle.made(ctx, visitor.reach, campaign, milestone)
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
    try:
        async for chunk in exporting.stream(ctx.objects, found.plan):
            await response.write(chunk)
    except (ExportChanged, ObjectsUnavailable) as error:
        # Hang up: a download that stops before its length is seen to be not whole.
        log.warning("bundle_cut", campaign=campaign.code, item=milestone.code, reason=type(error).__name__)
        if request.transport is not None:
            request.transport.abort()
    return response
