"""The state of one person's page: told once (GET state), and again whenever it changed (GET events)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from domain.campaigns.evidence import Evidence
from domain.clock import Clock, RehearsalClock
from domain.organisation import Person
from domain.upload import UploadRefused
from formats.page.state import due_json, file_json, rules_json
from handlers import upload_links
from handlers.changes import MINUTE, About, Topic
from handlers.context import Context
from handlers.upload_links import Holder
from handlers.uploads import page_state
from handlers.uploads.page_state import Due, PageState
from storage.uploads import Upload
from web.events import STREAMS, Over
from web.keys import CONTEXT
from web.tus.answers import refusal
from web.tus.protocol import metadata

#: Before anything was told.
_PAST = datetime(1970, 1, 1, tzinfo=UTC)


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
        page = _LivePage(request, await upload_links.holder(ctx, token))
    except UploadRefused as refused:
        return refusal(refused)
    return await request.app[STREAMS].run(request, page, whose=token)


class _LivePage:
    """One open page of a link's holder."""

    def __init__(self, request: web.Request, holder: Holder) -> None:
        self._request = request
        self._clock = request.app[CONTEXT].clock
        self._told = _Told(topics=_topics_of(holder.person), now=_PAST, until=_PAST, rehearsed=None, event=b"")

    @property
    def topics(self) -> frozenset[Topic]:
        """A minute that changes nothing wakes nobody."""
        told, now = self._told, self._clock.now()
        as_told = told.now <= now <= told.until and told.rehearsed is _rehearsed(self._clock)
        return told.topics if as_told else told.topics | {MINUTE}

    async def event(self) -> bytes:
        """Raises ``Over`` once the link opens nothing any more; the page asks why."""
        token = self._request.match_info["token"]
        try:
            self._told = await self._request.app[STREAMS].once(("upload page", token), self._tell)
        except UploadRefused as refused:
            raise Over from refused
        return self._told.event

    async def _tell(self) -> _Told:
        ctx = self._request.app[CONTEXT]
        rehearsed = _rehearsed(ctx.clock)
        holder = await upload_links.holder(ctx, self._request.match_info["token"])
        state = await page_state.state(ctx, holder)
        return _Told(
            topics=_topics_of(holder.person),
            now=state.now,
            until=state.until,
            rehearsed=rehearsed,
            event=f"data: {json.dumps(_told(ctx, state), ensure_ascii=False)}\n\n".encode(),
        )


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What was said last: it holds from ``now`` to ``until`` (campaign time), unless the rehearsal is moved."""

    topics: frozenset[Topic]
    now: datetime
    until: datetime
    rehearsed: object
    event: bytes


def _topics_of(person: Person) -> frozenset[Topic]:
    units = {Topic(About.ORGANISATION, unit.id) for unit in person.reports_for}
    return frozenset(units | {Topic(About.PERSON, person.id)})


def _rehearsed(clock: Clock) -> object:
    return clock.rehearsal if isinstance(clock, RehearsalClock) else None


def _told(ctx: Context, state: PageState) -> dict[str, Any]:
    items = {due.item: due.name for due in state.due if due.name and Evidence.FILE in due.accepts}
    return {
        "now": state.now.isoformat(timespec="milliseconds"),
        "speed": state.speed,
        "units": [{"id": str(unit.id), "name": unit.name} for unit in state.units],
        "items": [{"code": code, "name": name} for code, name in items.items()],
        "due": [_due(due, state) for due in state.due],
        "files": [file_json(s.submission, item_name=s.item_name, upload=s.upload, fate=s.fate) for s in state.sent],
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
        is_form=due.is_form,
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
