"""The desk as it changes: a stream that says when a page has to look again, and ends when the session does."""

from __future__ import annotations

from aiohttp import web

from handlers.changes import CLOCK, DESK, Topic
from handlers.desk.entering import NoSuchOffice, Visitor
from web.desk.access import COOKIE, visitor_of
from web.events import STREAMS, Over

#: Told as it is: the page then asks for its own parts again.
CHANGED = b"event: changed\ndata: {}\n\n"


async def stream(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    return await request.app[STREAMS].run(request, _LiveDesk(request), whose=request.cookies.get(COOKIE))


class _LiveDesk:
    """One open page of the desk."""

    topics: frozenset[Topic] = frozenset({DESK, CLOCK})

    def __init__(self, request: web.Request) -> None:
        self._request = request

    async def event(self) -> bytes:
        """Raises ``Over`` once the session opens nothing any more."""
        session = self._request.cookies.get(COOKIE, "")
        code = self._request.query.get("as", "")
        streams = self._request.app[STREAMS]
        try:
            visitor = await streams.once(("desk", session, code), lambda: visitor_of(self._request))
        except NoSuchOffice as error:
            raise Over from error
        if visitor is None:
            raise Over
        return CHANGED
