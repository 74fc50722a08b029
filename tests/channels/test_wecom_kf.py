"""微信客服: what items of a page mean, and what is said to a platform that keeps its window and its sessions."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Callback
from channels.pulling import CameBack, puller_of
from channels.wecom_kf.channel import LONGEST_CHOICE, LONGEST_HEAD, WINDOW, WecomKfChannel
from channels.wecom_kf.message import WELCOMED_FOR, came_back, understand
from channels.wecom_kf.settings import WecomKfSettings
from domain.abilities import AttachmentKind
from domain.messages import (
    Attachment,
    Choice,
    Forged,
    Incoming,
    MessageKind,
    Outgoing,
    Problem,
    SendError,
    Unreachable,
    storable,
)
from tests.support.fakes import wecom_kf_platform as limits
from tests.support.fakes.wecom_kf_platform import FakeKf

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "foreign/wecom_kf.json").read_text(encoding="utf-8"))
NOW = datetime.fromtimestamp(int(VECTORS["timestamp"]), UTC)


def item(kind: str, content: object, *, origin: int = 3, **more: object) -> dict[str, Any]:
    told = {"msgid": "m1", "open_kfid": "wk", "external_userid": "wm1", "send_time": int(NOW.timestamp()) - 2}
    return {**told, "origin": origin, "msgtype": kind, kind: content, **more}


def event(**told: object) -> dict[str, Any]:
    whole = item("event", {"external_userid": "wm1", "open_kfid": "wk", **told}, origin=4)
    return {name: value for name, value in whole.items() if name not in ("open_kfid", "external_userid")}


def read(told: object) -> Incoming:
    return understand(told, "kf", NOW)


# What comes


@pytest.mark.parametrize(
    ("kind", "content", "means"),
    [
        ("text", {"content": "状态", "menu_id": ""}, (MessageKind.TEXT, "状态", "", "")),
        ("text", {"content": "确认", "menu_id": "2"}, (MessageKind.BUTTON, "2", "", "")),
        ("text", {"content": "[文件] 总结.docx"}, (MessageKind.FILE, "", "", "总结.docx")),
        ("image", {"media_id": "m"}, (MessageKind.PHOTO, "", "m", "")),
        ("voice", {"media_id": "m"}, (MessageKind.VOICE, "", "m", "")),
        ("video", {"media_id": "m"}, (MessageKind.VIDEO, "", "m", "")),
        ("file", {"media_id": "m"}, (MessageKind.FILE, "", "m", "")),
        ("location", {"name": "学校", "address": "路 1 号"}, (MessageKind.LOCATION, "路 1 号", "", "")),
        ("link", {"title": "报道", "url": "https://x"}, (MessageKind.LINK, "报道\nhttps://x", "", "")),
    ],
)
def test_what_people_send_is_understood(kind: str, content: object, means: tuple[object, ...]) -> None:
    got = read(item(kind, content))
    assert (got.kind, got.text, got.media, got.file_name) == means
    assert (got.sender, got.external_id, got.raw) == ("wm1", "m1", "")
    assert got.sent_at == NOW - timedelta(seconds=2)


@pytest.mark.parametrize("kind", ["business_card", "miniprogram", "hologram"])
def test_what_cannot_be_read_is_kept_and_its_sender_hears_of_it(kind: str) -> None:
    got = read(item(kind, {"x": "好"}))
    assert (got.kind, got.sender) == (MessageKind.UNREAD, "wm1")
    assert "好" in got.raw


@pytest.mark.parametrize(
    "told",
    [
        item("text", {"content": "我来答"}, origin=5, servicer_userid="lisi"),
        event(event_type="session_status_change", change_type=1),
        event(event_type="user_recall_msg", recall_msgid="m0"),
        item("text", {"content": "x"}, external_userid=""),
        7,
        None,
        {},
    ],
)
def test_what_is_nobodys_report_is_kept_and_nobody_hears_of_it(told: object) -> None:
    assert read(told).kind is MessageKind.OTHER
    assert read(told).raw


def test_who_comes_by_a_personal_link_has_its_code_and_can_be_welcomed() -> None:
    got = read(event(event_type="enter_session", scene_param="ABCD2345", welcome_code="WELCOME"))
    assert (got.kind, got.text, got.sender) == (MessageKind.ENTER, "ABCD2345", "wm1")
    assert got.reply_until == NOW + WELCOMED_FOR
    assert "WELCOME" not in repr(got)
    assert read(event(event_type="enter_session", scene_param="a%3D1")).text == "a=1"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (4, Unreachable.WINDOW),
        (5, Unreachable.WINDOW),
        (6, Unreachable.WINDOW),
        (10, Unreachable.BLOCKED),
        (0, Unreachable.REFUSED),
        # The account itself is gone: that is nobody's who was written to.
        (1, None),
        (2, None),
        ("6", Unreachable.REFUSED),
    ],
)
def test_a_failure_that_comes_later_says_why(kind: object, reason: Unreachable) -> None:
    told = event(event_type="msg_send_fail", fail_msgid="out-1", fail_type=kind)
    assert came_back(told) == CameBack(account="wm1", message_id="out-1", reason=reason, detail=f"fail_type {kind}")
    assert came_back(event(event_type="enter_session")) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*item("text", {}), "event", "content"]), inner)
        ),
    )
)
def test_anything_becomes_a_message_that_can_be_stored(told: object) -> None:
    got = read(told)
    assert storable(got.raw + got.text + got.media + got.external_id + got.sender)
    assert 0 < len(got.external_id) <= 200
    came_back(told)


# Vectors


def test_their_callback_says_what_to_pull_with() -> None:
    keys = {name: VECTORS[name] for name in ("corp_id", "token", "encoding_aes_key")}
    theirs = VECTORS["callback"]
    query = {"timestamp": VECTORS["timestamp"], "nonce": VECTORS["nonce"], "msg_signature": theirs["msg_signature"]}
    callback = Callback(query=query, headers={}, body=theirs["body"].encode(), at=NOW)
    channel = WecomKfChannel(WecomKfSettings(secret="s", open_kfid="wkFAKEkf0001", **keys))
    assert channel.receive(callback).hint == "ENCfakeSyncToken"
    other = WecomKfChannel(WecomKfSettings(secret="s", open_kfid="wkanother", **keys))
    with pytest.raises(Forged):
        other.receive(callback)


def test_their_pages_are_understood() -> None:
    items = [told for page in VECTORS["sync_msg_pages"] for told in page["answer"]["msg_list"]]
    assert [(got.kind, got.text, got.media) for got in map(read, items)] == [
        (MessageKind.TEXT, "绑定 ABCD2345", ""),
        (MessageKind.FILE, "", "media-kf-1"),
        (MessageKind.ENTER, "a=1", ""),
        (MessageKind.OTHER, "", ""),
        (MessageKind.OTHER, "", ""),
    ]
    assert [back for told in items if (back := came_back(told))] == [
        CameBack(account="wmFAKEuser01", message_id="out-1", reason=Unreachable.WINDOW, detail="fail_type 6")
    ]


# Against a platform that keeps its rules


@pytest.fixture
async def platform() -> AsyncIterator[FakeKf]:
    async with FakeKf(page=2) as fake:
        yield fake


@pytest.fixture
async def channel(platform: FakeKf) -> AsyncIterator[WecomKfChannel]:
    made = WecomKfChannel(WecomKfSettings(**platform.credentials), name="kf")
    yield made
    await made.close()


def say(text: str, *, key: str = "k1", **more: object) -> Outgoing:
    return Outgoing(channel="kf", receivers=("wm1",), text=text, key=key, **more)  # type: ignore[arg-type]


async def test_pages_go_on_where_the_last_ended_also_after_an_empty_one(
    platform: FakeKf, channel: WecomKfChannel
) -> None:
    for number in range(5):
        await platform.say("wm1", f"{number}")
    query, body = platform.callback()
    hint = channel.receive(Callback(query=query, headers={}, body=body, at=datetime.now(UTC))).hint
    platform.empty = 2
    cursor, heard, pages = "", [], 0
    while True:
        page = await channel.pull(cursor, hint)
        heard += [message.text for message in page.messages]
        pages, cursor = pages + 1, page.cursor
        if not page.more:
            break
    assert heard == [f"{number}" for number in range(5)]
    assert pages == 5
    assert {body["token"] for body in platform.pulled} == {hint}


async def test_of_another_account_of_the_corporation_nothing_is_taken(
    platform: FakeKf, channel: WecomKfChannel
) -> None:
    await platform.say("wm1", "在")
    other = {"open_kfid": "wkanother", "external_userid": "wm1"}
    failed = event(event_type="msg_send_fail", fail_msgid="out-1", fail_type=10, **other)
    entered = event(event_type="enter_session", scene_param="ABCD2345", **other)
    platform.items[:0] = [item("text", {"content": "那边"}, open_kfid="wkanother")]
    platform.items += [{**told, "msgid": f"x{number}"} for number, told in enumerate((failed, entered))]
    heard: list[Incoming] = []
    back: list[CameBack] = []
    cursor = ""
    for _ in range(2):
        page = await channel.pull(cursor, "")
        heard, back, cursor = [*heard, *page.messages], [*back, *page.came_back], page.cursor
    assert ([message.text for message in heard], back, page.more) == (["在"], [], False)


async def test_a_welcome_that_comes_back_is_known(platform: FakeKf, channel: WecomKfChannel) -> None:
    await platform.enter("wm1")
    (entered,) = (await channel.pull("", "")).messages
    sent = await channel.send(say("您好", reply=entered.reply))
    assert (platform.asked["send_msg_on_event"], platform.asked["send_msg"]) == (1, 0)
    assert sent.message_id


async def test_a_word_that_is_good_no_more_is_left_out(platform: FakeKf, channel: WecomKfChannel) -> None:
    await platform.say("wm1", "在")
    page = await channel.pull("", "ENC-of-yesterday")
    assert [message.text for message in page.messages] == ["在"]
    assert ["token" in body for body in platform.pulled] == [True, False]


async def test_a_conversation_that_a_person_has_taken_is_taken_back_or_waits(
    platform: FakeKf, channel: WecomKfChannel
) -> None:
    await platform.say("wm1", "在")
    platform.colleague_says("wm1", "我来答")
    await channel.send(say("收到"))
    assert (platform.heard("wm1"), platform.state["wm1"]) == (["收到"], 1)
    platform.colleague_says("wm1", "还是我来")
    platform.kept_by_people.add("wm1")
    with pytest.raises(SendError) as caught:
        await channel.send(say("收到", key="k2"))
    assert (caught.value.code, caught.value.unreachable) == (Problem.RECEIVER, Unreachable.WINDOW)


async def test_a_message_made_again_is_brought_once(platform: FakeKf, channel: WecomKfChannel) -> None:
    await platform.say("wm1", "在")
    platform.swallow = 1
    with pytest.raises(SendError):
        await channel.send(say("收到"))
    await channel.send(say("收到"))
    assert platform.heard("wm1") == ["收到"]


async def test_the_sixth_message_is_taken_and_comes_back(platform: FakeKf, channel: WecomKfChannel) -> None:
    await platform.say("wm1", "在")
    sent = [await channel.send(say("收到", key=f"k{number}")) for number in range(WINDOW.messages + 1)]
    assert len(platform.heard("wm1")) == WINDOW.messages == limits.WINDOW_MESSAGES
    page = await channel.pull("", "")
    (back,) = page.came_back
    assert (back.message_id, back.reason) == (sent[-1].message_id, Unreachable.WINDOW)
    assert WINDOW.within.total_seconds() == limits.WINDOW_SECONDS


@pytest.mark.parametrize(
    ("kind", "size", "sent_as"),
    [
        (AttachmentKind.PICTURE, 9, "image"),
        (AttachmentKind.PICTURE, 3_000_000, "file"),
        (AttachmentKind.FILE, 9, "file"),
    ],
)
async def test_pictures_and_files_go_out(
    platform: FakeKf, channel: WecomKfChannel, tmp_path: Path, kind: AttachmentKind, size: int, sent_as: str
) -> None:
    await platform.say("wm1", "在")
    path = tmp_path / "attachment"
    path.write_bytes(bytes(size))
    await channel.send(say("", attachment=Attachment(kind=kind, name="简报 100%.png", path=path)))
    (brought,) = platform.brought
    assert brought.kind == sent_as
    kept_as, name, data = platform.uploads[brought.media]
    assert (kept_as, name, len(data)) == (sent_as, "简报 100%.png", size)


async def test_choices_are_a_menu(platform: FakeKf, channel: WecomKfChannel) -> None:
    await platform.say("wm1", "催报")
    await channel.send(say("要催报吗？", choices=(Choice(label="确认", says="确认"), Choice(label="不要", says="2"))))
    assert platform.brought[0].menu == ("确认", "2")


@pytest.mark.parametrize(
    ("text", "label", "menu"),
    [
        ("问" * 341, "甲" * 42 + "ab", ("1",)),
        ("问" * 342, "甲", ()),
        ("替哪个单位报的？", "甲" * 43, ()),
    ],
)
async def test_what_is_too_long_for_a_menu_goes_as_words(
    platform: FakeKf, channel: WecomKfChannel, text: str, label: str, menu: tuple[str, ...]
) -> None:
    await platform.say("wm1", "在")
    await channel.send(say(text, choices=(Choice(label=label, says="1"),)))
    assert (platform.heard("wm1"), platform.brought[0].menu) == ([text], menu)
    assert (LONGEST_HEAD, LONGEST_CHOICE) == (limits.LONGEST_HEAD, limits.LONGEST_CHOICE)


async def test_the_link_is_the_platforms(channel: WecomKfChannel) -> None:
    assert await channel.link() == f"{limits.LINK}&scene_param="
    assert puller_of(channel) is channel


# Another client


async def test_another_client_finds_in_our_fake_what_it_looks_for(platform: FakeKf) -> None:
    """wechatpy, which knows the account's calls; of ``sync_msg`` it leaves the account out, so that is put in."""
    from wechatpy.work import WeChatClient

    theirs = WeChatClient(limits.CORP_ID, limits.SECRET)
    theirs.API_BASE_URL = f"{platform.base_url}/cgi-bin/"
    # Where it fetches tokens is written into it.
    query = {"corpid": limits.CORP_ID, "corpsecret": limits.SECRET}
    async with ClientSession() as session, session.get(f"{platform.base_url}/cgi-bin/gettoken", params=query) as given:
        theirs.session.set(theirs.access_token_key, (await given.json())["access_token"], 7200)
        theirs.expires_at = time.time() + 7200
    await platform.say("wm1", "状态")
    await platform.photo("wm1", b"photo")
    platform.colleague_says("wm1", "我来答")
    await platform.enter("wm2", "ABCD2345")

    def asked() -> dict[str, Any]:
        first = theirs.post("kf/sync_msg", data={"open_kfid": limits.OPEN_KFID, "limit": 2})
        second = theirs.post("kf/sync_msg", data={"open_kfid": limits.OPEN_KFID, "cursor": first["next_cursor"]})
        taken = theirs.kf.trans_service_state(limits.OPEN_KFID, "wm1", 1)
        sent = theirs.kf_message.send_text("wm1", limits.OPEN_KFID, "收到", msgid="m-1")
        code = second["msg_list"][1]["event"]["welcome_code"]
        hello = theirs.post(
            "kf/send_msg_on_event", data={"code": code, "msgid": "m-2", "msgtype": "text", "text": {"content": "您好"}}
        )
        link = theirs.kf.add_contact_way(limits.OPEN_KFID, "invite")["url"]
        return {"first": first, "taken": taken, "sent": sent, "hello": hello, "link": link}

    told = await asyncio.to_thread(asked)
    assert [item["msgtype"] for item in told["first"]["msg_list"]] == ["text", "image"]
    assert (told["first"]["has_more"], told["link"]) == (1, limits.LINK)
    assert [told[name]["errcode"] for name in ("taken", "sent", "hello")] == [0, 0, 0]
    assert (platform.heard("wm1"), platform.heard("wm2")) == (["收到"], ["您好"])
