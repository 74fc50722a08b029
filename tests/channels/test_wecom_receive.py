"""WeCom callbacks: a table of wire samples, and one harness that damages every one of them in every way we know."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.work import parse_message

from channels.contract import Callback
from channels.wecom import WecomChannel, WecomSettings
from channels.wecom.wire import read_elements
from domain.messages import CallbackError, Forged, Incoming, Malformed, MessageKind
from tests.support.fakes import wecom_messages as xml
from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, TOKEN, FakeWecom

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 2
PLATFORM = FakeWecom(clock=NOW.timestamp)
CHANNEL = WecomChannel(WecomSettings(**{**PLATFORM.credentials, "api_base_url": "http://127.0.0.1:9"}))


def got(kind: MessageKind, external_id: str, **fields: str) -> Incoming:
    return Incoming(
        channel="wecom",
        external_id=external_id,
        sender="zhangsan",
        kind=kind,
        sent_at=datetime.fromtimestamp(SENT, UTC),
        **fields,
    )


EVENT = f"zhangsan:{SENT}"
SAMPLES: dict[str, tuple[str, Incoming]] = {
    "text": (
        xml.text_xml("ZhangSan", "今天谁没交 👍🏽 <b>&amp;</b>", SENT, message_id=1),
        got(MessageKind.TEXT, "1", text="今天谁没交 👍🏽 <b>&amp;</b>"),
    ),
    "text of several lines": (
        xml.text_xml("zhangsan", "第一行\n第二行", SENT, message_id=2),
        got(MessageKind.TEXT, "2", text="第一行\n第二行"),
    ),
    "text about a document type": (
        xml.text_xml("zhangsan", "<!DOCTYPE html> ]]> <!ENTITY a 'b'>", SENT, message_id=3),
        got(MessageKind.TEXT, "3", text="<!DOCTYPE html> ]]> <!ENTITY a 'b'>"),
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
        xml.link_xml("zhangsan", "活动专栏", "https://example.edu.cn/a?b=1&c=2", SENT, message_id=11),
        got(MessageKind.LINK, "11", text="活动专栏\nhttps://example.edu.cn/a?b=1&c=2"),
    ),
    "file": (
        xml.file_xml("zhangsan", "media-6", "../活动方案.docx", SENT, message_id=12),
        got(MessageKind.FILE, "12", media="media-6", file_name="../活动方案.docx"),
    ),
    "unheard-of type": (
        xml.message_xml("zhangsan", "hologram", SENT, "<Beam>1</Beam>", message_id=13),
        got(MessageKind.OTHER, "13"),
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
    "view": (
        xml.event_xml("zhangsan", "view", SENT, key="https://example.edu.cn/"),
        got(MessageKind.OTHER, f"{EVENT}:view:https://example.edu.cn/:"),
    ),
    "event without a key": (
        xml.event_xml("zhangsan", "change_contact", SENT).replace("<EventKey><![CDATA[]]></EventKey>", ""),
        got(MessageKind.OTHER, f"{EVENT}:change_contact::"),
    ),
}
every_sample = pytest.mark.parametrize("sample", [pytest.param(it[0], id=name) for name, it in SAMPLES.items()])


def call(query: dict[str, str], body: bytes, at: datetime = NOW) -> Callback:
    return Callback(query=query, headers={}, body=body, at=at)


def signed(encrypted: str) -> Callback:
    return call(PLATFORM.sign(encrypted), xml.envelope(encrypted))


@pytest.mark.parametrize(("wire", "expected"), SAMPLES.values(), ids=SAMPLES.keys())
def test_a_message_is_understood(wire: str, expected: Incoming) -> None:
    assert CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire))) == (expected,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[文件] 活动案例.docx", "活动案例.docx"),
        ("【文件】", ""),
        ("[视频]", ""),
        ("活动案例（定稿）.DOCX", "活动案例（定稿）.DOCX"),
        ("暂不支持此消息类型，请在手机上查看", ""),
        ("[不支持的消息类型]", ""),
    ],
)
def test_a_notice_in_place_of_a_file_is_no_text(text: str, name: str) -> None:
    wire = xml.text_xml("zhangsan", text, SENT, message_id=20)
    told = got(MessageKind.FILE, "20", text=text, file_name=name)
    assert CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire))) == (told,)


@pytest.mark.parametrize(
    "text",
    [
        "学生展示焊接技能",
        "说明 3 老师讲解图片.jpg 的拍法",
        "方案 https://example.edu.cn/方案.docx",
        "[文件]传达学习会现场\n第二行",
        "本校不支持学生驾车前往",
        "昨天的视频",
    ],
)
def test_what_people_write_stays_text(text: str) -> None:
    wire = xml.text_xml("zhangsan", text, SENT, message_id=21)
    assert CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire))) == (got(MessageKind.TEXT, "21", text=text),)


@every_sample
def test_our_reading_of_the_xml_is_wechatpys(sample: str) -> None:
    theirs = {name: value for name, value in parse_message(sample)._data.items() if not isinstance(value, dict)}
    ours = {name: value.strip() or None for name, value in read_elements(sample).items() if name != "SelectedItems"}
    assert ours == theirs


@every_sample
def test_a_bad_signature_is_forged(sample: str) -> None:
    query, body = PLATFORM.encrypt_callback(sample)
    for signature in ("", "0" * 40, query["msg_signature"][:-1], query["msg_signature"].upper() + "é", "\udc80"):
        with pytest.raises(Forged):
            CHANNEL.receive(call({**query, "msg_signature": signature}, body))


@every_sample
@pytest.mark.parametrize("changed", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_or_changed_parameter_is_forged(sample: str, changed: str) -> None:
    query, body = PLATFORM.encrypt_callback(sample)
    with pytest.raises(Forged):
        CHANNEL.receive(call({name: value for name, value in query.items() if name != changed}, body))
    with pytest.raises(Forged):
        CHANNEL.receive(call({**query, changed: query[changed] + "1"}, body))


@every_sample
def test_another_messages_signature_is_forged(sample: str) -> None:
    query, _ = PLATFORM.encrypt_callback(sample)
    _, body = PLATFORM.encrypt_callback(sample)
    with pytest.raises(Forged):
        CHANNEL.receive(call(query, body))


@every_sample
@pytest.mark.parametrize("age", [301, -301, 86400], ids=["stale", "from the future", "a day old"])
def test_a_timestamp_outside_the_window_is_forged(sample: str, age: int) -> None:
    callback = call(*PLATFORM.encrypt_callback(sample, timestamp=int(NOW.timestamp()) - age))
    with pytest.raises(Forged):
        CHANNEL.receive(callback)


@pytest.mark.parametrize("age", [300, 0, -300])
def test_a_timestamp_at_the_edge_of_the_window_is_believed(age: int) -> None:
    wire, expected = SAMPLES["text"]
    query, body = PLATFORM.encrypt_callback(wire)
    assert CHANNEL.receive(call(query, body, NOW + timedelta(seconds=age))) == (expected,)


@pytest.mark.parametrize("timestamp", ["", "x", "-5", "1e9", "١٢٣", "9" * 400, "1.5", " 1604888880"])
def test_a_timestamp_that_is_no_number_is_forged(timestamp: str) -> None:
    encrypted = PLATFORM.crypto.encrypt(SAMPLES["text"][0])
    query = {"timestamp": timestamp, "nonce": "1", "msg_signature": PLATFORM.crypto.sign(timestamp, "1", encrypted)}
    with pytest.raises(Forged):
        CHANNEL.receive(call(query, xml.envelope(encrypted)))


@every_sample
def test_a_truncated_body_is_refused(sample: str) -> None:
    query, body = PLATFORM.encrypt_callback(sample)
    for length in {0, 1, 5, len(body) // 2, len(body) - 7, len(body) - 1}:
        with pytest.raises(Malformed):
            CHANNEL.receive(call(query, body[:length]))


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


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_body_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        CHANNEL.receive(call(PLATFORM.sign("x"), body))


@pytest.mark.parametrize("inner", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_message_inside_is_malformed(inner: bytes) -> None:
    head = os.urandom(16) + len(inner).to_bytes(4, "big")
    with pytest.raises(Malformed):
        CHANNEL.receive(signed(PLATFORM.crypto.encrypt_plain(head + inner + xml.CORP_ID.encode())))


DECLARATIONS = {
    "bare": "<!DOCTYPE xml>",
    "small entity": '<!DOCTYPE xml [<!ENTITY a "b">]>',
    "after a prologue": '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE xml []>',
}


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_a_document_type_is_refused_even_in_front_of_a_sound_message(declaration: str) -> None:
    query, body = PLATFORM.encrypt_callback(SAMPLES["text"][0])
    with pytest.raises(Malformed):
        CHANNEL.receive(call(query, declaration.encode() + body))
    with pytest.raises(Malformed):
        CHANNEL.receive(call(*PLATFORM.encrypt_callback(declaration + SAMPLES["text"][0])))


WRONG_PARTS: dict[str, Callable[[str], str]] = {
    "no sender": lambda wire: wire.replace("FromUserName", "From"),
    "empty sender": lambda wire: wire.replace("[zhangsan]", "[]"),
    "blank sender": lambda wire: wire.replace("[zhangsan]", "[  ]"),
    "endless sender": lambda wire: wire.replace("[zhangsan]", f"[{'z' * 65}]"),
    "no type": lambda wire: wire.replace("MsgType", "Type"),
    "no id": lambda wire: wire.replace("MsgId", "Id"),
    "endless id": lambda wire: wire.replace("<MsgId>", "<MsgId>" + "1" * 100),
    "no time": lambda wire: wire.replace("CreateTime", "Time"),
    "time in words": lambda wire: wire.replace(f"<CreateTime>{SENT}", "<CreateTime>noon"),
    "time beyond calendars": lambda wire: wire.replace("<CreateTime>", "<CreateTime>" + "9" * 20),
    "time beyond numbers": lambda wire: wire.replace("<CreateTime>", "<CreateTime>" + "9" * 5000),
}


@pytest.mark.parametrize("damage", WRONG_PARTS.values(), ids=WRONG_PARTS.keys())
def test_a_message_without_what_identifies_it_is_malformed(damage: Callable[[str], str]) -> None:
    wire = xml.text_xml("zhangsan", "好", SENT, message_id=1)
    assert damage(wire) != wire
    with pytest.raises(Malformed):
        CHANNEL.receive(call(*PLATFORM.encrypt_callback(damage(wire))))


def test_another_corporations_message_is_forged() -> None:
    foreign = CallbackCrypto(TOKEN, ENCODING_AES_KEY, "wwother")
    with pytest.raises(Forged):
        CHANNEL.receive(signed(foreign.encrypt(SAMPLES["text"][0])))


@settings(deadline=None)
@given(blocks=st.integers(min_value=0, max_value=12).flatmap(lambda n: st.binary(min_size=16 * n, max_size=16 * n)))
def test_signed_junk_never_gets_through(blocks: bytes) -> None:
    encrypted = PLATFORM.crypto.encrypt_blocks(blocks) or "A"
    with pytest.raises(CallbackError):
        CHANNEL.receive(signed(encrypted))


@settings(deadline=None)
@given(encrypted=st.text(min_size=1, max_size=80))
def test_signed_text_that_is_no_cipher_never_gets_through(encrypted: str) -> None:
    with pytest.raises(CallbackError):
        CHANNEL.receive(signed(encrypted))


@settings(deadline=None)
@given(query=st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()), body=st.binary())
def test_noise_never_gets_through(query: dict[str, str], body: bytes) -> None:
    with pytest.raises(CallbackError):
        CHANNEL.receive(call(query, body))


def test_a_huge_text_arrives_whole() -> None:
    wire = xml.text_xml("zhangsan", "报" * 40_000, SENT)
    (message,) = CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire)))
    assert message.text == "报" * 40_000


def test_a_redelivered_message_keeps_its_id_and_two_events_of_one_second_have_two() -> None:
    click, card = SAMPLES["click"][0], xml.card_event_xml("zhangsan", "确认", "nudge-8", SENT)
    ids = [
        CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire)))[0].external_id
        for wire in (click, click, SAMPLES["card button"][0], card)
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_an_event_with_a_huge_key_has_a_short_id() -> None:
    wires = [xml.event_xml("zhangsan", "view", SENT, key="https://example.edu.cn/" + end * 5000) for end in "ab"]
    ids = {CHANNEL.receive(call(*PLATFORM.encrypt_callback(wire)))[0].external_id for wire in wires}
    assert len(ids) == 2
    assert all(len(external_id) <= 200 for external_id in ids)


def test_the_address_check_is_answered_with_the_bare_plaintext() -> None:
    query = PLATFORM.encrypt_echo("1616140317555161061")
    assert CHANNEL.verify(call(query, b"")) == "1616140317555161061"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"echostr": ""}, Malformed),
        ({"echostr": "AAAA"}, Forged),
        ({"msg_signature": "0" * 40}, Forged),
        ({"timestamp": "1"}, Forged),
    ],
    ids=["no echo", "another echo", "bad signature", "stale"],
)
def test_a_wrong_address_check_is_refused(changes: dict[str, str], error: type[CallbackError]) -> None:
    with pytest.raises(error):
        CHANNEL.verify(call({**PLATFORM.encrypt_echo("1"), **changes}, b""))
