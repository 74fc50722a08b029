"""The one loop behind all open pages, looked at by hand: who is woken, what is said, and when a stream ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from handlers.changes import About, Topic
from storage.engine.database import DatabaseUnavailable
from web import events
from web.events import SIGN_EVERY, EventStreams, Over

ONE, TWO = Topic(About.PERSON, 1), Topic(About.PERSON, 2)
SOON = 10.0


@dataclass
class HandWatch:
    """``found``: what the next look finds; ``trouble``: what it raises."""

    found: frozenset[Topic] = frozenset()
    trouble: Exception | None = None
    begun: int = 0
    looks: int = 0

    async def begin(self) -> None:
        self.begun += 1

    async def look(self) -> frozenset[Topic]:
        self.looks += 1
        if self.trouble:
            raise self.trouble
        return self.found


@dataclass
class HandPage:
    """Counts; ``fails``: what it raises instead."""

    topics: frozenset[Topic]
    said: int = 0
    silent: bool = False
    fails: Exception | None = None
    gate: Callable[[], object] = lambda: None

    async def event(self) -> bytes | None:
        self.gate()
        if self.fails:
            raise self.fails
        if self.silent:
            return None
        self.said += 1
        return f"data: {self.said}\n\n".encode()


@dataclass
class House:
    streams: EventStreams
    watch: HandWatch
    client: TestClient[web.Request, web.Application]
    pages: dict[str, HandPage] = field(default_factory=dict)
    now: float = 1000.0
    whose: str | None = None

    async def look(self, *found: Topic) -> None:
        self.watch.found = frozenset(found)
        await self.streams.look()

    async def open(self, name: str, *topics: Topic) -> ClientResponse:
        """A stream of the page ``name``, its first event heard."""
        self.pages[name] = HandPage(frozenset(topics))
        stream = await self.client.get(f"/{name}")
        assert await heard(stream) == "data: 1"
        return stream


async def heard(stream: ClientResponse) -> str:
    """The next thing a stream says; '' when it has ended."""
    async with asyncio.timeout(SOON):
        try:
            return (await stream.content.readuntil(b"\n\n")).decode().strip()
        except asyncio.IncompleteReadError:
            return ""


async def never() -> None:
    await asyncio.Event().wait()


async def turn() -> None:
    """Everybody else's turn."""
    await asyncio.sleep(0)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    watch = HandWatch()
    app = web.Application()
    made = House(cast_streams(watch, lambda: made.now), watch, TestClient(TestServer(app)))

    async def stream(request: web.Request) -> web.StreamResponse:
        return await made.streams.run(request, made.pages[request.match_info["name"]], whose=made.whose)

    app.add_routes([web.get("/{name}", stream)])
    async with made.client:
        yield made
        await made.streams.stop()


def cast_streams(watch: HandWatch, monotonic: Callable[[], float]) -> EventStreams:
    return EventStreams(watch, pause=never, monotonic=monotonic)


async def test_a_look_wakes_only_those_it_concerns(house: House) -> None:
    first, second = await house.open("first", ONE), await house.open("second", TWO)
    await house.look(ONE)
    assert await heard(first) == "data: 2"
    await house.look()
    await house.look(TWO)
    assert await heard(second) == "data: 2"
    assert [page.said for page in house.pages.values()] == [2, 2]


async def test_what_a_page_wants_to_hear_of_may_change(house: House) -> None:
    stream = await house.open("page", ONE)
    house.pages["page"].topics = frozenset({TWO})
    await house.look(ONE)
    await house.look(TWO)
    assert await heard(stream) == "data: 2"
    assert house.pages["page"].said == 2


async def test_a_quiet_stream_gives_a_sign_of_life_and_asks_nothing(house: House) -> None:
    stream = await house.open("page", ONE)
    house.now += SIGN_EVERY - 0.1
    await house.look()
    house.now += 0.1
    await house.look()
    assert await heard(stream) == ":"
    house.now += SIGN_EVERY - 0.1
    await house.look()
    await house.look(ONE)
    assert await heard(stream) == "data: 2"


async def test_what_was_said_before_is_not_said_again_and_counts_as_quiet(house: House) -> None:
    stream = await house.open("page", ONE)
    house.pages["page"].silent = True
    house.now += SIGN_EVERY / 2
    await house.look(ONE)
    house.now += SIGN_EVERY / 2
    await house.look()
    assert await heard(stream) == ":"


async def test_looks_go_on_while_a_stream_is_open_and_begin_anew_for_the_next(house: House) -> None:
    paused, over = asyncio.Queue[None](), asyncio.Queue[None]()

    async def pause() -> None:
        over.put_nowait(None)
        await paused.get()

    house.streams = EventStreams(house.watch, pause=pause)
    house.watch.found = frozenset({ONE})
    first, second = await house.open("first", ONE), await house.open("second", ONE)
    assert (house.watch.begun, house.watch.looks) == (1, 0)
    paused.put_nowait(None)
    assert (await heard(first), await heard(second)) == ("data: 2", "data: 2")
    for page in house.pages.values():
        page.fails = Over()
    paused.put_nowait(None)
    assert (await heard(first), await heard(second)) == ("", "")
    for _ in range(3):
        await over.get()
    paused.put_nowait(None)
    while house.streams.looking:
        await turn()
    assert (house.watch.begun, house.watch.looks) == (1, 2)
    await house.open("third", ONE)
    assert (house.watch.begun, house.watch.looks) == (2, 2)


async def test_a_page_that_is_over_ends_alone(house: House) -> None:
    first, second = await house.open("first", ONE), await house.open("second", ONE)
    house.pages["first"].fails = Over()
    await house.look(ONE)
    assert (await heard(first), await heard(second)) == ("", "data: 2")


@pytest.mark.parametrize("of_page", [False, True], ids=["in the look", "in the page"])
async def test_a_database_in_trouble_ends_the_stream_and_a_later_one_is_served(house: House, of_page: bool) -> None:
    stream = await house.open("page", ONE)
    trouble = DatabaseUnavailable("away")
    if of_page:
        house.pages["page"].fails = trouble
    else:
        house.watch.trouble = trouble
    await house.look(ONE)
    assert await heard(stream) == ""
    house.watch.trouble = None
    again = await house.open("again", ONE)
    await house.look(ONE)
    assert await heard(again) == "data: 2"


async def test_stopping_ends_what_is_open_and_what_comes_later(house: House) -> None:
    stream = await house.open("page", ONE)
    await house.streams.stop()
    assert await heard(stream) == ""
    house.pages["late"] = HandPage(frozenset({ONE}))
    assert await heard(await house.client.get("/late")) == ""
    assert house.pages["late"].said == 0


async def test_whoever_has_left_is_forgotten_at_the_next_look(house: House) -> None:
    stream = await house.open("page", ONE)
    stream.close()
    async with asyncio.timeout(SOON):
        while house.streams.open:
            await house.look()
            await turn()
    assert house.pages["page"].said == 1


async def test_what_several_want_to_know_is_asked_once_between_two_looks(house: House) -> None:
    asked: list[int] = []

    async def ask() -> int:
        asked.append(1)
        return len(asked)

    assert await asyncio.gather(*(house.streams.once("key", ask) for _ in range(3))) == [1, 1, 1]
    assert await house.streams.once("another", ask) == 2
    await house.look()
    assert await house.streams.once("key", ask) == 3


async def test_only_a_few_streams_read_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, most = 0, 0

    async def slow(self: HandPage) -> bytes:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        for _ in range(5):
            await turn()
        reading -= 1
        return b"data: x\n\n"

    streams = [await house.open(f"page{n}", ONE) for n in range(events.READ_AT_ONCE * 3)]
    monkeypatch.setattr(HandPage, "event", slow)
    await house.look(ONE)
    assert {await heard(stream) for stream in streams} == {"data: x"}
    assert most == events.READ_AT_ONCE


async def test_a_poke_brings_the_next_look_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY", 3600.0)
    monkeypatch.setattr(events, "LOOK_AFTER", 0.0)
    looked = asyncio.Event()

    class Watched(HandWatch):
        async def look(self) -> frozenset[Topic]:
            looked.set()
            return await super().look()

    streams = EventStreams(Watched(found=frozenset({ONE})))
    app = web.Application()
    page = HandPage(frozenset({ONE}))

    async def stream(request: web.Request) -> web.StreamResponse:
        return await streams.run(request, page)

    app.add_routes([web.get("/", stream)])
    async with TestClient(TestServer(app)) as client:
        opened = await client.get("/")
        assert await heard(opened) == "data: 1"
        assert not looked.is_set()
        streams.poke()
        assert await heard(opened) == "data: 2"
        await streams.stop()


async def test_of_one_link_the_oldest_streams_make_room(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_OF_ONE", 2)
    house.whose = "a link"
    streams = [await house.open(f"page{number}", ONE) for number in range(3)]
    assert await heard(streams[0]) == ""
    await house.look(ONE)
    assert [await heard(stream) for stream in streams[1:]] == ["data: 2"] * 2
    assert house.streams.open == 2


async def test_when_there_are_too_many_in_all_a_page_is_sent_away_to_ask(house: House) -> None:
    house.streams.most = 2
    for number in range(2):
        await house.open(f"page{number}", ONE)
    house.pages["one more"] = HandPage(frozenset())
    assert (await house.client.get("/one more")).status == 503


async def test_a_page_that_does_not_read_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck(response: web.StreamResponse, data: bytes) -> None:
        await never()

    stream = await house.open("page", ONE)
    monkeypatch.setattr(events, "READ_WITHIN", 0.01)
    monkeypatch.setattr(web.StreamResponse, "write", stuck)
    await house.look(ONE)
    with pytest.raises(aiohttp.ClientError):
        await stream.content.read()
    await turn()
    assert house.streams.open == 0


def test_a_thousand_pages_may_be_open() -> None:
    assert events.MOST >= 1000
