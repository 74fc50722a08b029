"""The desk over HTTP beside a stage: the web part on a real port, on the same database, and people who log in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientResponse, ClientSession, CookieJar, web

from handlers.changes import Watch
from handlers.desk import entering
from storage import people
from tests.support.stage import Stage
from web.app import build_app
from web.desk.access import COOKIE
from web.events import STREAMS, EventStreams


@dataclass(kw_only=True)
class DeskSite:
    """``url`` without a slash at its end."""

    on: Stage
    app: web.Application
    url: str
    _stack: AsyncExitStack
    _browsers: dict[str, Browser] = field(default_factory=dict)

    async def browser(self, account: str = "") -> Browser:
        """A browser of its own; ``account``: logged in as this person."""
        client = await self._stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        browser = Browser(site=self, client=client)
        if account:
            token = await self.link(account)
            answer = await browser.post(f"/login/{token}")
            assert answer.status == 303, answer.status
        return browser

    async def link(self, account: str) -> str:
        """A login link's token, as chat would send it."""
        ctx = self.on.ctx
        token, _ = entering.new_link(ctx)
        async with ctx.database.write() as connection:
            person = await people.by_account(connection, "wecom", account)
            assert person is not None
            await entering.keep_link(ctx, connection, person, token)
        return token

    async def look(self) -> None:
        """One look for all open pages."""
        await self.app[STREAMS].look()


@dataclass(kw_only=True)
class Browser:
    site: DeskSite
    client: ClientSession

    async def get(self, path: str) -> ClientResponse:
        answer = await self.client.get(self.site.url + path, allow_redirects=False)
        await answer.read()
        return answer

    async def post(self, path: str, *, origin: str | None = None, **fields: str) -> ClientResponse:
        """As a form of ``origin``, which is our own when nothing is said."""
        headers = {"Origin": origin or self.site.url}
        answer = await self.client.post(self.site.url + path, data=fields, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    @property
    def session(self) -> str:
        """The cookie's value; empty without one."""
        return next((cookie.value for cookie in self.client.cookie_jar if cookie.key == COOKIE), "")


@asynccontextmanager
async def desk_site(on: Stage) -> AsyncIterator[DeskSite]:
    async with AsyncExitStack() as stack:
        app = build_app(on.ctx, on.writer, wake=lambda: None)
        # Looks come when a test says so (``DeskSite.look``), never by themselves.
        app[STREAMS] = EventStreams(Watch(on.ctx), pause=asyncio.Event().wait)
        runner = web.AppRunner(app, shutdown_timeout=5.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield DeskSite(on=on, app=app, url=f"http://{host}:{port}", _stack=stack)
