"""Somebody says something on the chat page: stored like any callback, then shown as their own bubble."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from uuid import uuid4

import structlog
from aiohttp import BodyPartReader, web

from channels.contract import Callback
from domain.messages import Malformed, MessageKind
from handlers.simulator import conversation
from handlers.simulator.problems import Code, Refused
from storage import simulator
from storage.engine import private
from storage.engine.database import DatabaseUnavailable
from storage.engine.objects import ObjectsUnavailable
from web.events import STREAMS
from web.keys import CONTEXT, INBOX, WAKE
from web.same_origin import same_origin
from web.simulator.access import actor
from web.simulator.limits import FILE_LIMIT, TEXT_LIMIT
from web.simulator.news import bubbles_html
from web.simulator.problems import reading_form, refuse

CHUNK = 256 * 1024

_KINDS = {kind.value: kind for kind in (MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.FILE)}
_CLIENT_ID = re.compile(r"[0-9a-f-]{8,64}")

log = structlog.get_logger()


@dataclass(kw_only=True)
class Posted:
    """One message as the form brings it: ``id`` is the browser's own, so that trying again is not sending twice."""

    id: str = ""
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    media: str = ""
    file_name: str = ""


async def post(request: web.Request) -> web.Response:
    """Multipart fields ``id``, ``kind`` and ``text`` or (last) ``file`` → ``{"id", "html"}`` of the new bubble."""
    same_origin(request)
    me = await actor(request)
    try:
        with reading_form():
            posted = await _read(request)
        bubble = await _send(request, me.account, posted)
    except Refused as refused:
        return refuse(refused.code)
    except (Malformed, ValueError):
        return refuse(Code.UNREADABLE)
    except (DatabaseUnavailable, ObjectsUnavailable, OSError) as error:
        log.error("chat.not_stored", error=type(error).__name__)
        return refuse(Code.NOT_STORED)
    request.app[WAKE]()
    request.app[STREAMS].poke()
    return bubble


async def _read(request: web.Request) -> Posted:
    if not request.content_type.startswith("multipart/"):
        raise Refused(Code.UNREADABLE)
    posted = Posted()
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Refused(Code.UNREADABLE)
        if part.name == "file":
            posted.file_name = (part.filename or "").replace("\0", "")[-200:]
            posted.media = await _keep(request, part)
            break
        value = await _field(part)
        if part.name == "id" and _CLIENT_ID.fullmatch(value):
            posted.id = value
        elif part.name == "kind":
            posted.kind = _KINDS.get(value, MessageKind.TEXT)
        elif part.name == "text":
            posted.text = value.replace("\r\n", "\n").strip("\n")
    return _complete(posted)


def _complete(posted: Posted) -> Posted:
    if posted.media and posted.kind is MessageKind.TEXT:
        posted.kind = MessageKind.FILE
    if not posted.media and posted.kind is not MessageKind.TEXT:
        raise Refused(Code.EMPTY)
    if not posted.media and not posted.text.strip():
        raise Refused(Code.EMPTY)
    if len(posted.text) > TEXT_LIMIT:
        raise Refused(Code.TOO_LONG)
    posted.id = posted.id or uuid4().hex
    return posted


async def _field(part: BodyPartReader) -> str:
    value = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        value += chunk
        if len(value) > TEXT_LIMIT * 8:
            raise Refused(Code.TOO_LONG)
    return value.decode()


async def _keep(request: web.Request, part: BodyPartReader) -> str:
    """Stream the file to the scratch folder, then into the object store."""
    ctx = request.app[CONTEXT]
    with _scratch(ctx.scratch) as file:
        size = 0
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size > FILE_LIMIT:
                raise Refused(Code.TOO_BIG)
            file.write(chunk)
        file.flush()
        return await simulator.keep_file(ctx.objects, Path(file.name))


@contextmanager
def _scratch(folder: Path) -> Iterator[IO[bytes]]:
    private.make_folder(folder)
    with NamedTemporaryFile(dir=folder, prefix="chat-") as file:
        yield file


async def _send(request: web.Request, account: str, posted: Posted) -> web.Response:
    ctx = request.app[CONTEXT]
    # Read before the message can be answered: the page sorts by it, and no answer may come before its question.
    real, at = ctx.clock.real(), ctx.clock.now()
    callback = Callback(query={}, headers={}, body=_body(account, posted, real), at=real)
    received = ctx.channels[simulator.SIMULATOR].receive(callback)
    await request.app[INBOX].put(received.messages, arrived=real)
    bubble = await conversation.add(
        ctx, account, posted.media or posted.text, at=at, kind=posted.kind, file_name=posted.file_name
    )
    return web.json_response({"id": bubble.id, "html": bubbles_html([bubble])})


def _body(account: str, posted: Posted, sent_at: datetime) -> bytes:
    fields = {
        "id": posted.id,
        "account": account,
        "kind": posted.kind.value,
        "sent_at": sent_at.isoformat(),
        "text": posted.text,
        "media": posted.media,
        "file_name": posted.file_name,
    }
    return json.dumps(fields).encode()
