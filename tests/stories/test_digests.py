"""The digest at ten past ten: words, picture and Word where the channel brings them; no list is said in full twice."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document
from PIL import Image
from sqlalchemy import update

from domain.abilities import Abilities, AttachmentKind
from formats.digest import cjk_font
from handlers.schedule import keeping
from storage.tables import outbox
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, ONE, THREE, TWO, november

SAME = "和 10:00 发的名单一样，没有变化。"


class Bringing:
    """A channel that brings files up to so many bytes; 0: none at all."""

    def __init__(self, channel: object, most: int) -> None:
        self._channel, self._most = channel, most

    @property
    def abilities(self) -> Abilities:
        able: Abilities = self._channel.abilities  # type: ignore[attr-defined]
        sends = frozenset(AttachmentKind) if self._most else frozenset()
        return replace(able, sends=sends, max_picture_bytes=self._most, max_file_bytes=self._most)

    def __getattr__(self, name: str) -> object:
        return getattr(self._channel, name)


def bringing(on: Stage, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    channels = {name: Bringing(channel, most) for name, channel in on.ctx.channels.items()}
    monkeypatch.setattr(on, "ctx", replace(on.ctx, channels=channels))  # type: ignore[arg-type]


async def digest_of(on: Stage, clock: FrozenClock, account: str = "dana") -> str:
    clock.set(november(9, "10:10:00"))
    await on.work()
    return next(text for text in on.heard(account) if "简报（截至" in text)


async def listed(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "09:55:00"))
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    clock.set(november(9, "10:00:01"))
    await on.work()
    assert TWO in on.last("dana")


async def test_the_same_list_is_not_said_again(on: Stage, clock: FrozenClock) -> None:
    await listed(on, clock)
    digest = await digest_of(on, clock)
    assert f"缺报（4 个）：{SAME}" in digest and TWO not in digest and "缺报 4" in digest
    # Whoever asks is told in full.
    assert TWO in await on.ask("dana", "简报")


async def test_what_has_changed_is_said_in_full(on: Stage, clock: FrozenClock) -> None:
    await listed(on, clock)
    clock.set(november(9, "10:05:00"))
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    digest = await digest_of(on, clock)
    assert SAME not in digest and "缺报（3 个）：" in digest and THREE in digest and "迟报（1 个）" in digest
    # In the district nothing has changed.
    assert SAME in await digest_of(on, clock, "dave")


async def test_an_exemption_in_between_is_a_change(on: Stage, clock: FrozenClock) -> None:
    await listed(on, clock)
    await on.ask("dana", f"免报 {TWO} 11月9日")
    digest = await digest_of(on, clock)
    assert SAME not in digest and "缺报（3 个）：" in digest


async def test_whoever_had_no_list_is_told_in_full(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "10:00:01"))
    await on.work()
    async with on.ctx.database.write() as connection:
        await connection.execute(update(outbox).where(outbox.c.key.startswith("missing:")).values(text=""))
    digest = await digest_of(on, clock)
    assert SAME not in digest and ONE in digest


async def test_picture_and_word_reach_supervisors_on_wecom(on: Stage, clock: FrozenClock) -> None:
    await listed(on, clock)
    await digest_of(on, clock)
    drawn = ["简报-11月9日.png"] if _draws() else []
    for account in ("dana", "dave"):
        brought = [on.wecom.shelf.uploaded[id_] for id_ in on.wecom.mailboxes.files_of(account)]
        assert [one.name for one in brought] == [*drawn, "简报-11月9日.docx"]
        assert any(TWO in paragraph.text for paragraph in Document(io.BytesIO(brought[-1].data)).paragraphs) == (
            account == "dana"
        )
    assert on.wecom.mailboxes.files_of("alice") == []
    assert {row["state"] for row in await on.rows("outbox") if row["attachment_key"]} == {"sent"}


def _draws() -> bool:
    try:
        cjk_font.find_font()
    except cjk_font.NoChineseFont:
        return False
    return True


async def test_picture_and_word_follow_where_the_channel_brings_them(on: Stage, clock: FrozenClock) -> None:
    await listed(on, clock)
    await _told(on, clock)
    rows = [row for row in await on.rows("outbox") if row["attachment_key"] and row["account"] == "dana"]
    kinds = {row["attachment_kind"]: row for row in rows}
    try:
        cjk_font.find_font()
        with Image.open(io.BytesIO(await on.ctx.objects.get(kinds[AttachmentKind.PICTURE]["attachment_key"]))) as drawn:
            assert drawn.width == 1080
    except cjk_font.NoChineseFont:
        assert AttachmentKind.PICTURE not in kinds
    word = kinds[AttachmentKind.FILE]
    assert word["attachment_name"] == "简报-11月9日.docx"
    assert word["attachment_key"].startswith("nanchang-2020/digests/")
    paper = Document(io.BytesIO(await on.ctx.objects.get(word["attachment_key"])))
    # The paper names who is missing, whatever the words leave out.
    assert any(TWO in paragraph.text for paragraph in paper.paragraphs)


async def test_what_is_too_large_becomes_a_link(on: Stage, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    await listed(on, clock)
    bringing(on, monkeypatch, 10)
    await _told(on, clock)
    rows = [row for row in await on.rows("outbox") if row["key"].startswith("digest:") and row["account"] == "dana"]
    assert not any(row["attachment_key"] for row in rows)
    assert "/w/nanchang-2020/2020-11-09" in on.ctx.seal.opened(rows[0]["text"])


async def test_where_the_channel_brings_none_nothing_is_made(
    on: Stage, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bringing(on, monkeypatch, 0)
    await listed(on, clock)
    await digest_of(on, clock)
    assert [found.key async for found in on.ctx.objects.list("nanchang-2020/digests/")] == []


async def _told(on: Stage, clock: FrozenClock) -> None:
    """The clock speaks, and nothing is sent."""
    clock.set(november(9, "10:10:00"))
    while await keeping.keep_next(on.ctx):
        pass
