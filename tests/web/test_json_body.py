"""A JSON body is read or refused, whatever somebody makes of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from web.json_body import MOST_BYTES, BadBody, json_object

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Says what was read, or 400."""

    async def read(request: web.Request) -> web.Response:
        try:
            return web.json_response(dict(await json_object(request)))
        except BadBody:
            return web.Response(status=400)

    # What a callback may be long is no limit here.
    app = web.Application(client_max_size=10)
    app.add_routes([web.post("/", read)])
    async with TestClient(TestServer(app)) as opened:
        yield opened


def padded(size: int) -> bytes:
    empty = len(json.dumps({"a": ""}))
    return json.dumps({"a": "x" * (size - empty)}).encode()


@pytest.mark.parametrize(
    "content",
    [{}, {"a": "中文 \U0001f600"}, {"a": [1, None, True, {"b": "c"}]}, {"a": "\n"}],
    ids=["empty", "chinese", "nested", "a line break"],
)
async def test_an_object_is_read(client: Client, content: dict[str, object]) -> None:
    response = await client.post("/", data=json.dumps(content).encode())
    assert (response.status, await response.json()) == (200, content)


async def test_a_body_may_be_as_long_as_the_limit_and_not_a_byte_longer(client: Client) -> None:
    assert (await client.post("/", data=padded(MOST_BYTES))).status == 200
    assert (await client.post("/", data=padded(MOST_BYTES + 1))).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        '{"a": "\u6587"}'.encode("gbk"),
        '{"a": "b"}'.encode("utf-16"),
        b'{"a": "x\\u0000"}',
        b'{"a": [{"b": "\\ud800"}]}',
        b'{"\\udc00": 1}',
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=[
        "empty",
        "cut",
        "a list",
        "a text",
        "no text",
        "gbk",
        "utf-16",
        "nul",
        "half",
        "half a name",
        "deep",
        "digits",
    ],
)
async def test_anything_else_is_refused(client: Client, body: bytes) -> None:
    assert (await client.post("/", data=body)).status == 400


@pytest.mark.parametrize(("charset", "status"), [("utf-8", 200), ("UTF-8", 200), ("utf-16", 400), ("no-such", 400)])
async def test_json_is_utf_8_and_nothing_else(client: Client, charset: str, status: int) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}
    assert (await client.post("/", data=b"{}", headers=headers)).status == status
