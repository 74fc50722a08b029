"""The webhook route: what each kind of delivery is answered, and that nothing is acknowledged before it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from channels.contract import Callback, CallbackAnswer, Received
from channels.platform_time import PlatformTime
from domain.clock import RealClock
from domain.messages import Forged, Incoming, Malformed, MessageKind, Stale
from storage.engine.database import DatabaseUnavailable
from web import callbacks
from web.app import build_app

SECRET = "hush-hush"


class TinyChannel:
    """Believes callbacks whose query says ``sign=good``; the body is the text."""

    name = "tiny"

    def verify(self, callback: Callback) -> str:
        self._believe(callback)
        return callback.query["echo"]

    def receive(self, callback: Callback) -> Received:
        self._believe(callback)
        text = callback.body.decode()
        if text == "garbage":
            raise Malformed(SECRET)
        if text == "bug":
            raise RuntimeError(SECRET)
        if text == "nothing":
            return Received()
        message = Incoming(
            channel=self.name,
            external_id=text,
            sender="someone",
            kind=MessageKind.TEXT,
            sent_at=callback.at,
            text=text,
        )
        if text == "answered":
            answer = CallbackAnswer(body=b'{"heard": 1}', content_type="application/json")
            return Received(messages=(message,), answer=answer)
        return Received(messages=(message,))

    def _believe(self, callback: Callback) -> None:
        if callback.query.get("sign") == "old":
            raise Stale(7200.4)
        if callback.query.get("sign") != "good":
            raise Forged(SECRET)


class FakeInbox:
    def __init__(self) -> None:
        self.stored: list[Incoming] = []
        self.full = False
        self.asked = asyncio.Semaphore(0)
        self.open = asyncio.Event()
        self.open.set()

    async def check(self) -> None:
        return

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        assert arrived.tzinfo is not None
        self.asked.release()
        await self.open.wait()
        if self.full:
            raise DatabaseUnavailable(SECRET)
        self.stored += received


class Up:
    file = folder = None

    async def check(self) -> None:
        return


class House:
    """The application under test, with what it was given."""

    def __init__(self) -> None:
        self.inbox = FakeInbox()
        self.wakes = 0
        ctx = SimpleNamespace(
            channels={"tiny": TinyChannel(), "simulator": TinyChannel()},
            clock=RealClock(),
            platform_time=PlatformTime(),
            database=Up(),
            objects=Up(),
            scratch=Path(),
            campaigns={},
        )
        self.app = build_app(cast(Any, ctx), self.inbox, wake=self.wake, max_body=1000)

    def wake(self) -> None:
        self.wakes += 1


@pytest.fixture
async def house() -> House:
    return House()


Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(house: House) -> AsyncIterator[Client]:
    async with TestClient(TestServer(house.app)) as made:
        yield made


async def test_stored_is_an_empty_200_and_wakes_the_worker(client: Client, house: House) -> None:
    answer = await client.post("/callback/tiny?sign=good", data=b"hello")
    assert (answer.status, await answer.read()) == (200, b"")
    assert [r.text for r in house.inbox.stored] == ["hello"]
    assert house.wakes == 1


async def test_url_check_is_answered_with_exactly_the_plain_text(client: Client) -> None:
    answer = await client.get("/callback/tiny?sign=good&echo=1616140317555161061")
    assert (answer.status, await answer.read()) == (200, b"1616140317555161061")


async def test_what_the_platform_wants_to_hear_is_said_after_it_is_stored(client: Client, house: House) -> None:
    house.inbox.open.clear()
    asking = asyncio.ensure_future(client.post("/callback/tiny?sign=good", data=b"answered"))
    await house.inbox.asked.acquire()
    assert not asking.done()
    house.inbox.open.set()
    response = await asking
    assert (response.status, response.content_type, await response.read()) == (200, "application/json", b'{"heard": 1}')


async def test_a_delivery_without_a_message_is_acknowledged(client: Client, house: House) -> None:
    assert (await client.post("/callback/tiny?sign=good", data=b"nothing")).status == 200
    assert house.inbox.stored == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/callback/tiny", b"hello", 403),
        ("/callback/tiny?sign=bad", b"hello", 403),
        ("/callback/tiny?sign=good", b"garbage", 400),
        ("/callback/tiny?sign=good", b"bug", 503),
        ("/callback/tiny?sign=good", b"x" * 1001, 413),
        ("/callback/nowhere?sign=good", b"hello", 404),
        # Whoever calls it has proved nothing: the simulator speaks through its page alone.
        ("/callback/simulator?sign=good", b"hello", 404),
    ],
)
async def test_what_is_refused_stores_nothing_and_tells_nothing(
    client: Client, house: House, path: str, body: bytes, status: int
) -> None:
    answer = await client.post(path, data=body)
    text = await answer.text()
    assert answer.status == status
    assert SECRET not in text and "Traceback" not in text
    assert (house.inbox.stored, house.wakes) == ([], 0)


async def test_a_wrong_clock_is_not_logged_as_an_attack(client: Client) -> None:
    with capture_logs() as logged:
        assert (await client.post("/callback/tiny?sign=old", data=b"hello")).status == 403
        assert (await client.post("/callback/tiny?sign=bad", data=b"hello")).status == 403
    assert [(line["outcome"], line.get("ahead_seconds")) for line in logged] == [("stale", 7200), ("forged", None)]


@pytest.mark.parametrize("path", ["/callback/tiny/", "/callback/TINY", "/callback/Tiny//"])
async def test_an_address_typed_a_little_differently_is_taken(client: Client, house: House, path: str) -> None:
    assert (await client.post(f"{path}?sign=good", data=b"hello")).status == 200
    assert (await client.get(f"{path}?sign=good&echo=1")).status == 200
    assert len(house.inbox.stored) == 1


@pytest.mark.parametrize("path", ["/callback/nowhere", "/callback/tiny/more", "/callback/simulator/"])
async def test_an_address_of_nothing_is_named(client: Client, path: str) -> None:
    with capture_logs() as logged:
        assert (await client.post(f"{path}?sign=good", data=b"hello")).status == 404
        assert (await client.get(f"{path}?sign=good&echo=1")).status == 404
    assert [(line["event"], line["path"]) for line in logged] == [("callback.unknown", path)] * 2


async def test_a_plus_sign_that_became_a_blank_is_named(client: Client) -> None:
    with capture_logs() as logged:
        assert (await client.get("/callback/tiny?sign=bad&echo=a+b")).status == 403
        assert (await client.get("/callback/tiny?sign=bad&echo=a%2Bb")).status == 403
    assert [line.get("hint") for line in logged] == ["plus_became_blank", None]


@pytest.mark.parametrize("path", ["/callback/tiny?echo=1", "/callback/tiny?sign=bad&echo=1"])
async def test_the_url_check_needs_the_signature_too(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 403


async def test_an_url_check_without_its_text_is_no_traceback(client: Client) -> None:
    answer = await client.get("/callback/tiny?sign=good")
    assert (answer.status, await answer.read()) == (503, b"")


async def test_a_body_is_not_read_past_the_limit(client: Client) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1000
            yield b"x" * 1000
            await asyncio.sleep(0)

    answer = await client.post("/callback/tiny?sign=good", data=endless())
    assert answer.status == 413
    assert sent < 10_000_000


async def test_not_stored_is_not_acknowledged(client: Client, house: House) -> None:
    house.inbox.full = True
    assert (await client.post("/callback/tiny?sign=good", data=b"hello")).status == 503
    house.inbox.full = False
    assert (await client.post("/callback/tiny?sign=good", data=b"hello")).status == 200
    assert len(house.inbox.stored) == 1


async def test_nothing_is_acknowledged_before_it_is_durable(client: Client, house: House) -> None:
    house.inbox.open.clear()
    calls = [asyncio.create_task(client.post("/callback/tiny?sign=good", data=str(n))) for n in range(30)]
    for _ in calls:
        await house.inbox.asked.acquire()
    assert not any(call.done() for call in calls)
    house.inbox.open.set()
    assert [(await call).status for call in calls] == [200] * 30
    assert sorted(r.text for r in house.inbox.stored) == sorted(map(str, range(30)))


async def test_a_slow_body_is_given_up(client: Client, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "BODY_TIMEOUT", 0.05)
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"hel"
        await never.wait()

    answer = await client.post("/callback/tiny?sign=good", data=slow())
    assert answer.status == 408
    assert house.inbox.stored == []


async def test_other_verbs_are_not_routes(client: Client) -> None:
    for call in (client.put, client.delete, client.head):
        assert (await call("/callback/tiny?sign=good")).status == 405


async def test_refusals_are_logged_without_secrets(
    client: Client, monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    logged: list[tuple[str, dict[str, object]]] = []

    def note(event: str, **values: object) -> None:
        logged.append((event, values))

    monkeypatch.setattr(callbacks, "log", SimpleNamespace(error=note, warning=note))
    for path, body in (("?sign=bad", b"private words"), ("?sign=good", b"garbage"), ("?sign=good", b"bug")):
        await client.post(f"/callback/tiny{path}", data=body)
    assert [values["outcome"] for _, values in logged] == ["forged", "malformed", "failed"]
    assert SECRET not in str(logged) and "private words" not in str(logged)


async def test_callbacks_are_counted_by_channel_and_outcome(client: Client, house: House) -> None:
    for path in ("?sign=good", "?sign=good", "?sign=bad"):
        await client.post(f"/callback/tiny{path}", data=b"hello")
    await client.post("/callback/made-up-by-a-stranger", data=b"")
    text = await (await client.get("/metrics")).text()
    assert 'baosong_callbacks_total{channel="tiny",outcome="stored"} 2.0' in text
    assert 'baosong_callbacks_total{channel="tiny",outcome="forged"} 1.0' in text
    # A stranger must not be able to grow the table of labels.
    assert "made-up" not in text
