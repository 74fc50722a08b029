"""All pages there are, served together: the upload page, uploads, and the simulator of a rehearsal."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from channels.simulator import SimulatorChannel, SimulatorPage
from domain.clock import Rehearsal, RehearsalClock
from storage.inbox import InboxWriter
from storage.simulator import SIMULATOR
from tests.support.upload_site import Site
from web.app import build_app


@asynccontextmanager
async def all_pages(site: Site, folder: Path) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """``folder`` takes what is only passing through. The links are good by this machine's clock, which it goes by."""

    async def nobody(account: str, text: str) -> None: ...

    page = SimulatorPage(deliver=nobody, read=cast(Any, None))
    clock = RehearsalClock(Rehearsal(real=site.clock.real(), rehearsed=site.clock.now()))
    channels = {**site.ctx.channels, SIMULATOR: SimulatorChannel(page)}
    ctx = replace(site.ctx, channels=channels, clock=clock, scratch=folder)
    for who in site.tokens:
        site.tokens[who] = await site.link(who, life=clock.real() - site.clock.real() + timedelta(days=1))
    writer = InboxWriter(site.ctx.database, clock)
    async with TestClient(TestServer(build_app(ctx, writer, wake=lambda: None))) as client:
        yield client
    await writer.close()


def addresses(site: Site, app: web.Application, upload: str = "0" * 32) -> list[tuple[str, str]]:
    """Method and path of whatever takes something, but for callbacks; ``upload`` is the id of one."""
    values: Mapping[str, str] = {
        "token": site.tokens["jia"],
        "upload": upload,
        "account": f"person-{site.people['jia']}",
        "unit": str(min(site.units.values())),
    }
    found = []
    for route in app.router.routes():
        resource = route.resource
        if route.method in ("POST", "PUT", "PATCH", "DELETE") and resource is not None:
            path = re.sub(r"{(\w+)[^}]*}", lambda match: values.get(match[1], "1"), resource.canonical)
            # What platforms send to a callback has its own tests.
            if not path.startswith("/callback/"):
                found.append((route.method, path))
    return found
