"""Callbacks of a 服务号: every type of message, what cannot be read, what is forged. Sealed by a foreign hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback, CallbackAnswer
from channels.wechat.channel import WechatChannel
from channels.wechat.message import ANSWERED_FOR, MINUTE
from channels.wechat.settings import WechatSettings
from domain.messages import Forged, Incoming, Malformed, MessageKind
from tests.channels.harness import NOWHERE, Proof, Receiving, Sample, Unread
from tests.support.fakes.wechat_platform import APPID, ENCODING_AES_KEY, TOKEN, FakeWechat, envelope, wrapped
from tests.support.fakes.wecom_crypto import CallbackCrypto

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 2
PLATFORM = FakeWechat(clock=NOW.timestamp)
SETTINGS = WechatSettings(**{**PLATFORM.credentials, "api_base_url": NOWHERE})
OPENID = "oFakeOpenId_Ab1"
CRYPTO = CallbackCrypto(TOKEN, ENCODING_AES_KEY, APPID)
SUCCESS = CallbackAnswer(body=b"success")


def channel_at(url: str, **more: str) -> WechatChannel:
    settings = WechatSettings(**{**PLATFORM.credentials, "api_base_url": url, **more})
    return WechatChannel(settings, real=lambda: NOW, owed="活动报送还没有交齐")


def call(query: dict[str, str], body: bytes) -> Callback:
    return Callback(query=query, headers={}, body=body, at=NOW)


def seal(wire: str, at: datetime = NOW) -> Callback:
    return call(*PLATFORM.posted(wire, at=int(at.timestamp())))


def signed(sealed: str, body: bytes | None = None) -> Callback:
    query = PLATFORM.query(sealed, str(int(NOW.timestamp())), "1")
    return call(query, envelope(sealed) if body is None else body)


def xml(kind: str, elements: str, number: int = 0) -> str:
    return wrapped(OPENID, kind, SENT, elements + (f"<MsgId>{number}</MsgId>" if number else ""))


def event(name: str, elements: str = "") -> str:
    return xml("event", f"<Event><![CDATA[{name}]]></Event>{elements}")


def key(words: str) -> str:
    return f"<EventKey><![CDATA[{words}]]></EventKey>"


def got(kind: MessageKind, id_: str, **fields: Any) -> tuple[Incoming, ...]:
    at = datetime.fromtimestamp(SENT, UTC)
    return (Incoming(channel="wechat", external_id=id_, sender=OPENID, kind=kind, sent_at=at, **fields),)


def answered(kind: MessageKind, id_: str, text: str = "") -> tuple[Incoming, ...]:
    return got(kind, id_, text=text, reply=MINUTE, reply_until=NOW + ANSWERED_FOR)


# Messages

_EVENT = f"{OPENID}:{SENT}"
_WORDS = "今天谁没交 👍🏽 <b>&amp;</b>"
_KEPT = "【收到不支持的消息类型，暂无法显示】"
_SOUND = xml("text", "<Content><![CDATA[好]]></Content>", 1)
_UNHEARD = xml("hologram", "<Beam>1</Beam>", 13)
_MEDIA = "<MediaId><![CDATA[m1]]></MediaId>"
_FINISHED = "<MsgID>200163840</MsgID><Status><![CDATA[{}]]></Status>"
_DONE = f"{_EVENT}:templatesendjobfinish::200163840"
MESSAGES: dict[str, tuple[str, tuple[Incoming, ...]]] = {
    "text": (xml("text", f"<Content><![CDATA[{_WORDS}]]></Content>", 2), got(MessageKind.TEXT, "2", text=_WORDS)),
    "text in place of a file": (
        xml("text", f"<Content><![CDATA[{_KEPT}]]></Content>", 3),
        got(MessageKind.FILE, "3", text=_KEPT),
    ),
    "image": (
        xml("image", f"<PicUrl><![CDATA[http://x]]></PicUrl>{_MEDIA}", 4),
        got(MessageKind.PHOTO, "4", media="m1"),
    ),
    "voice": (
        xml("voice", f"{_MEDIA}<Format>amr</Format><Recognition><![CDATA[今天]]></Recognition>", 5),
        got(MessageKind.VOICE, "5", media="m1"),
    ),
    "video": (xml("video", f"{_MEDIA}<ThumbMediaId>t</ThumbMediaId>", 6), got(MessageKind.VIDEO, "6", media="m1")),
    "short video": (xml("shortvideo", _MEDIA, 7), got(MessageKind.VIDEO, "7", media="m1")),
    "location": (
        xml("location", "<Location_X>28.6</Location_X><Label><![CDATA[南昌市]]></Label>", 8),
        got(MessageKind.LOCATION, "8", text="南昌市"),
    ),
    "link": (
        xml("link", "<Title><![CDATA[报道]]></Title><Url><![CDATA[https://x/?a=1&b=2]]></Url>", 9),
        got(MessageKind.LINK, "9", text="报道\nhttps://x/?a=1&b=2"),
    ),
    "file, which nobody documents": (
        xml("file", "<Title><![CDATA[总结.docx]]></Title><FileKey>k</FileKey>", 10),
        got(MessageKind.FILE, "10", file_name="总结.docx"),
    ),
    "unheard-of type": (_UNHEARD, got(MessageKind.UNREAD, "13", raw=_UNHEARD)),
    "subscribe": (event("subscribe", key("")), answered(MessageKind.ENTER, f"{_EVENT}:subscribe::")),
    "subscribe by a code": (
        event("subscribe", key("qrscene_ABCD2345")),
        answered(MessageKind.ENTER, f"{_EVENT}:subscribe:qrscene_ABCD2345:", "ABCD2345"),
    ),
    "scan": (event("SCAN", key("ABCD2345")), answered(MessageKind.ENTER, f"{_EVENT}:scan:ABCD2345:", "ABCD2345")),
    "click": (event("CLICK", key("状态")), answered(MessageKind.BUTTON, f"{_EVENT}:click:状态:", "状态")),
    "unsubscribe": (event("unsubscribe", key("")), got(MessageKind.LEAVE, f"{_EVENT}:unsubscribe::")),
    "view": (event("VIEW", key("https://x/")), got(MessageKind.OTHER, f"{_EVENT}:view:https://x/:")),
    "template brought": (
        event("TEMPLATESENDJOBFINISH", _FINISHED.format("success")),
        got(MessageKind.OTHER, _DONE),
    ),
    "template not wanted": (
        event("TEMPLATESENDJOBFINISH", _FINISHED.format("failed:user block").replace("3840", "3841")),
        got(MessageKind.LEAVE, _DONE.replace("3840", "3841")),
    ),
}


# What proves itself and cannot be read

_UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "JSON": b'{"Encrypt":"x"}',
    "no Encrypt": b"<xml><ToUserName>x</ToUserName></xml>",
    "empty Encrypt": b"<xml><Encrypt></Encrypt></xml>",
    "NUL": b"\0" * 50,
    "external entity": b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
    "very deep": b"<xml>" + b"<a>" * 50_000,
}
#: A text message, damaged → who hears of it, and as what it is handled.
_WRONG: dict[str, tuple[Callable[[str], str], str, MessageKind]] = {
    "no sender": (lambda wire: wire.replace("FromUserName", "From"), "", MessageKind.OTHER),
    "endless sender": (lambda wire: wire.replace(OPENID, "o" * 65), "", MessageKind.OTHER),
    "no type": (lambda wire: wire.replace("MsgType", "Type"), OPENID, MessageKind.UNREAD),
    "no id": (lambda wire: wire.replace("MsgId", "Id"), OPENID, MessageKind.TEXT),
    "no time": (lambda wire: wire.replace("CreateTime", "Time"), OPENID, MessageKind.TEXT),
    "time long ago": (lambda wire: wire.replace(f"Time>{SENT}", "Time>0"), OPENID, MessageKind.TEXT),
    "control characters": (lambda wire: wire.replace("[好]", "[好\1\0]"), OPENID, MessageKind.TEXT),
    "cut short": (lambda wire: wire[: wire.index("[好]") + 2], OPENID, MessageKind.UNREAD),
    "document type": (lambda wire: f"<!DOCTYPE xml>{wire}", OPENID, MessageKind.UNREAD),
}


def _malformed() -> Iterator[tuple[str, Callback]]:
    for name, body in _UNREADABLE.items():
        yield f"{name} outside", signed("x", body)
    sound = seal(_SOUND)
    readable = b"<FromUserName>x</FromUserName><MsgType>text</MsgType></xml>"
    yield "plain words beside the seal", replace(sound, body=sound.body.replace(b"</xml>", readable))
    yield "plain words", replace(sound, body=_SOUND.encode())


def _seal_bytes(document: bytes) -> Callback:
    head = os.urandom(16) + len(document).to_bytes(4, "big")
    return signed(CRYPTO.encrypt_plain(head + document + APPID.encode()))


def _unread() -> Iterator[tuple[str, Unread]]:
    for name, body in _UNREADABLE.items():
        if name != "no Encrypt":
            yield f"{name} inside", Unread(callback=_seal_bytes(body), sender="", kind=MessageKind.OTHER)
    for name, (damage, sender, kind) in _WRONG.items():
        damaged = damage(_SOUND)
        assert damaged != _SOUND, name
        yield name, Unread(callback=_seal_bytes(damaged.encode()), sender=sender, kind=kind, keeps="好")


def _forged() -> Iterator[tuple[str, Callback]]:
    yield "another account's", signed(CallbackCrypto(TOKEN, ENCODING_AES_KEY, "wxother").encrypt(_SOUND))
    sound = seal(_SOUND)
    # What is signed plainly says nothing of the body.
    plain = {name: value for name, value in sound.query.items() if name != "msg_signature"}
    yield "signed plainly alone", replace(sound, query=plain)
    yield "signed plainly for the body", replace(sound, query={**plain, "msg_signature": plain["signature"]})
    sealed = CRYPTO.encrypt(_SOUND)
    for timestamp in ("", "x", "-5", "1e9", "١٢٣", "9" * 400):
        yield f"timestamp {timestamp[:12]!r}", call(PLATFORM.query(sealed, timestamp, "1"), envelope(sealed))


def _sized(length: int) -> Callback:
    sound = seal(_SOUND)
    return replace(sound, body=sound.body.ljust(length, b"\n"))


def _echo(**changes: str) -> Callback:
    query = PLATFORM.query("", str(int(NOW.timestamp())), "1")
    del query["encrypt_type"], query["msg_signature"]
    return call({**query, "echostr": "1616140317555161061", **changes}, b"")


RECEIVING = Receiving(
    now=NOW,
    channel=channel_at(NOWHERE),
    seal=seal,
    samples={name: Sample(wire=wire, means=means, answer=SUCCESS) for name, (wire, means) in MESSAGES.items()},
    unheard=_UNHEARD,
    malformed=dict(_malformed()),
    unread=dict(_unread()),
    forged=dict(_forged()),
    proof=Proof(
        parameters=("msg_signature", "timestamp", "nonce"),
        signature="msg_signature",
        window=timedelta(seconds=300),
        sized=_sized,
        max_body=262_144,
    ),
    echo=(_echo(), "1616140317555161061"),
    wrong_echoes={
        "no echo": (_echo(echostr=""), Malformed),
        "bad signature": (_echo(signature="0" * 40), Forged),
        "stale": (_echo(timestamp="1"), Forged),
    },
)
