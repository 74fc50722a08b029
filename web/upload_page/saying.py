"""What the page says enters the inbox as its person's own message: captions and corrections, the same story as chat."""

from __future__ import annotations

import re
from uuid import uuid4

from aiohttp import web

from domain.messages import Incoming, MessageKind
from domain.upload import UploadProblem, UploadRefused
from handlers import upload_links
from handlers.conversation import from_page
from handlers.upload_links import Holder
from storage import inbox
from storage.engine.database import DatabaseUnavailable
from web.json_body import BadBody, json_object
from web.keys import CONTEXT, INBOX, WAKE
from web.same_origin import same_origin
from web.tus.answers import refusal

#: Longest thing said, in characters.
LONGEST = 2000
_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


async def say(request: web.Request) -> web.Response:
    """``{"text", "id"?}`` → 202. The same ``id`` said twice is one message."""
    ctx = request.app[CONTEXT]
    try:
        _check_page(request)
        holder = await upload_links.holder(ctx, request.match_info["token"])
        text, client_id = await _said(request)
        from_page.check_sayable(ctx, holder.person, text)
        arrived = ctx.clock.real()
        await request.app[INBOX].put([_message(holder, text, client_id, request)], arrived=arrived)
    except UploadRefused as refused:
        return refusal(refused)
    except BadBody:
        return refusal(UploadRefused(UploadProblem.MALFORMED))
    except DatabaseUnavailable:
        return refusal(UploadRefused(UploadProblem.STORE))
    request.app[WAKE]()
    return web.json_response({"said": client_id}, status=202)


def _check_page(request: web.Request) -> None:
    """Only our own page: no foreign one can send JSON without being asked first, and it has another origin."""
    try:
        same_origin(request)
    except web.HTTPForbidden as error:
        raise UploadRefused(UploadProblem.FOREIGN_PAGE) from error
    if request.content_type != "application/json":
        raise UploadRefused(UploadProblem.MEDIA_TYPE)


async def _said(request: web.Request) -> tuple[str, str]:
    body = await json_object(request)
    text, client_id = body.get("text"), body.get("id")
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise UploadRefused(UploadProblem.MALFORMED)
    if isinstance(client_id, str) and _CLIENT_ID.fullmatch(client_id):
        return text, client_id
    return text, uuid4().hex


def _message(holder: Holder, text: str, client_id: str, request: web.Request) -> Incoming:
    return Incoming(
        channel=holder.link.channel,
        external_id=f"{inbox.PAGE}{holder.person.id}:{client_id}",
        sender=holder.link.account,
        kind=MessageKind.TEXT,
        sent_at=request.app[CONTEXT].clock.real(),
        text=text,
    )
