"""The simulator's channel and the registry that makes channels from settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Callback, Fetched
from channels.registry import Services, build, kinds
from channels.simulator import SimulatorChannel, SimulatorPage, SimulatorSettings
from channels.wecom import WecomChannel, WecomSettings
from domain.messages import Incoming, Malformed, MessageKind, Outgoing, Problem, SendError, Sent
from tests.support.fakes.wecom_platform import FakeWecom

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
    """A page that remembers what was shown on it."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.shown: list[tuple[str, str]] = []
        self.failure = failure

    async def deliver(self, account: str, text: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.shown.append((account, text))

    async def read(self, media: str, into: Path) -> Fetched:
        if self.failure is not None:
            raise self.failure
        path = into / media
        path.write_bytes(b"photo")
        return Fetched(path=path, file_name="现场.jpg", size=5)


def simulator(page: Page) -> SimulatorChannel:
    return SimulatorChannel(SimulatorPage(deliver=page.deliver, read=page.read))


def posted(body: bytes) -> Callback:
    return Callback(query={}, headers={}, body=body, at=datetime(2026, 11, 9, tzinfo=UTC))


def as_json(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields).encode()


def test_what_the_page_posts_is_understood() -> None:
    assert simulator(Page()).receive(posted(as_json(POSTED))) == (
        Incoming(
            channel="simulator",
            external_id="b1",
            sender="zhangsan",
            kind=MessageKind.PHOTO,
            sent_at=datetime(2020, 11, 9, 9, 28, tzinfo=timezone(timedelta(hours=8))),
            text="现场",
            media="upload-1",
            file_name="现场.jpg",
        ),
    )


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_needs_only_who_what_and_when(kind: MessageKind) -> None:
    least = {name: POSTED[name] for name in ("id", "account", "sent_at")}
    (message,) = simulator(Page()).receive(posted(as_json({**least, "kind": kind.value, "text": None})))
    assert (message.kind, message.text, message.media, message.file_name) == (kind, "", "", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": None},
        {"id": "x" * 129},
        {"account": "  "},
        {"account": 5},
        {"kind": "hologram"},
        {"kind": ""},
        {"sent_at": "2020-11-09T09:28:00"},
        {"sent_at": "noon"},
        {"sent_at": 1604888880},
        {"text": ["a"]},
        {"text": "half \ud83d"},
        {"text": "nul \0"},
        {"media": {"id": 1}},
    ],
    ids=str,
)
def test_a_wrong_field_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        simulator(Page()).receive(posted(as_json({**POSTED, **changes})))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000], ids=len)
def test_what_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        simulator(Page()).receive(posted(body))


def test_there_is_no_address_check() -> None:
    with pytest.raises(Malformed):
        simulator(Page()).verify(posted(b""))


async def test_a_text_is_shown_to_every_receiver() -> None:
    page = Page()
    outgoing = Outgoing(channel="simulator", receivers=("zhangsan", "lisi"), text="请补充说明")
    assert await simulator(page).send(outgoing) == Sent()
    assert page.shown == [("zhangsan", "请补充说明"), ("lisi", "请补充说明")]


async def test_a_file_is_copied_from_the_page(tmp_path: Path) -> None:
    fetched = await simulator(Page()).fetch("upload-1", tmp_path)
    assert fetched == Fetched(path=tmp_path / "upload-1", file_name="现场.jpg", size=5)


@pytest.mark.parametrize(
    ("failure", "problem", "permanent"),
    [
        (FileNotFoundError(), Problem.MEDIA_GONE, True),
        (KeyError("upload-1"), Problem.MEDIA_GONE, True),
        (OSError("disk full"), Problem.BUSY, False),
    ],
    ids=["no file", "no such upload", "disk"],
)
async def test_a_page_that_fails_is_a_send_error(
    tmp_path: Path, failure: Exception, problem: Problem, permanent: bool
) -> None:
    with pytest.raises(SendError) as caught:
        await simulator(Page(failure)).fetch("upload-1", tmp_path)
    assert (caught.value.code, caught.value.permanent) == (problem, permanent)


async def test_a_page_that_cannot_show_is_tried_again() -> None:
    with pytest.raises(SendError) as caught:
        await simulator(Page(OSError())).send(Outgoing(channel="simulator", receivers=("a",), text="好"))
    assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)


async def test_the_registry_makes_every_channel_from_its_settings() -> None:
    page = Page()
    settings = {
        "simulator": SimulatorSettings(enabled=True),
        "wecom": WecomSettings(**{**FakeWecom().credentials, "api_base_url": "http://127.0.0.1:9"}),
    }
    channels = build(settings, Services(page=SimulatorPage(deliver=page.deliver, read=page.read)))
    assert set(channels) == set(kinds())
    assert {kind: channel.name for kind, channel in channels.items()} == {kind: kind for kind in kinds()}
    assert isinstance(channels["wecom"], WecomChannel)
    for channel in channels.values():
        await channel.close()


def test_only_what_is_configured_is_made() -> None:
    assert build({}, Services()) == {}


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(ValueError, match="telex"):
        build({"telex": None}, Services())
    with pytest.raises(ValueError, match="dingtalk"):
        build({"dingtalk": None}, Services())
