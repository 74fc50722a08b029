"""A robot's callbacks over HTTP: every type of message, what cannot be read, what is forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from domain.messages import Incoming, MessageKind
from tests.channels.harness import Proof, Receiving, Sample, Unread
from tests.support.fakes import dingtalk_bodies as bodies

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000 - 2000
SETTINGS = DingTalkSettings(
    client_id=bodies.CLIENT_ID, client_secret=bodies.SECRET, robot_code=bodies.ROBOT, mode="http"
)
CHANNEL = DingTalkChannel(SETTINGS)
SESSION = "https://oapi.dingtalk.com/robot/sendBySession?session=FAKE"


def signed(body: bytes, at: datetime = NOW, secret: str = bodies.SECRET) -> Callback:
    timestamp = str(int(at.timestamp() * 1000))
    made = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return Callback(
        query={}, headers={"timestamp": timestamp, "sign": base64.b64encode(made).decode()}, body=body, at=NOW
    )


def seal(wire: str, at: datetime = NOW) -> Callback:
    return signed(wire.encode(), at)


def written(body: bodies.Body) -> str:
    return json.dumps(body, ensure_ascii=False)


def got(kind: MessageKind, external_id: str, **fields: Any) -> Incoming:
    sent_at = datetime.fromtimestamp(SENT / 1000, UTC)
    given = {"sender": "0123", "sent_at": sent_at, **fields}
    return Incoming(channel="dingtalk", external_id=external_id, kind=kind, **given)


def brought(msgid: str, kind: str, **more: Any) -> str:
    return written(bodies.message("0123", msgid, SENT, kind, **more))


_WORDS = "今天谁没交 👍🏽 <b>&amp;</b>"
_UNHEARD = brought("m-9", "hologram", content={"beam": 1})
_RICH = [
    {"text": "实训室"},
    {"text": "开放日"},
    {"type": "picture", "downloadCode": "dc1", "pictureDownloadCode": "dc2"},
    {"text": "\n"},
    {"type": "picture", "downloadCode": "dc3"},
    {"type": "picture"},
]
_MIXED = brought("m-4", "richText", content={"richText": _RICH})
_ANSWER = {"reply": SESSION, "reply_until": datetime.fromtimestamp(SENT / 1000, UTC) + timedelta(minutes=90)}
_ELSEWHERE = "https://elsewhere.invalid/robot/sendBySession?session=FAKE"
_STRANGER = written(bodies.text("", "你好", "m-13", SENT, session=SESSION))
MESSAGES: dict[str, tuple[str, tuple[Incoming, ...]]] = {
    "text": (written(bodies.text("0123", f" {_WORDS} ", "m-1", SENT)), (got(MessageKind.TEXT, "m-1", text=_WORDS),)),
    "text of several lines": (
        written(bodies.text("0123", "第一行\n第二行", "m-2", SENT)),
        (got(MessageKind.TEXT, "m-2", text="第一行\n第二行"),),
    ),
    "voice written down": (
        brought("m-3", "audio", content={**bodies.content("audio", "dc5"), "recognition": "查一下状态"}),
        (got(MessageKind.VOICE, "m-3", text="查一下状态", media="dc5"),),
    ),
    "rich text": (
        _MIXED,
        (
            got(MessageKind.TEXT, "m-4#1", text="实训室开放日"),
            got(MessageKind.PHOTO, "m-4#2", media="dc1"),
            got(MessageKind.PHOTO, "m-4#3", media="dc3"),
            got(MessageKind.UNREAD, "m-4#4", raw=_MIXED),
        ),
    ),
    "picture": (
        brought("m-5", "picture", content=bodies.content("picture", "dc6")),
        (got(MessageKind.PHOTO, "m-5", media="dc6"),),
    ),
    "picture with one code alone": (
        brought("m-5b", "picture", content={"pictureDownloadCode": "dc7"}),
        (got(MessageKind.PHOTO, "m-5b", media="dc7"),),
    ),
    "file": (
        brought("m-6", "file", content=bodies.content("file", "dc8", "总结.docx")),
        (got(MessageKind.FILE, "m-6", media="dc8", file_name="总结.docx"),),
    ),
    "video": (
        brought("m-7", "video", content=bodies.content("video", "dc9")),
        (got(MessageKind.VIDEO, "m-7", media="dc9"),),
    ),
    "quote": (
        brought(
            "m-8", "text", text={"content": "说明 3 开幕式", "isReplyMsg": True, "repliedMsg": {"msgType": "text"}}
        ),
        (got(MessageKind.TEXT, "m-8", text="说明 3 开幕式"),),
    ),
    "unheard-of type": (_UNHEARD, (got(MessageKind.UNREAD, "m-9", raw=_UNHEARD),)),
    "text in a group": (
        written(bodies.text("0123", " 状态", "m-10", SENT, group="cidGroup==")),
        (got(MessageKind.TEXT, "m-10", text="状态", group="cidGroup=="),),
    ),
    "text that can be answered": (
        written(bodies.text("0123", "状态", "m-11", SENT, session=SESSION)),
        (got(MessageKind.TEXT, "m-11", text="状态", **_ANSWER),),
    ),
    "text that would be answered elsewhere": (
        written(bodies.text("0123", "状态", "m-12", SENT, session=_ELSEWHERE)),
        (got(MessageKind.TEXT, "m-12", text="状态"),),
    ),
    "somebody of another organisation": (
        _STRANGER,
        (
            got(
                MessageKind.OUTSIDER,
                "m-13",
                sender="$:LWCP_v1:$stranger",
                raw=_STRANGER.replace(SESSION, "***"),
                **_ANSWER,
            ),
        ),
    ),
    "without a time": (
        brought("m-14", "text", text={"content": "在"}, createAt=None),
        (got(MessageKind.TEXT, "m-14", text="在", sent_at=NOW),),
    ),
}

_SOUND = written(bodies.text("0123", "好", "m-99", SENT))
#: Damage to a sound message → who hears of it, as what it is kept.
WRONG_PARTS: dict[str, tuple[Callable[[str], str], str, MessageKind]] = {
    "nobody": (
        lambda wire: wire.replace('"senderStaffId": "0123"', "").replace('"senderId"', '"x"')[:-3] + "}",
        "",
        MessageKind.OTHER,
    ),
    "a sender that is no text": (lambda wire: wire.replace('"0123"', "7"), "$:LWCP_v1:$0123", MessageKind.OUTSIDER),
    "a sender too long": (lambda wire: wire.replace("0123", "z" * 300), "", MessageKind.OTHER),
    "no words": (lambda wire: wire.replace('"content"', '"contents"'), "0123", MessageKind.UNREAD),
    "words that are none": (lambda wire: wire.replace('"好"', '["好"]'), "0123", MessageKind.UNREAD),
    "no type": (lambda wire: wire.replace('"msgtype"', '"好"'), "0123", MessageKind.UNREAD),
    "a type that is none": (lambda wire: wire.replace('"msgtype": "text"', '"msgtype": 7'), "0123", MessageKind.UNREAD),
    "no id": (lambda wire: wire.replace("m-99", ""), "0123", MessageKind.TEXT),
    "an id too long": (lambda wire: wire.replace("m-99", "m" * 300), "0123", MessageKind.TEXT),
    "a time out of the world": (lambda wire: wire.replace(str(SENT), "9" * 30), "0123", MessageKind.TEXT),
    "half a character": (lambda wire: wire.replace("好", "\\ud800好"), "0123", MessageKind.TEXT),
}
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "XML": b"<xml/>",
    "a list": b"[]",
    "an empty object": b"{}",
    "NUL": b"\0" * 50,
    "not UTF-8": b'{"msgId": "\xff\xfe"}',
    "very deep": b"[" * 50_000,
    "a sound message cut short": _SOUND.encode()[:-3],
    "very long": b'{"a":"' + b"A" * 300_000 + b'"}',
}


def _unread() -> Iterator[tuple[str, Unread]]:
    for name, (damage, sender, kind) in WRONG_PARTS.items():
        damaged = damage(_SOUND)
        assert damaged != _SOUND, name
        keeps = "好" if kind is not MessageKind.TEXT else ""
        yield name, Unread(callback=seal(damaged), sender=sender, kind=kind, keeps=keeps)


def _sized(length: int) -> Callback:
    sound = seal(_SOUND)
    return replace(sound, body=sound.body.ljust(length))


RECEIVING = Receiving(
    now=NOW,
    channel=CHANNEL,
    seal=seal,
    samples={name: Sample(wire=wire, means=means) for name, (wire, means) in MESSAGES.items()},
    unheard=_UNHEARD,
    malformed={name: signed(body) for name, body in UNREADABLE.items()},
    unread=dict(_unread()),
    forged={
        "another app's": signed(_SOUND.encode(), secret="another"),
        "another robot's": seal(_SOUND.replace(bodies.ROBOT, "dinganother")),
    },
    proof=Proof(
        parameters=("timestamp", "sign"),
        signature="sign",
        window=timedelta(hours=1),
        sized=_sized,
        max_body=262_144,
        covers_body=False,
    ),
)
