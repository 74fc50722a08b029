"""A bot's callbacks over HTTP: every type of message, what cannot be read, what is forged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback, CallbackAnswer
from channels.feishu.channel import FeishuChannel
from channels.feishu.settings import FeishuSettings
from domain.messages import Forged, Incoming, MessageKind
from tests.channels.harness import Proof, Receiving, Sample, Unread
from tests.support.fakes import feishu_bodies as bodies

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000 - 2000
SETTINGS = FeishuSettings(
    app_id=bodies.APP_ID,
    app_secret=bodies.SECRET,
    mode="http",
    encrypt_key=bodies.ENCRYPT_KEY,
    verification_token=bodies.TOKEN,
)
CHANNEL = FeishuChannel(SETTINGS)
ANSWER = CallbackAnswer(body=b"{}", content_type="application/json")


def signed(body: bytes, at: datetime = NOW) -> Callback:
    return Callback(query={}, headers=bodies.signed(body, at.timestamp()), body=body, at=NOW)


def seal(wire: str, at: datetime = NOW) -> Callback:
    return seal_bytes(wire.encode(), at)


def seal_bytes(document: bytes, at: datetime = NOW) -> Callback:
    return signed(bodies.sealed(document), at)


def written(body: bodies.Body) -> str:
    return json.dumps(body, ensure_ascii=False)


def got(kind: MessageKind, external_id: str, **fields: Any) -> Incoming:
    sent_at = datetime.fromtimestamp(SENT / 1000, UTC)
    given = {"sender": "ou_1", "sent_at": sent_at, **fields}
    return Incoming(channel="feishu", external_id=external_id, kind=kind, **given)


def brought(id_: str, kind: str, content: bodies.Body, **more: Any) -> str:
    return written(bodies.message("ou_1", id_, SENT, kind, content, **more))


_WORDS = "今天谁没交 👍🏽 <b>&amp;</b>"
_UNHEARD = brought("9", "hologram", {"beam": 1})
_POST = {
    "title": "开幕式",
    "content": [
        [{"tag": "text", "text": "实训室"}, {"tag": "a", "text": "开放日", "href": "https://x.invalid"}],
        [{"tag": "text", "text": "第二行"}],
        [{"tag": "img", "image_key": "img_1"}],
        [{"tag": "media", "file_key": "file_1", "image_key": "img_2"}, {"tag": "img"}],
        [{"tag": "text", "text": "完"}],
        "no paragraph",
    ],
}
_POSTED = brought("4", "post", _POST)
_NAMED = [
    {"key": "@_user_1", "id": {"open_id": "ou_bot"}, "name": "报送助手"},
    {"key": "@_user_12", "id": {"open_id": "ou_2"}, "name": "李四", "mentioned_type": "user"},
]
_PERSON = _NAMED[1]
_JOINED = written(bodies.event("im.chat.member.bot.added_v1", "ev_17", SENT, {"chat_id": "oc_1"}))
_BY_A_BOT = written(bodies.message("ou_1", "18", SENT, "text", {"text": "好"})).replace('"user"', '"app"')
_NO_WORDS = written(bodies.pressed("ou_1", "", "19", SENT))
MESSAGES: dict[str, tuple[str, tuple[Incoming, ...]]] = {
    "text": (written(bodies.text("ou_1", f" {_WORDS} ", "1", SENT)), (got(MessageKind.TEXT, "om_1", text=_WORDS),)),
    "text of several lines": (
        written(bodies.text("ou_1", "第一行\n第二行", "2", SENT)),
        (got(MessageKind.TEXT, "om_2", text="第一行\n第二行"),),
    ),
    "audio": (
        brought("3", "audio", {"file_key": "file_3", "duration": 2000}),
        (got(MessageKind.VOICE, "om_3", media="file/om_3/file_3"),),
    ),
    "post": (
        _POSTED,
        (
            got(MessageKind.TEXT, "om_4#1", text="开幕式\n实训室开放日\n第二行"),
            got(MessageKind.PHOTO, "om_4#2", media="image/om_4/img_1"),
            got(MessageKind.VIDEO, "om_4#3", media="file/om_4/file_1"),
            got(MessageKind.UNREAD, "om_4#4", raw=_POSTED),
            got(MessageKind.TEXT, "om_4#5", text="完"),
        ),
    ),
    "image": (
        brought("5", "image", {"image_key": "img_5"}),
        (got(MessageKind.PHOTO, "om_5", media="image/om_5/img_5"),),
    ),
    "file": (
        brought("6", "file", {"file_key": "file_6", "file_name": "总结.docx"}),
        (got(MessageKind.FILE, "om_6", media="file/om_6/file_6", file_name="总结.docx"),),
    ),
    "media": (
        brought("7", "media", {"file_key": "file_7", "image_key": "img_7", "file_name": "v.mp4"}),
        (got(MessageKind.VIDEO, "om_7", media="file/om_7/file_7", file_name="v.mp4"),),
    ),
    "location": (
        brought("8", "location", {"name": "学校", "longitude": "1", "latitude": "2"}),
        (got(MessageKind.LOCATION, "om_8", text="学校"),),
    ),
    "unheard-of type": (_UNHEARD, (got(MessageKind.UNREAD, "om_9", raw=_UNHEARD),)),
    "text in a group": (
        written(bodies.text("ou_1", "状态", "10", SENT, group="oc_group")),
        (got(MessageKind.TEXT, "om_10", text="状态", group="oc_group"),),
    ),
    "text among others": (
        brought("20", "text", {"text": "下午开会"}, group="oc_group"),
        (got(MessageKind.TEXT, "om_20", text="下午开会", group="oc_group", addressed=False),),
    ),
    "text to somebody else": (
        brought("21", "text", {"text": "@_user_12 在吗"}, group="oc_group", mentions=[_PERSON]),
        (got(MessageKind.TEXT, "om_21", text="@李四 在吗", group="oc_group", addressed=False),),
    ),
    "text that begins with a person": (
        brought("22", "text", {"text": "@_user_1 @_user_12 免报"}, group="oc_group", mentions=[_NAMED[0], _PERSON]),
        (got(MessageKind.TEXT, "om_22", text="@李四 免报", group="oc_group"),),
    ),
    "text that names others": (
        brought("11", "text", {"text": "@_user_1 催 @_user_12"}, group="oc_group", mentions=_NAMED),
        (got(MessageKind.TEXT, "om_11", text="催 @李四", group="oc_group"),),
    ),
    "post that names the bot": (
        brought(
            "12",
            "post",
            {"title": "", "content": [[{"tag": "at", "user_id": "@_user_1"}, {"tag": "text", "text": " 状态"}]]},
            group="oc_group",
            mentions=_NAMED[:1],
        ),
        (got(MessageKind.TEXT, "om_12", text="状态", group="oc_group"),),
    ),
    "pressed button": (
        written(bodies.pressed("ou_1", "确认", "15", SENT)),
        (got(MessageKind.BUTTON, "ev_15", text="确认"),),
    ),
    "pressed button that says nothing": (_NO_WORDS, (got(MessageKind.UNREAD, "ev_19", raw=_NO_WORDS),)),
    "the bot was put into a group": (_JOINED, (got(MessageKind.OTHER, "ev_17", sender="", raw=_JOINED),)),
    "said by a bot": (_BY_A_BOT, (got(MessageKind.OTHER, "ev_18", sender="", raw=_BY_A_BOT),)),
}
#: Presses are answered with a word to whoever pressed.
_ANSWERS = {
    "pressed button": CallbackAnswer(
        body='{"toast": {"type": "success", "content": "确认"}}'.encode(), content_type="application/json"
    )
}

_SOUND = written(bodies.text("ou_1", "好", "99", SENT))
#: Damage to a sound event → who hears of it, as what it is kept.
WRONG_PARTS: dict[str, tuple[Callable[[str], str], str, MessageKind]] = {
    "no sender": (lambda wire: wire.replace('"ou_1"', '""'), "", MessageKind.OTHER),
    "a sender that is no text": (lambda wire: wire.replace('"ou_1"', "7"), "", MessageKind.OTHER),
    "a sender too long": (lambda wire: wire.replace('"ou_1"', f'"{"z" * 300}"'), "", MessageKind.OTHER),
    "no words": (lambda wire: wire.replace('\\"text\\"', '\\"texts\\"'), "ou_1", MessageKind.UNREAD),
    "words that are none": (lambda wire: wire.replace('\\"好\\"', '[\\"好\\"]'), "ou_1", MessageKind.UNREAD),
    "content that is none": (lambda wire: wire.replace('{\\"text', '{{\\"text'), "ou_1", MessageKind.UNREAD),
    "no type": (lambda wire: wire.replace('"message_type"', '"好"'), "ou_1", MessageKind.UNREAD),
    "a type that is none": (
        lambda wire: wire.replace('"message_type": "text"', '"message_type": 7'),
        "ou_1",
        MessageKind.UNREAD,
    ),
    "no id": (lambda wire: wire.replace('"om_99"', '""'), "ou_1", MessageKind.UNREAD),
    "an id that leads elsewhere": (lambda wire: wire.replace('"om_99"', '"../om_99"'), "ou_1", MessageKind.UNREAD),
    "no header": (lambda wire: wire.replace('"event_type"', '"event_typ"'), "", MessageKind.OTHER),
    "a time out of the world": (lambda wire: wire.replace(str(SENT), "9" * 30), "ou_1", MessageKind.TEXT),
    "half a character": (lambda wire: wire.replace("好", "\\\\ud800好"), "ou_1", MessageKind.TEXT),
}
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "XML": b"<xml/>",
    "a list": b"[]",
    "NUL": b"\0" * 50,
    "not UTF-8": b'{"encrypt": "\xff\xfe"}',
    "very deep": b"[" * 50_000,
    "not base64": b'{"encrypt": "&"}',
    "too short": b'{"encrypt": "aXY="}',
    "sealed with another key": bodies.sealed(_SOUND.encode(), "another"),
    "not sealed": _SOUND.encode(),
}


def _unread() -> Iterator[tuple[str, Unread]]:
    for name, (damage, sender, kind) in WRONG_PARTS.items():
        damaged = damage(_SOUND)
        assert damaged != _SOUND, name
        keeps = "好" if kind is not MessageKind.TEXT else ""
        yield name, Unread(callback=seal(damaged), sender=sender, kind=kind, keeps=keeps)


def _sized(length: int) -> Callback:
    return signed(bodies.sealed(_SOUND.encode()).ljust(length))


CHECK = {"challenge": "challenge-1", "token": bodies.TOKEN, "type": "url_verification"}

RECEIVING = Receiving(
    now=NOW,
    channel=CHANNEL,
    seal=seal,
    samples={
        name: Sample(wire=wire, means=means, answer=_ANSWERS.get(name, ANSWER))
        for name, (wire, means) in MESSAGES.items()
    },
    unheard=_UNHEARD,
    malformed={
        **{name: signed(body) for name, body in UNREADABLE.items()},
        "very long": signed(b'{"encrypt":"' + b"A" * 600_000 + b'"}'),
    },
    unread=dict(_unread()),
    forged={
        "another token": seal(_SOUND.replace(bodies.TOKEN, "another")),
        "a check of the address that is not signed and has another token": replace(
            seal(written({**CHECK, "token": "another"})), headers={}
        ),
    },
    proof=Proof(
        parameters=("X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "X-Lark-Signature"),
        signature="X-Lark-Signature",
        window=timedelta(minutes=10),
        sized=_sized,
        max_body=524_288,
    ),
    cut_short=Forged,
)
