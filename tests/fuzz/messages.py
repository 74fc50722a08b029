"""Messages once they are decrypted: what is in a good envelope becomes exactly one message that can be stored.

Of a WeCom document only ``Forged`` may be said (it is another corporation's or agent's), of the simulator's JSON only
``Malformed``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from channels.contract import Callback
from channels.simulator import SimulatorChannel
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Forged, Incoming, Malformed, storable
from storage.tables import inbox
from tests.support.fakes import wecom_messages as xml
from tests.support.fakes.wecom_platform import FakeWecom

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
PLATFORM = FakeWecom(clock=NOW.timestamp)
CHANNEL = WecomChannel(WecomSettings(**{**PLATFORM.credentials, "api_base_url": "http://127.0.0.1:9"}))
_SIMULATOR = SimulatorChannel(cast(Any, None))
_RECEIVER = str(PLATFORM.credentials["corp_id"]).encode()


def opened(document: bytes) -> None:
    """``document`` is what stands in a good envelope."""
    sealed = PLATFORM.crypto.encrypt_plain(bytes(16) + len(document).to_bytes(4, "big") + document + _RECEIVER)
    callback = Callback(query=PLATFORM.sign(sealed), headers={}, body=xml.envelope(sealed), at=NOW)
    try:
        received = CHANNEL.receive(callback)
    except Forged:
        return
    _one_that_can_be_stored(received.messages)
    # The platform repeats what was not acknowledged: it must be known again.
    assert received == CHANNEL.receive(callback)


def posted(body: bytes) -> None:
    """``body`` is what the chat page hands on."""
    try:
        received = _SIMULATOR.receive(Callback(query={}, headers={}, body=body, at=NOW))
    except Malformed:
        return
    _one_that_can_be_stored(received.messages)


def _one_that_can_be_stored(received: Sequence[Incoming]) -> None:
    (message,) = received
    for name in ("channel", "external_id", "sender", "kind", "text", "media", "file_name", "raw"):
        value = str(getattr(message, name))
        longest = getattr(inbox.c[name].type, "length", None)
        assert storable(value) and (longest is None or len(value) <= longest), name
    assert message.external_id
    assert message.sent_at.astimezone(UTC) - NOW < timedelta(days=366 * 10_000)


def documents() -> list[bytes]:
    sent = int(NOW.timestamp())
    made = [
        xml.text_xml("zhangsan", "今天谁没交", sent, message_id=1),
        xml.text_xml("zhangsan", "方案.docx", sent, message_id=2),
        xml.image_xml("zhangsan", "media-1", sent, message_id=3),
        xml.voice_xml("zhangsan", "media-2", sent, recognition="还缺什么", message_id=4),
        xml.video_xml("zhangsan", "media-3", sent, message_id=5),
        xml.file_xml("zhangsan", "media-4", "方案.docx", sent, message_id=6),
        xml.location_xml("zhangsan", "示例路1号", sent, message_id=7),
        xml.link_xml("zhangsan", "题目", "https://example.edu.cn/x", sent, message_id=8),
        xml.message_xml("zhangsan", "hologram", sent, "<Shape>cube</Shape>", message_id=9),
        xml.event_xml("zhangsan", "enter_agent", sent),
        xml.event_xml("zhangsan", "unsubscribe", sent),
        xml.event_xml("zhangsan", "click", sent, key="https://example.edu.cn/" + "x" * 300),
        xml.event_xml("sys", "kf_msg_or_event", sent, elements="<Token>t</Token>"),
        xml.card_event_xml("zhangsan", "确认", "nudge-7", sent),
    ]
    return [one.encode() for one in made] + [
        f'<?xml version="1.0" encoding="gb18030"?>{made[0]}'.encode("gb18030"),
        made[0].replace("今天", "\x0b\x00", 1).encode(),
        b"<!DOCTYPE xml [<!ENTITY a 'b'>]>" + made[0].encode(),
    ]


def posts() -> list[bytes]:
    said = {"id": "0f0f0f0f", "account": "person-1", "kind": "text", "sent_at": NOW.isoformat(), "text": "还缺什么"}
    kept = {**said, "kind": "photo", "text": "", "media": "chat/1", "file_name": "照片.jpg"}
    return [json.dumps(one, ensure_ascii=False).encode() for one in (said, kept)]
