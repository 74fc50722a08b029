"""The JSON body of a request, read in one way by every page: not too long, not too deep, every text storable."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from domain.messages import storable

#: Bytes of a body. The longest a page sends, a filled statistics form, has some 70,000.
MOST_BYTES = 256 * 1024


#: Seconds in which it must have come.
BODY_WITHIN = 15.0


class BadBody(Exception):
    """The body is not a JSON object in UTF-8, is too long or too deep, or holds text that cannot be stored: 400."""


async def json_object(request: web.Request) -> Mapping[str, Any]:
    """The JSON object a page sent; a missing ``Content-Type`` is allowed. Raises ``BadBody``."""
    try:
        if (request.charset or "utf-8").lower() != "utf-8":
            raise BadBody
        content = json.loads((await _body(request)).decode("utf-8"))
        if not isinstance(content, dict) or not _storable(content):
            raise BadBody
    except (ValueError, RecursionError) as error:
        raise BadBody from error
    return content


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.content.iter_chunked(MOST_BYTES):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise BadBody
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)


def _storable(value: Any) -> bool:
    """True when every text in a JSON value can be stored, names of fields among them."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return all(storable(name) and _storable(one) for name, one in value.items())
    return all(map(_storable, value)) if isinstance(value, list) else True
