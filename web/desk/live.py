"""The desk as it changes: a stream that says when a page has to look again, and ends when the session does."""

from __future__ import annotations

from aiohttp import web

from handlers.changes import CLOCK, DESK, Topic
from handlers.desk.entering import NoSuchOffice, Visitor, still_in
from web.desk.access import COOKIE, visitor_of
from web.events import STREAMS, Over
from web.keys import CONTEXT

#: Milliseconds that each open page adds to the time between two looks of any: a look takes the server 20 to 90.
EACH_MS = 40


async def stream(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    return await request.app[STREAMS].run(request, _LiveDesk(request), whose=request.cookies.get(COOKIE))


def _changed(pages: int) -> bytes:
    """The page asks for its own parts again, ``apart`` milliseconds after it last did."""
    return b'event: changed\ndata: {"apart": %d}\n\n' % (EACH_MS * pages)


class _LiveDesk:
    """One open page of the desk. ``who``: its session, and the office that the address names."""

    topics: frozenset[Topic] = frozenset({DESK, CLOCK})

    def __init__(self, request: web.Request) -> None:
        self.who = (request.cookies.get(COOKIE, ""), request.query.get("as", ""))
        self._request = request
        self._entered = True

    async def event(self) -> bytes:
        """Raises ``Over`` once the session opens nothing any more."""
        if self._entered:
            # Who opened it was let in a moment ago.
            self._entered = False
        elif self.who not in await self._request.app[STREAMS].once("desk", self._still_in):
            await self._enter_alone()
        return _changed(self._request.app[STREAMS].number)

    async def _still_in(self) -> frozenset[tuple[str, str]]:
        """Asked for all open pages at once: a minute turns for every one of them."""
        app = self._request.app
        return await still_in(app[CONTEXT], {page.who for page in app[STREAMS].pages(_LiveDesk)})

    async def _enter_alone(self) -> None:
        try:
            visitor = await visitor_of(self._request)
        except NoSuchOffice as error:
            raise Over from error
        if visitor is None:
            raise Over
