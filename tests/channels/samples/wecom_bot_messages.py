"""A bot's webhooks: every type of message, what cannot be read, what is forged. Sealed by a hand that is not ours."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback
from channels.wecom_bot.settings import WecomBotSettings
from channels.wecom_bot.webhook import ANSWERED_FOR, WebhookBot
from domain.messages import Forged, Incoming, Malformed, MessageKind
from tests.channels.harness import Proof, Receiving, Sample, Unread
from tests.support.fakes import wecom_bot_bodies as bodies
from tests.support.fakes.wecom_crypto import CallbackCrypto

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 2
TOKEN = "FakeCallbackToken0123456789"
ENCODING_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CRYPTO = CallbackCrypto(TOKEN, ENCODING_AES_KEY, "")
NONCE = "1372623149"
SETTINGS = WecomBotSettings(bot_id=bodies.BOT_ID, token=TOKEN, encoding_aes_key=ENCODING_AES_KEY)
CHANNEL = WebhookBot(SETTINGS, name="wecom-bot")
ANSWER_AT = "https://qyapi.example.invalid/cgi-bin/aibot/response?response_code=FAKE"
#: Beside a ciphertext of this form capitals tell.
CIPHERTEXT = "wohAbCdEfGhIjKlMnOpQrStUvWxYz012"


def query_of(sealed: str, at: datetime = NOW) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {"timestamp": timestamp, "nonce": NONCE, "msg_signature": CRYPTO.sign(timestamp, NONCE, sealed)}


def signed(sealed: str, at: datetime = NOW) -> Callback:
    return Callback(query=query_of(sealed, at), headers={}, body=json.dumps({"encrypt": sealed}).encode(), at=NOW)


def seal(wire: str, at: datetime = NOW) -> Callback:
    return signed(CRYPTO.encrypt(wire), at)


def seal_bytes(document: bytes) -> Callback:
    return signed(CRYPTO.encrypt_plain(os.urandom(16) + len(document).to_bytes(4, "big") + document))


def written(body: bodies.Body) -> str:
    return json.dumps(body, ensure_ascii=False)


def got(kind: MessageKind, external_id: str, **fields: Any) -> Incoming:
    sent_at = datetime.fromtimestamp(SENT, UTC)
    given = {"sender": "zhangsan", **fields}
    return Incoming(channel="wecom-bot", external_id=external_id, kind=kind, sent_at=sent_at, **given)


def media(number: int) -> dict[str, Any]:
    """A file that came in a webhook: its handle has no key of its own."""
    return {"media": f"@https://media.example.invalid/{number}", "fetch_by": NOW + timedelta(minutes=5)}


def item(number: int) -> bodies.Body:
    return {"url": f"https://media.example.invalid/{number}"}


_WORDS = "今天谁没交 👍🏽 <b>&amp;</b>"
_UNHEARD = written(bodies.message("zhangsan", "m-9", SENT, "hologram", {"beam": 1}))
_MIXED = [
    bodies.part("text", {"content": "实训室开放日"}),
    bodies.part("image", item(4)),
    bodies.part("hologram", {"beam": 1}),
]
_QUOTING = {**bodies.text("zhangsan", "说明 3 开幕式", "m-8", SENT), "quote": {"msgtype": "image", "image": item(8)}}
MESSAGES: dict[str, tuple[str, tuple[Incoming, ...]]] = {
    "text": (written(bodies.text("ZhangSan", _WORDS, "m-1", SENT)), (got(MessageKind.TEXT, "m-1", text=_WORDS),)),
    "text of several lines": (
        written(bodies.text("zhangsan", "第一行\n第二行", "m-2", SENT)),
        (got(MessageKind.TEXT, "m-2", text="第一行\n第二行"),),
    ),
    "voice": (
        written(bodies.voice("zhangsan", "查一下状态", "m-3", SENT)),
        (got(MessageKind.VOICE, "m-3", text="查一下状态"),),
    ),
    "mixed": (
        written(bodies.mixed("zhangsan", _MIXED, "m-4", SENT)),
        (
            got(MessageKind.TEXT, "m-4#1", text="实训室开放日"),
            got(MessageKind.PHOTO, "m-4#2", **media(4)),
            got(MessageKind.UNREAD, "m-4#3", raw=written(bodies.mixed("zhangsan", _MIXED, "m-4", SENT))),
        ),
    ),
    "image": (
        written(bodies.file("zhangsan", "image", item(5), "m-5", SENT)),
        (got(MessageKind.PHOTO, "m-5", **media(5)),),
    ),
    "file": (
        written(bodies.file("zhangsan", "file", item(6), "m-6", SENT)),
        (got(MessageKind.FILE, "m-6", **media(6)),),
    ),
    "video": (
        written(bodies.file("zhangsan", "video", item(7), "m-7", SENT)),
        (got(MessageKind.VIDEO, "m-7", **media(7)),),
    ),
    "quote": (written(_QUOTING), (got(MessageKind.TEXT, "m-8", text="说明 3 开幕式"),)),
    "unheard-of type": (_UNHEARD, (got(MessageKind.UNREAD, "m-9", raw=_UNHEARD),)),
    "text in a group": (
        written(bodies.text("zhangsan", "@报送助手 状态", "m-10", SENT, group="wrGroup")),
        (got(MessageKind.TEXT, "m-10", text="状态", group="wrGroup"),),
    ),
    "ciphertext of a member": (
        written(bodies.text(CIPHERTEXT, "在", "m-11", SENT)),
        (got(MessageKind.TEXT, "m-11", text="在", sender=CIPHERTEXT),),
    ),
    "text that can be answered": (
        written({**bodies.text("zhangsan", "状态", "m-12", SENT), "response_url": ANSWER_AT}),
        (got(MessageKind.TEXT, "m-12", text="状态", reply=ANSWER_AT, reply_until=NOW + ANSWERED_FOR),),
    ),
    "without a time": (
        written({**bodies.text("zhangsan", "在", "m-13", SENT), "create_time": None}),
        (replace(got(MessageKind.TEXT, "m-13", text="在"), sent_at=NOW),),
    ),
    "enter_chat": (
        written(bodies.event("zhangsan", "enter_chat", "m-14", SENT)),
        (got(MessageKind.ENTER, "m-14"),),
    ),
    "card button": (
        written(bodies.pressed("zhangsan", "确认", "task-1", "m-15", SENT)),
        (got(MessageKind.BUTTON, "m-15", text="确认"),),
    ),
    "card button as the platform's client writes it": (
        written(bodies.event("zhangsan", "template_card_event", "m-16", SENT, event_key="1", task_id="task-1")),
        (got(MessageKind.BUTTON, "m-16", text="1"),),
    ),
    "opinion on an answer": (
        written(bodies.event("zhangsan", "feedback_event", "m-17", SENT, feedback_event={"id": "f1", "type": 1})),
        (
            got(
                MessageKind.OTHER,
                "m-17",
                raw=written(
                    bodies.event("zhangsan", "feedback_event", "m-17", SENT, feedback_event={"id": "f1", "type": 1})
                ),
            ),
        ),
    ),
}

_SOUND = written(bodies.text("zhangsan", "好", "m-99", SENT))
#: Damage to a sound message → who hears of it, as what it is kept.
WRONG_PARTS: dict[str, tuple[Callable[[str], str], str, MessageKind]] = {
    "no sender": (lambda wire: wire.replace("zhangsan", ""), "", MessageKind.OTHER),
    "a sender that is no text": (lambda wire: wire.replace('"zhangsan"', "7"), "", MessageKind.OTHER),
    "a sender too long": (lambda wire: wire.replace("zhangsan", "z" * 300), "", MessageKind.OTHER),
    "no words": (lambda wire: wire.replace('"content"', '"contents"'), "zhangsan", MessageKind.UNREAD),
    "words that are none": (lambda wire: wire.replace('"好"', '["好"]'), "zhangsan", MessageKind.UNREAD),
    "no type": (lambda wire: wire.replace('"msgtype"', '"好"'), "zhangsan", MessageKind.UNREAD),
    "a type that is none": (
        lambda wire: wire.replace('"msgtype": "text"', '"msgtype": ["好"]'),
        "zhangsan",
        MessageKind.UNREAD,
    ),
    "no id": (lambda wire: wire.replace("m-99", ""), "zhangsan", MessageKind.TEXT),
    "an id too long": (lambda wire: wire.replace("m-99", "m" * 300), "zhangsan", MessageKind.TEXT),
    "a time out of the world": (lambda wire: wire.replace(str(SENT), "9" * 30), "zhangsan", MessageKind.TEXT),
}
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "XML": b"<xml/>",
    "a list": b"[]",
    "NUL": b"\0" * 50,
    "not UTF-8": b'{"msgid": "\xff\xfe"}',
    "very deep": b"[" * 50_000,
    "a sound message cut short": _SOUND.encode()[:-3],
}


def _samples() -> Iterator[tuple[str, Sample]]:
    for name, (wire, means) in MESSAGES.items():
        yield name, Sample(wire=wire, means=means)


def _malformed() -> Iterator[tuple[str, Callback]]:
    for name, body in UNREADABLE.items():
        yield f"{name} outside", Callback(query=query_of("x"), headers={}, body=body, at=NOW)
    yield "very long", Callback(query=query_of("A"), headers={}, body=b'{"encrypt":"' + b"A" * 300_000 + b'"}', at=NOW)


def _unread() -> Iterator[tuple[str, Unread]]:
    for name, body in UNREADABLE.items():
        yield f"{name} inside", Unread(callback=seal_bytes(body), sender="", kind=MessageKind.OTHER)
    for name, (damage, sender, kind) in WRONG_PARTS.items():
        damaged = damage(_SOUND)
        assert damaged != _SOUND, name
        keeps = "好" if kind is not MessageKind.TEXT else ""
        yield name, Unread(callback=seal(damaged), sender=sender, kind=kind, keeps=keeps)


def _forged() -> Iterator[tuple[str, Callback]]:
    yield "a corporation's", signed(CallbackCrypto(TOKEN, ENCODING_AES_KEY, "ww1").encrypt(_SOUND))
    yield "another bot's", seal(_SOUND.replace(bodies.BOT_ID, "aib-another"))


def _sized(length: int) -> Callback:
    sound = seal(_SOUND)
    return replace(sound, body=sound.body.ljust(length))


def _echo(**changes: str) -> Callback:
    sealed = CRYPTO.encrypt("4604562738291045678")
    return Callback(query={**query_of(sealed), "echostr": sealed, **changes}, headers={}, body=b"", at=NOW)


RECEIVING = Receiving(
    now=NOW,
    channel=CHANNEL,
    seal=seal,
    samples=dict(_samples()),
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
    echo=(_echo(), "4604562738291045678"),
    wrong_echoes={
        "no echo": (_echo(echostr=""), Malformed),
        "another echo": (_echo(echostr="AAAA"), Forged),
        "bad signature": (_echo(msg_signature="0" * 40), Forged),
        "stale": (_echo(timestamp="1"), Forged),
    },
)
