"""The state of one person's page: told once (GET state), and again whenever it changed (GET events)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import structlog
from aiohttp import web

from domain.upload import UploadRefused
from formats.page.state import due_json, file_json, rules_json
from handlers import upload_links
from handlers.context import Context
from handlers.upload_links import Holder
from handlers.uploads import page_state
from handlers.uploads.page_state import Due, PageState
from storage.engine.database import TROUBLE
from storage.uploads import Upload
from web.keys import CONTEXT, STOPPING
from web.tus.answers import refusal
from web.tus.protocol import metadata

#: Seconds between two looks, and between two signs of life on a quiet stream (proxies hang up on silence).
LOOK_EVERY = 1.0
SIGN_EVERY = 15.0

log = structlog.get_logger()


async def show(request: web.Request) -> web.Response:
    """Everything the page shows; the shape is ``_told``'s."""
    ctx = request.app[CONTEXT]
    try:
        holder = await upload_links.holder(ctx, request.match_info["token"])
    except UploadRefused as refused:
        return refusal(refused)
    return web.json_response(_told(ctx, await page_state.state(ctx, holder)))


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events, each the whole state; ends when the link does, the browser leaves or the server stops."""
    ctx, token = request.app[CONTEXT], request.match_info["token"]
    try:
        holder = await upload_links.holder(ctx, token)
    except UploadRefused as refused:
        return refusal(refused)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(request)
    try:
        await _tell(request, response, holder)
    except (UploadRefused, ConnectionError):
        # The page asks why, or is gone.
        return response
    except TROUBLE as error:
        log.warning("upload.stream_ended", error=type(error).__name__)
    return response


async def _tell(request: web.Request, response: web.StreamResponse, holder: Holder) -> None:
    ctx, stopping = request.app[CONTEXT], request.app[STOPPING]
    shown: tuple[object, ...] | None = None
    quiet = 0.0
    while not stopping.is_set() and request.transport and not request.transport.is_closing():
        mark = await page_state.version(ctx, holder)
        if mark != shown:
            # Asked again each time: a link that was revoked meanwhile tells nothing more.
            holder = await upload_links.holder(ctx, request.match_info["token"])
            told = _told(ctx, await page_state.state(ctx, holder))
            await response.write(f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode())
            shown, quiet = mark, 0.0
        elif quiet >= SIGN_EVERY:
            await response.write(b":\n\n")
            quiet = 0.0
        quiet += LOOK_EVERY
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await stopping.wait()
        except TimeoutError:
            continue


def _told(ctx: Context, state: PageState) -> dict[str, Any]:
    items = {due.item: due.name for due in state.due if due.name and "file" in due.accepts}
    return {
        "now": state.now.isoformat(timespec="milliseconds"),
        "speed": state.speed,
        "units": [{"id": str(unit.id), "name": unit.name} for unit in state.units],
        "items": [{"code": code, "name": name} for code, name in items.items()],
        "due": [_due(due, state) for due in state.due],
        "files": [file_json(s.submission, item_name=s.item_name, upload=s.upload) for s in state.sent],
        "unfinished": [_unfinished(upload) for upload in state.unfinished],
        "limits": {"video_bytes": ctx.uploads.video_bytes, "other_bytes": ctx.uploads.other_bytes},
        "rules": rules_json(state.rules),
    }


def _due(due: Due, state: PageState) -> dict[str, Any]:
    return due_json(
        unit=due.unit.id,
        unit_name=due.unit.name,
        item=due.item,
        name=due.name,
        day=due.day,
        due_at=due.due_at,
        standing=due.standing,
        accepted=due.accepted,
        missing=due.missing_kinds,
        now=state.now,
    )


def _unfinished(upload: Upload) -> dict[str, Any]:
    """``fingerprint``: by which a browser knows the file again; it put it there itself."""
    said = metadata(upload.metadata)
    return {
        "id": upload.id,
        "name": upload.file_name,
        "length": upload.length,
        "received": upload.received,
        "fingerprint": said.get("fingerprint", ""),
        "item": upload.item,
        "unit": str(upload.organisation_id or ""),
    }
