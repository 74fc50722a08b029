"""What a kind of channel tells of its wire, so that one harness can run it: samples, proofs, calls and their answers.

The tests are ``test_every_channel`` and ``test_every_channels_calls``; the descriptions are in ``samples``.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.contract import EMPTY, Callback, CallbackAnswer, Channel
from domain.messages import CallbackError, Incoming, Malformed, MessageKind, Outgoing, Problem, SendError, Sent

#: Nobody listens there.
NOWHERE = "http://127.0.0.1:9"
#: Stands for the platform's own address in what it answers.
PLATFORM = "http://platform.invalid"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the platform posts, before it is sealed, the messages that it means, and what it then wants to hear."""

    wire: str
    means: tuple[Incoming, ...]
    answer: CallbackAnswer = EMPTY
    #: What is to be pulled with.
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How a callback shows that it is the platform's and fresh."""

    #: Query parameters or headers, each of which is needed; ``signature`` is one of them.
    parameters: tuple[str, ...]
    signature: str
    #: A callback that says it was made further than this from its arrival, either way, is refused.
    window: timedelta
    #: The body as it is at the limit and beyond it: a sound delivery of so many bytes.
    sized: Callable[[int], Callback]
    max_body: int
    #: Of one callback it is worth nothing beside the body of another.
    covers_body: bool = True


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A callback, and of the message it becomes: who hears of it, as what it is handled, what of it is kept."""

    callback: Callback
    sender: str
    kind: MessageKind
    #: Some text of the message as it came.
    keeps: str = ""


@dataclass(frozen=True, kw_only=True)
class Receiving:
    """Callbacks. ``now`` is when they arrive; ``seal(wire, at)`` is the platform's POST of ``wire`` made at ``at``."""

    now: datetime
    channel: Channel
    seal: Callable[[str, datetime], Callback]
    samples: Mapping[str, Sample]
    #: A message of a kind that nobody has heard of.
    unheard: str
    #: Callbacks that prove themselves and whose envelope cannot be opened all the same.
    malformed: Mapping[str, Callback]
    #: None: there is nothing to forge.
    proof: Proof | None
    forged: Mapping[str, Callback] = field(default_factory=dict)
    #: Good envelopes around what cannot be read, or not all of it, and as what each is kept.
    unread: Mapping[str, Unread] = field(default_factory=dict)
    #: What a body becomes that was cut short: where a signature covers its bytes, forged.
    cut_short: type[CallbackError] = Malformed
    #: The console's check of our address and what it wants to hear; None: it makes none.
    echo: tuple[Callback, str] | None = None
    wrong_echoes: Mapping[str, tuple[Callback, type[CallbackError]]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing asked of a platform: ``POST /path?query``, and the body as JSON if there is one."""

    line: str
    body: Any = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a platform over HTTP answers: JSON, or any other body."""

    json: Any = None
    body: bytes | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The ``SendError`` a call must end in; ``wait``: the shortest and longest ``retry_after`` in seconds."""

    code: Problem
    permanent: bool = False
    wait: tuple[float, float] | None = None
    #: What the error's detail must say, for whoever reads the log.
    says: str = ""

    def check(self, error: SendError) -> None:
        assert (error.code, error.permanent) == (self.code, self.permanent)
        assert (error.retry_after is None) == (self.wait is None), error.retry_after
        if self.wait is not None and error.retry_after is not None:
            assert self.wait[0] <= error.retry_after <= self.wait[1]
        assert self.says in error.detail


@dataclass(frozen=True, kw_only=True)
class Send:
    """A message, what the platform answers, what it must have been asked, and how it ends."""

    outgoing: Outgoing
    answers: Sequence[Any] = ()
    asked: Sequence[Asked]
    ends: Sent | Failure


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """A file to be brought: its bytes and name, or how that fails."""

    media: str
    answers: Sequence[Any]
    asked: Sequence[Asked]
    ends: tuple[bytes, str] | Failure


@dataclass(frozen=True, kw_only=True)
class Probe:
    answers: Sequence[Any] = ()
    asked: Sequence[Asked] = ()
    ends: Failure | None = None


class Platform(Protocol):
    """A platform that answers as it was told to, in order, and remembers what it was asked."""

    @property
    def channel(self) -> Channel: ...

    @property
    def asked(self) -> list[Asked]: ...


@dataclass(frozen=True, kw_only=True)
class Calling:
    """Calls to the platform: sends, downloads, probes."""

    platform: Callable[[Sequence[Any]], AbstractAsyncContextManager[Platform]]
    #: The channel with its platform out of reach; None: it calls nobody.
    unreachable: Callable[[], Channel] | None
    #: What that channel is asked to fetch.
    unreachable_media: str = "m1"
    sends: Mapping[str, Send]
    fetches: Mapping[str, Fetch]
    probes: Mapping[str, Probe]
    #: What must be in no error, no log line and no ``repr``, and the settings that hold it.
    secrets: Sequence[str] = ()
    settings: Any = None
    #: Answers of which the last is a refusal that repeats this text.
    repeating: Callable[[str], Sequence[Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class ChannelCase:
    kind: str
    receiving: Receiving
    calling: Calling


class HttpPlatform:
    """A server that gives ``answers`` in order, whatever it is asked; asked once more it answers 500."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.asked: list[Asked] = []
        self.answers = list(answers)
        self.url = ""
        self.channel: Channel

    async def answer(self, request: web.Request) -> web.Response:
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        body = await request.text()
        line = f"{request.method} {request.path}{f'?{query}' if query else ''}"
        self.asked.append(Asked(line=line, body=json.loads(body) if body else None))
        told = self.answers.pop(0) if self.answers else Answer(status=500)
        if told.body is None:
            written = json.dumps(told.json).replace(PLATFORM, self.url)
            return web.json_response(text=written, status=told.status, headers=told.headers)
        return web.Response(body=told.body, status=told.status, headers=told.headers)


def over_http(
    channel_at: Callable[[str], Channel],
) -> Callable[[Sequence[Answer]], AbstractAsyncContextManager[HttpPlatform]]:
    """The platform of a channel that is given an address to call."""

    @asynccontextmanager
    async def opened(answers: Sequence[Answer]) -> AsyncIterator[HttpPlatform]:
        platform = HttpPlatform(answers)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", platform.answer)
        server = TestServer(app)
        # Its log is the platform's, not ours, and full of what must not be in ours.
        await server.start_server(access_log=None)
        platform.url = str(server.make_url("")).rstrip("/")
        platform.channel = channel_at(platform.url)
        try:
            yield platform
        finally:
            await platform.channel.close()
            await server.close()

    return opened
