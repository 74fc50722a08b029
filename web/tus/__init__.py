"""Resumable uploads over tus 1.0 (https://tus.io/protocols/resumable-upload): what hangs where."""

from __future__ import annotations

from aiohttp import web

from web.tus import creating, dispatch, ending, receiving, status
from web.tus.protocol import BASE


def routes() -> list[web.AbstractRouteDef]:
    one = BASE + "{upload:[0-9a-f]{32}}"
    return [
        web.options(BASE, status.options),
        web.options(one, status.options),
        web.post(BASE, creating.create),
        web.head(one, status.head),
        web.patch(one, receiving.patch),
        web.delete(one, ending.terminate),
        web.post(one, dispatch.overridden),
    ]
