"""Pictures, files and cards of the WeCom app, through a platform that obeys its limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.buttons import pressed
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from channels.wecom.uploading import MOST_FILE_BYTES, MOST_PICTURE_BYTES
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Choice, Outgoing, Problem, SendError
from tests.support.fakes.wecom_platform import FakeWecom

PICTURE, FILE = AttachmentKind.PICTURE, AttachmentKind.FILE
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 10


class Clock:
    def __init__(self) -> None:
        self.now = 1_604_888_880.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def wecom(clock: Clock) -> AsyncIterator[FakeWecom]:
    async with FakeWecom(clock=clock) as platform:
        yield platform


@pytest.fixture
async def channel(wecom: FakeWecom, clock: Clock) -> AsyncIterator[WecomChannel]:
    channel = WecomChannel(WecomSettings(**wecom.credentials), clock=clock)
    yield channel
    await channel.close()


def bringing(
    folder: Path, data: bytes, kind: AttachmentKind = FILE, name: str = "简报.docx", to: str = "z"
) -> Outgoing:
    path = folder / "attachment"
    path.write_bytes(data)
    attachment = Attachment(kind=kind, name=name, path=path)
    return Outgoing(channel="wecom", receivers=tuple(to.split()), text="", key="k", attachment=attachment)


async def refused(channel: WecomChannel, outgoing: Outgoing) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(outgoing)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "name", "data"), [(PICTURE, "简报.png", PNG), (FILE, "简报 11月9日.docx", b"PK-word")]
)
async def test_it_goes_up_once_under_its_name_and_to_everybody(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, kind: AttachmentKind, name: str, data: bytes
) -> None:
    sent = await channel.send(bringing(tmp_path, data, kind, name, to="zhangsan lisi"))
    assert sent.message_id and not sent.rejected
    ((media_id, there),) = wecom.shelf.uploaded.items()
    assert (there.name, there.data) == (name, data)
    assert wecom.mailboxes.files_of("zhangsan") == wecom.mailboxes.files_of("lisi") == [media_id]


@pytest.mark.parametrize("name", ['a"; x="b.docx', "甲\r\nSet-Cookie: a.docx", "a\\b.docx"])
async def test_a_name_ends_no_header(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, name: str) -> None:
    await channel.send(bringing(tmp_path, b"PK-word", name=name))
    (there,) = wecom.shelf.uploaded.values()
    assert len(there.name) == len(name) and there.data == b"PK-word"


async def test_what_was_sent_and_not_answered_is_not_shown_twice(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    wecom.fail_next("message/send", lose_answer=True)
    outgoing = bringing(tmp_path, b"PK-word")
    assert not (await refused(channel, outgoing)).permanent
    await channel.send(outgoing)
    assert len(wecom.mailboxes.files_of("z")) == 1 and len(wecom.shelf.uploaded) == 1
    assert len(wecom.mailboxes.swallowed) == 1


async def test_after_a_day_and_when_the_platform_has_lost_it_it_goes_up_again(
    wecom: FakeWecom, channel: WecomChannel, clock: Clock, tmp_path: Path
) -> None:
    outgoing = bringing(tmp_path, b"PK-word")
    await channel.send(outgoing)
    clock.now += 90_000
    await channel.send(outgoing)
    assert len(wecom.shelf.uploaded) == 2
    wecom.shelf.uploaded.clear()
    clock.now += 3_600
    error = await refused(channel, outgoing)
    assert (error.code, error.permanent) == (Problem.BUSY, False)
    await channel.send(outgoing)
    assert len(wecom.shelf.uploaded) == 1 and len(wecom.mailboxes.files_of("z")) == 3


async def test_a_stale_token_is_renewed_and_it_goes_up_whole(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    await channel.probe()
    wecom.expire_tokens()
    await channel.send(bringing(tmp_path, b"PK-word"))
    assert [one.data for one in wecom.shelf.uploaded.values()] == [b"PK-word"]
    assert wecom.calls["gettoken"] == 2


@pytest.mark.parametrize(
    ("kind", "size"), [(FILE, 5), (FILE, MOST_FILE_BYTES + 1), (PICTURE, 5), (PICTURE, MOST_PICTURE_BYTES + 1)]
)
async def test_what_the_platform_would_not_take_is_not_brought(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, kind: AttachmentKind, size: int
) -> None:
    error = await refused(channel, bringing(tmp_path, bytes(size), kind))
    assert (error.code, error.permanent) == (Problem.REFUSED, True)
    assert not wecom.calls["media/upload"]


async def test_at_its_limits_it_is_taken(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path) -> None:
    await channel.send(bringing(tmp_path, b"123456"))
    await channel.send(bringing(tmp_path, bytes(MOST_FILE_BYTES)))
    picture = PNG + bytes(MOST_PICTURE_BYTES - len(PNG))
    await channel.send(bringing(tmp_path, picture, PICTURE, "简报.png"))
    assert len(wecom.mailboxes.files_of("z")) == 3


@pytest.mark.parametrize(
    ("errcode", "code"), [(-1, Problem.BUSY), (45009, Problem.THROTTLED), (40009, Problem.REFUSED)]
)
async def test_what_goes_wrong_on_the_way_up_is_told(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, errcode: int, code: Problem
) -> None:
    wecom.fail_next("media/upload", errcode)
    assert (await refused(channel, bringing(tmp_path, b"PK-word"))).code is code
    assert wecom.delivered == []


async def test_an_answer_without_an_id_is_no_success(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path) -> None:
    wecom.fail_next("media/upload", body='{"errcode": 0, "errmsg": "ok"}')
    assert not (await refused(channel, bringing(tmp_path, b"PK-word"))).permanent


async def test_a_file_that_cannot_be_read_waits(channel: WecomChannel, tmp_path: Path) -> None:
    outgoing = bringing(tmp_path, b"PK-word")
    (tmp_path / "attachment").unlink()
    assert (await refused(channel, outgoing)).code is Problem.BUSY


# --- Cards ---


def asking(*says: str, key: str = "k") -> Outgoing:
    choices = tuple(Choice(label=one, says=one) for one in says)
    text = "可以提醒 3 个单位。\n发“确认”就发出提醒，发“取消”就不发。"
    return Outgoing(channel="wecom", receivers=("zhangsan",), text=text, key=key, choices=choices)


async def test_choices_follow_their_words_as_buttons(wecom: FakeWecom, channel: WecomChannel) -> None:
    await channel.send(asking("确认", "取消"))
    assert wecom.inbox_of("zhangsan") == [asking().text]
    (card,) = wecom.mailboxes.cards_of("zhangsan")
    assert card["card_type"] == "button_interaction"
    assert card["main_title"] == {"title": "可以提醒 3 个单位。"}
    assert [(one["text"], pressed(one["key"])[0]) for one in card["button_list"]] == [
        ("确认", "确认"),
        ("取消", "取消"),
    ]


async def test_the_same_question_again_is_swallowed_whole_and_another_is_not(
    wecom: FakeWecom, channel: WecomChannel
) -> None:
    await channel.send(asking("确认", "取消"))
    await channel.send(asking("确认", "取消"))
    assert len(wecom.mailboxes.cards_of("zhangsan")) == 1
    other = asking("确认", "取消", key="other")
    await channel.send(other)
    first, second = wecom.mailboxes.cards_of("zhangsan")
    assert first["task_id"] != second["task_id"]


async def test_a_card_that_is_not_taken_takes_nothing_from_its_words(wecom: FakeWecom, channel: WecomChannel) -> None:
    sent = await channel.send(asking("1" * 1100))
    assert sent.message_id
    assert wecom.inbox_of("zhangsan") == [asking().text] and wecom.mailboxes.cards_of("zhangsan") == []
