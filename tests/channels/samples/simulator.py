"""The chat page's wire samples. Nothing on it is proven, which is what it is for: it has no webhook."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from channels.contract import Callback, Fetched
from channels.simulator import SimulatorChannel, SimulatorPage
from domain.messages import Incoming, MessageKind, Outgoing, Problem, Sent
from tests.channels.harness import (
    Asked,
    Calling,
    ChannelCase,
    Failure,
    Fetch,
    Probe,
    Receiving,
    Sample,
    Send,
)

NOW = datetime(2026, 11, 9, tzinfo=UTC)
SENT = datetime(2020, 11, 9, 9, 28, tzinfo=timezone(timedelta(hours=8)))
POSTED = {
    "id": "b1",
    "account": "zhangsan",
    "kind": "photo",
    "text": "现场",
    "media": "upload-1",
    "file_name": "现场.jpg",
    "sent_at": "2020-11-09T09:28:00+08:00",
}


class Page:
    """A page that shows and gives what it is told to: an exception, the bytes of a file, or None."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self.asked: list[Asked] = []
        self.page = SimulatorPage(deliver=self.deliver, read=self.read)
        self.channel = SimulatorChannel(self.page)
        self._answers = list(answers)

    async def deliver(self, account: str, text: str) -> None:
        self.asked.append(Asked(line=f"deliver {account}", body=text))
        self._answer()

    async def read(self, media: str, into: Path) -> Fetched:
        self.asked.append(Asked(line=f"read {media}"))
        data: bytes = self._answer()
        (into / media).write_bytes(data)
        return Fetched(path=into / media, file_name="现场.jpg", size=len(data))

    def _answer(self) -> Any:
        told = self._answers.pop(0) if self._answers else None
        if isinstance(told, Exception):
            raise told
        return told


@asynccontextmanager
async def page(answers: Sequence[Any]) -> AsyncIterator[Page]:
    yield Page(answers)


def posted(body: bytes) -> Callback:
    return Callback(query={}, headers={}, body=body, at=NOW)


def seal(wire: str, at: datetime) -> Callback:
    return posted(wire.encode())


def got(external_id: str, kind: MessageKind, **fields: Any) -> tuple[Incoming, ...]:
    message = Incoming(
        channel="simulator", external_id=external_id, sender="zhangsan", kind=kind, sent_at=SENT, **fields
    )
    return (message,)


def _samples() -> Iterator[tuple[str, Sample]]:
    whole = got("b1", MessageKind.PHOTO, text="现场", media="upload-1", file_name="现场.jpg")
    yield "everything", Sample(wire=json.dumps(POSTED), means=whole)
    for kind in MessageKind:
        least = {
            "id": kind.value,
            "account": " zhangsan ",
            "sent_at": POSTED["sent_at"],
            "kind": kind.value,
            "text": None,
        }
        yield f"only who, what and when: {kind}", Sample(wire=json.dumps(least), means=got(kind.value, kind))
    longest = {**POSTED, "id": "x" * 128, "media": "", "file_name": "", "text": ""}
    yield "longest id", Sample(wire=json.dumps(longest), means=got("x" * 128, MessageKind.PHOTO))


WRONG_FIELDS: tuple[dict[str, Any], ...] = (
    {"id": ""},
    {"id": None},
    {"id": "x" * 129},
    {"account": "  "},
    {"account": 5},
    {"kind": "hologram"},
    {"kind": ""},
    {"sent_at": "2020-11-09T09:28:00"},
    {"sent_at": "9999-12-31T23:59:59-14:00"},
    {"sent_at": "noon"},
    {"sent_at": 1604888880},
    {"text": ["a"]},
    {"text": "half \ud83d"},
    {"text": "nul \0"},
    {"media": {"id": 1}},
)
NO_OBJECTS = (b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000)


def _malformed() -> Iterator[tuple[str, Callback]]:
    for changes in WRONG_FIELDS:
        yield ascii(changes)[:40], posted(json.dumps({**POSTED, **changes}).encode())
    for body in NO_OBJECTS:
        yield f"body {body[:8]!r}", posted(body)


def failing(code: Problem, wait: tuple[float, float] | None = None) -> Failure:
    return Failure(code=code, permanent=code is Problem.MEDIA_GONE, wait=wait)


def _sends() -> Iterator[tuple[str, Send]]:
    outgoing = Outgoing(channel="simulator", receivers=("zhangsan", "lisi"), text="请补充说明")
    asked = [Asked(line=f"deliver {account}", body="请补充说明") for account in outgoing.receivers]
    yield "text to two", Send(outgoing=outgoing, asked=asked, ends=Sent())
    busy = failing(Problem.BUSY)
    yield "a page that cannot show it", Send(outgoing=outgoing, answers=[OSError()], asked=asked[:1], ends=busy)


def _fetches() -> Iterator[tuple[str, Fetch]]:
    asked = [Asked(line="read upload-1")]
    yield "photo", Fetch(media="upload-1", answers=[b"photo"], asked=asked, ends=(b"photo", "现场.jpg"))
    gone, busy = failing(Problem.MEDIA_GONE), failing(Problem.BUSY)
    yield "no file", Fetch(media="upload-1", answers=[FileNotFoundError()], asked=asked, ends=gone)
    yield "no such upload", Fetch(media="upload-1", answers=[KeyError("upload-1")], asked=asked, ends=gone)
    yield "full disk", Fetch(media="upload-1", answers=[OSError("disk full")], asked=asked, ends=busy)


CASE = ChannelCase(
    kind="simulator",
    receiving=Receiving(
        now=NOW,
        channel=Page([]).channel,
        seal=seal,
        samples=dict(_samples()),
        unheard=json.dumps({**POSTED, "kind": "hologram"}),
        malformed=dict(_malformed()),
        proof=None,
    ),
    calling=Calling(
        platform=page,
        unreachable=None,
        sends=dict(_sends()),
        fetches=dict(_fetches()),
        probes={"nothing to prove": Probe()},
    ),
)
