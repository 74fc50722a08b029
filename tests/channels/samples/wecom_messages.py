"""WeCom's callbacks: every type of message, what cannot be read, what is forged. Sealed by a hand that is not ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.contract import Callback
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Forged, Incoming, Malformed, MessageKind
from tests.channels.harness import NOWHERE, Proof, Receiving, Sample, Unread
from tests.support.fakes import wecom_messages as xml
from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_messages import CORP_ID
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, TOKEN, FakeWecom

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 2
PLATFORM = FakeWecom(clock=NOW.timestamp)
SETTINGS = WecomSettings(**{**PLATFORM.credentials, "api_base_url": NOWHERE})


def channel_at(url: str) -> WecomChannel:
    return WecomChannel(WecomSettings(**{**PLATFORM.credentials, "api_base_url": url}))


def call(query: dict[str, str], body: bytes) -> Callback:
    return Callback(query=query, headers={}, body=body, at=NOW)


def seal(wire: str, at: datetime = NOW) -> Callback:
    return call(*PLATFORM.encrypt_callback(wire, timestamp=int(at.timestamp())))


def signed(encrypted: str) -> Callback:
    return call(PLATFORM.sign(encrypted), xml.envelope(encrypted))


def got(kind: MessageKind, external_id: str, **fields: Any) -> tuple[Incoming, ...]:
    sent_at = datetime.fromtimestamp(SENT, UTC)
    message = Incoming(
        channel="wecom", external_id=external_id, sender="zhangsan", kind=kind, sent_at=sent_at, **fields
    )
    return (message,)


# Messages

EVENT = f"zhangsan:{SENT}"
_WORDS = "今天谁没交 👍🏽 <b>&amp;</b>"
_MARKUP = "<!DOCTYPE html> ]]> <!ENTITY a 'b'>"
_LINK = "https://example.edu.cn/a?b=1&c=2"
_UNHEARD = xml.message_xml("zhangsan", "hologram", SENT, "<Beam>1</Beam>", message_id=13)
MESSAGES: dict[str, tuple[str, tuple[Incoming, ...]]] = {
    "text": (xml.text_xml("ZhangSan", _WORDS, SENT, message_id=1), got(MessageKind.TEXT, "1", text=_WORDS)),
    "text of several lines": (
        xml.text_xml("zhangsan", "第一行\n第二行", SENT, message_id=2),
        got(MessageKind.TEXT, "2", text="第一行\n第二行"),
    ),
    "text about a document type": (
        xml.text_xml("zhangsan", _MARKUP, SENT, message_id=3),
        got(MessageKind.TEXT, "3", text=_MARKUP),
    ),
    "empty text": (xml.text_xml("zhangsan", "", SENT, message_id=4), got(MessageKind.TEXT, "4")),
    "image": (
        xml.image_xml("zhangsan", "media-1", SENT, message_id=5),
        got(MessageKind.PHOTO, "5", media="media-1"),
    ),
    "voice": (
        xml.voice_xml("zhangsan", "media-2", SENT, message_id=6),
        got(MessageKind.VOICE, "6", media="media-2"),
    ),
    "recognised voice": (
        xml.voice_xml("zhangsan", "media-3", SENT, recognition="今天谁没交。", message_id=7),
        got(MessageKind.VOICE, "7", media="media-3", text="今天谁没交。"),
    ),
    "video": (
        xml.video_xml("zhangsan", "media-4", SENT, message_id=8),
        got(MessageKind.VIDEO, "8", media="media-4"),
    ),
    "short video": (
        xml.message_xml("zhangsan", "shortvideo", SENT, "<MediaId>media-5</MediaId>", message_id=9),
        got(MessageKind.VIDEO, "9", media="media-5"),
    ),
    "location": (
        xml.location_xml("zhangsan", "南昌市红谷滩区", SENT, message_id=10),
        got(MessageKind.LOCATION, "10", text="南昌市红谷滩区"),
    ),
    "link": (
        xml.link_xml("zhangsan", "活动专栏", _LINK, SENT, message_id=11),
        got(MessageKind.LINK, "11", text=f"活动专栏\n{_LINK}"),
    ),
    "file": (
        xml.file_xml("zhangsan", "media-6", "../活动方案.docx", SENT, message_id=12),
        got(MessageKind.FILE, "12", media="media-6", file_name="../活动方案.docx"),
    ),
    "unheard-of type": (
        xml.message_xml("zhangsan", "hologram", SENT, "<Beam>1</Beam>", message_id=13),
        got(
            MessageKind.UNREAD, "13", raw=xml.message_xml("zhangsan", "hologram", SENT, "<Beam>1</Beam>", message_id=13)
        ),
    ),
    "subscribe": (xml.event_xml("zhangsan", "subscribe", SENT), got(MessageKind.ENTER, f"{EVENT}:subscribe::")),
    "enter_agent": (xml.event_xml("zhangsan", "enter_agent", SENT), got(MessageKind.ENTER, f"{EVENT}:enter_agent::")),
    "unsubscribe": (xml.event_xml("zhangsan", "unsubscribe", SENT), got(MessageKind.LEAVE, f"{EVENT}:unsubscribe::")),
    "click": (
        xml.event_xml("zhangsan", "click", SENT, key="状态"),
        got(MessageKind.BUTTON, f"{EVENT}:click:状态:", text="状态"),
    ),
    "card button": (
        xml.card_event_xml("zhangsan", "确认", "nudge-7", SENT),
        got(MessageKind.BUTTON, f"{EVENT}:template_card_event:确认:nudge-7", text="确认"),
    ),
    "another card's button": (
        xml.card_event_xml("zhangsan", "确认", "nudge-8", SENT),
        got(MessageKind.BUTTON, f"{EVENT}:template_card_event:确认:nudge-8", text="确认"),
    ),
    "view": (
        xml.event_xml("zhangsan", "view", SENT, key="https://example.edu.cn/"),
        got(MessageKind.OTHER, f"{EVENT}:view:https://example.edu.cn/:"),
    ),
    "event of another agent": (
        xml.event_xml("sys", "kf_msg_or_event", SENT).replace(str(xml.AGENT_ID), "3010041"),
        (replace(got(MessageKind.OTHER, f"sys:{SENT}:kf_msg_or_event::")[0], sender="sys"),),
    ),
    "event without a key": (
        xml.event_xml("zhangsan", "change_contact", SENT).replace("<EventKey><![CDATA[]]></EventKey>", ""),
        got(MessageKind.OTHER, f"{EVENT}:change_contact::"),
    ),
}

#: What stands in a text where a file was → the file's name.
NOTICES = {
    "[文件] 活动案例.docx": "活动案例.docx",
    "【文件】": "",
    "[视频]": "",
    "活动案例（定稿）.DOCX": "活动案例（定稿）.DOCX",
    "暂不支持此消息类型，请在手机上查看": "",
    "[不支持的消息类型]": "",
    "当前版本不支持展示该内容，请升级至最新版本。": "",
    "[暂不支持显示该内容]": "",
}
#: What people write, however it looks.
WRITTEN = (
    "学生展示焊接技能",
    "说明 3 老师讲解图片.jpg 的拍法",
    "方案 https://example.edu.cn/方案.docx",
    "[文件]传达学习会现场\n第二行",
    "本校不支持学生驾车前往",
    "昨天的视频",
)


def _samples() -> Iterator[tuple[str, Sample]]:
    for name, (wire, means) in MESSAGES.items():
        yield name, Sample(wire=wire, means=means)
    for number, (text, file_name) in enumerate(NOTICES.items(), start=200):
        wire = xml.text_xml("zhangsan", text, SENT, message_id=number)
        means = got(MessageKind.FILE, str(number), text=text, file_name=file_name)
        yield f"notice of a file {number}", Sample(wire=wire, means=means)
    for number, text in enumerate(WRITTEN, start=300):
        wire = xml.text_xml("zhangsan", text, SENT, message_id=number)
        yield f"written {number}", Sample(wire=wire, means=got(MessageKind.TEXT, str(number), text=text))


# What proves itself and cannot be read

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "JSON": b'{"Encrypt":"x"}',
    "HTML": b"<!DOCTYPE html><html></html>",
    "no Encrypt": b"<xml><ToUserName>x</ToUserName></xml>",
    "empty Encrypt": b"<xml><Encrypt></Encrypt></xml>",
    "blank Encrypt": b"<xml><Encrypt>  \n </Encrypt></xml>",
    "Encrypt too deep": b"<xml><a><Encrypt>x</Encrypt></a></xml>",
    "bare root": b"<xml/>",
    "two roots": b"<xml/><xml/>",
    "NUL": b"\0" * 50,
    "not UTF-8": b"<xml><Encrypt>\xff\xfe</Encrypt></xml>",
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><xml/>',
    "undeclared entity": b"<xml><Encrypt>&a;</Encrypt></xml>",
    "entity bomb": (BOMB + "<xml><Encrypt>&j;</Encrypt></xml>").encode(),
    "external entity": b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
    "external type": b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Encrypt>x</Encrypt></xml>',
    "entity bomb in UTF-16": (BOMB.replace("?>", ' encoding="utf-16"?>') + "<xml/>").encode("utf-16"),
    "very deep": b"<xml>" + b"<a>" * 50_000,
    "very long": b"<xml><Encrypt>" + b"A" * 300_000 + b"</Encrypt></xml>",
}
DECLARATIONS = {
    "bare": "<!DOCTYPE xml>",
    "small entity": '<!DOCTYPE xml [<!ENTITY a "b">]>',
    "after a prologue": '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE xml []>',
}
_SOUND = xml.text_xml("zhangsan", "好", SENT, message_id=1)
_TIME = "<CreateTime>"
#: A text message, damaged → who hears of it, and as what it is handled.
WRONG_PARTS: dict[str, tuple[Callable[[str], str], str, MessageKind]] = {
    "no sender": (lambda wire: wire.replace("FromUserName", "From"), "", MessageKind.OTHER),
    "empty sender": (lambda wire: wire.replace("[zhangsan]", "[]"), "", MessageKind.OTHER),
    "blank sender": (lambda wire: wire.replace("[zhangsan]", "[  ]"), "", MessageKind.OTHER),
    "endless sender": (lambda wire: wire.replace("[zhangsan]", f"[{'z' * 65}]"), "", MessageKind.OTHER),
    "no type": (lambda wire: wire.replace("MsgType", "Type"), "zhangsan", MessageKind.UNREAD),
    "no id": (lambda wire: wire.replace("MsgId", "Id"), "zhangsan", MessageKind.TEXT),
    "endless id": (lambda wire: wire.replace("<MsgId>", "<MsgId>" + "1" * 100), "zhangsan", MessageKind.TEXT),
    "no time": (lambda wire: wire.replace("CreateTime", "Time"), "zhangsan", MessageKind.TEXT),
    "time in words": (lambda wire: wire.replace(f"Time>{SENT}", "Time>noon"), "zhangsan", MessageKind.TEXT),
    "time long ago": (lambda wire: wire.replace(f"Time>{SENT}", "Time>0"), "zhangsan", MessageKind.TEXT),
    "time beyond sums": (lambda wire: wire.replace(f"Time>{SENT}", "Time>253402300799"), "zhangsan", MessageKind.TEXT),
    "time beyond calendars": (
        lambda wire: wire.replace(_TIME, _TIME + "9" * 20),
        "zhangsan",
        MessageKind.TEXT,
    ),
    "time beyond numbers": (
        lambda wire: wire.replace(_TIME, _TIME + "9" * 5000),
        "zhangsan",
        MessageKind.TEXT,
    ),
    "control characters": (lambda wire: wire.replace("[好]", "[好\1\0]"), "zhangsan", MessageKind.TEXT),
    "half a character": (lambda wire: wire.replace("[好]", "[好\ud83d]"), "zhangsan", MessageKind.TEXT),
    "foreign encoding": (lambda wire: f'<?xml version="1.0" encoding="klingon"?>{wire}', "zhangsan", MessageKind.TEXT),
    "cut short": (lambda wire: wire[: wire.index("[好]") + 2], "zhangsan", MessageKind.UNREAD),
    "an undeclared entity": (lambda wire: wire.replace("<Content>", "<Content>&a;"), "zhangsan", MessageKind.UNREAD),
    "crossed elements": (lambda wire: wire.replace("<Content>", "<Content><b>"), "zhangsan", MessageKind.UNREAD),
}


def _malformed() -> Iterator[tuple[str, Callback]]:
    for name, body in UNREADABLE.items():
        yield f"{name} outside", call(PLATFORM.sign("x"), body)
    sound = seal(_SOUND)
    for name, declaration in DECLARATIONS.items():
        yield f"document type outside, {name}", call(dict(sound.query), declaration.encode() + sound.body)


def _seal_bytes(document: bytes) -> Callback:
    head = os.urandom(16) + len(document).to_bytes(4, "big")
    return signed(PLATFORM.crypto.encrypt_plain(head + document + CORP_ID.encode()))


def _unread() -> Iterator[tuple[str, Unread]]:
    for name, body in UNREADABLE.items():
        if name not in ("very long", "no Encrypt"):
            yield f"{name} inside", Unread(callback=_seal_bytes(body), sender="", kind=MessageKind.OTHER)
    for name, declaration in DECLARATIONS.items():
        callback = seal(declaration + _SOUND)
        unread = Unread(callback=callback, sender="zhangsan", kind=MessageKind.UNREAD, keeps=declaration)
        yield f"document type inside, {name}", unread
    bomb = seal(BOMB + _SOUND.replace("[CDATA[好]]", "[CDATA[&j;]]"))
    yield "entity bomb", Unread(callback=bomb, sender="zhangsan", kind=MessageKind.UNREAD, keeps="&j;")
    for name, (damage, sender, kind) in WRONG_PARTS.items():
        damaged = damage(_SOUND)
        assert damaged != _SOUND, name
        callback = _seal_bytes(damaged.encode("utf-8", "surrogatepass"))
        yield name, Unread(callback=callback, sender=sender, kind=kind, keeps="好")
    event = xml.event_xml("", "enter_agent", SENT)
    yield "event without a sender", Unread(callback=seal(event), sender="", kind=MessageKind.OTHER, keeps=event)


def _forged() -> Iterator[tuple[str, Callback]]:
    yield "another corporation's", signed(CallbackCrypto(TOKEN, ENCODING_AES_KEY, "wwother").encrypt(_SOUND))
    theirs = _SOUND.replace(CORP_ID, "wwother")
    yield "addressed to another corporation", seal(theirs)
    yield "addressed to another agent", seal(_SOUND.replace(str(xml.AGENT_ID), "7"))
    yield "addressed to another agent, and damaged", seal("<!DOCTYPE xml>" + _SOUND.replace(str(xml.AGENT_ID), "7"))
    click = xml.event_xml("zhangsan", "click", SENT, key="状态")
    yield "a button of another agent", seal(click.replace(str(xml.AGENT_ID), "7"))
    encrypted = PLATFORM.crypto.encrypt(_SOUND)
    for timestamp in ("", "x", "-5", "1e9", "١٢٣", "9" * 400, "1.5", " 1604888880"):
        signature = PLATFORM.crypto.sign(timestamp, "1", encrypted)
        query = {"timestamp": timestamp, "nonce": "1", "msg_signature": signature}
        yield f"timestamp {timestamp[:12]!r}", call(query, xml.envelope(encrypted))


def _sized(length: int) -> Callback:
    sound = seal(_SOUND)
    return call(dict(sound.query), sound.body.ljust(length, b"\n"))


def _echo(**changes: str) -> Callback:
    return call({**PLATFORM.encrypt_echo("1616140317555161061"), **changes}, b"")


RECEIVING = Receiving(
    now=NOW,
    channel=channel_at(NOWHERE),
    seal=seal,
    samples=dict(_samples()),
    unheard=MESSAGES["unheard-of type"][0],
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
        "another echo": (_echo(echostr="AAAA"), Forged),
        "bad signature": (_echo(msg_signature="0" * 40), Forged),
        "stale": (_echo(timestamp="1"), Forged),
    },
)
