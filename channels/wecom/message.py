"""From a WeCom message's elements to ``Incoming``. The table of what the platform sends is here and nowhere else.

docs/platform.md, Messages. An event carries no MsgId: it is told apart by sender, second, event
and key, because the platform's CreateTime has a resolution of one second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from domain.messages import Incoming, Malformed, MessageKind

CHANNEL = "wecom"

#: userid is 1 to 64 bytes; MsgId is a 64-bit number. Longer is not the platform's.
_MAX_ID = 64
#: An event's key may be a long address; beyond this the external id is hashed.
_MAX_EVENT_ID = 200

#: What stands in a text where a file was: clients and the platform put it there, no person writes it. Self-built apps
#: do not dependably get files (docs/platform.md, Messages), and a notice of one must never be treated as a caption.
_INSTEAD_OF_A_FILE = (
    re.compile(r"[\[【](?:文件|视频|图片|照片|微盘文件|在线文档|收集表)[\]】]\s*(?P<name>[^\n]{0,200})"),
    re.compile(
        r"(?P<name>[^\s/:：]{1,200}\.(?:docx?|wps|pdf|ofd|rtf|xlsx?|et|csv|pptx?|zip|rar|7z|jpe?g|png|heic|mp4|mov|avi))",
        re.I,
    ),
    re.compile(r"(?P<name>)(?=.*不支持)(?=.*(?:类型|消息|文件))(?=.*(?:查看|接收|该|此|类型))[^\n]{4,60}"),
)

_Words = Callable[[Mapping[str, str]], str]


def understand(elements: Mapping[str, str]) -> Incoming:
    """One message from its elements. Raises ``Malformed`` when sender, time, type or id cannot be the platform's."""
    sender = _identifier(elements, "FromUserName").lower()
    message_type = elements.get("MsgType", "").lower()
    if not message_type:
        raise Malformed("no MsgType element")
    if message_type == "event":
        return _event(elements, sender)
    kind, words = _MESSAGES.get(message_type, (MessageKind.OTHER, _nothing))
    file_name = elements.get("FileName", "") if kind is MessageKind.FILE else ""
    if kind is MessageKind.TEXT and (named := _file_meant(_content(elements))) is not None:
        kind, file_name = MessageKind.FILE, named
    return Incoming(
        channel=CHANNEL,
        external_id=_identifier(elements, "MsgId"),
        sender=sender,
        kind=kind,
        sent_at=_sent_at(elements),
        text=words(elements),
        media=elements.get("MediaId", ""),
        file_name=file_name,
    )


def _file_meant(text: str) -> str | None:
    """The name, perhaps empty, of the file that ``text`` stands for; None when these are somebody's words."""
    for pattern in _INSTEAD_OF_A_FILE:
        if match := pattern.fullmatch(text.strip()):
            return match["name"].strip()
    return None


def _event(elements: Mapping[str, str], sender: str) -> Incoming:
    event = elements.get("Event", "").lower()
    key = elements.get("EventKey", "")
    kind = _EVENTS.get(event, MessageKind.OTHER)
    return Incoming(
        channel=CHANNEL,
        external_id=_event_id(sender, elements.get("CreateTime", ""), event, key, elements.get("TaskId", "")),
        sender=sender,
        kind=kind,
        sent_at=_sent_at(elements),
        text=key if kind is MessageKind.BUTTON else "",
    )


def _event_id(*parts: str) -> str:
    joined = ":".join(parts)
    if len(joined) > _MAX_EVENT_ID:
        return "sha256:" + hashlib.sha256(joined.encode()).hexdigest()
    return joined


def _identifier(elements: Mapping[str, str], name: str) -> str:
    value = elements.get(name, "").strip()
    if not 0 < len(value) <= _MAX_ID:
        raise Malformed(f"no usable {name} element")
    return value


def _sent_at(elements: Mapping[str, str]) -> datetime:
    try:
        return datetime.fromtimestamp(int(elements["CreateTime"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError) as error:
        raise Malformed("no usable CreateTime element") from error


def _nothing(elements: Mapping[str, str]) -> str:
    return ""


def _content(elements: Mapping[str, str]) -> str:
    return elements.get("Content", "")


def _recognition(elements: Mapping[str, str]) -> str:
    return elements.get("Recognition", "")


def _place(elements: Mapping[str, str]) -> str:
    return elements.get("Label", "")


def _address(elements: Mapping[str, str]) -> str:
    """Title and address on two lines: what the person shared, as they would have typed it."""
    return "\n".join(filter(None, (elements.get("Title", "").strip(), elements.get("Url", "").strip())))


_MESSAGES: dict[str, tuple[MessageKind, _Words]] = {
    "text": (MessageKind.TEXT, _content),
    "image": (MessageKind.PHOTO, _nothing),
    "voice": (MessageKind.VOICE, _recognition),
    "video": (MessageKind.VIDEO, _nothing),
    "shortvideo": (MessageKind.VIDEO, _nothing),
    "location": (MessageKind.LOCATION, _place),
    "link": (MessageKind.LINK, _address),
    # Not in the platform's list of six, but reported to arrive in some client versions.
    "file": (MessageKind.FILE, _nothing),
}

_EVENTS: dict[str, MessageKind] = {
    "subscribe": MessageKind.ENTER,
    "enter_agent": MessageKind.ENTER,
    "unsubscribe": MessageKind.LEAVE,
    "click": MessageKind.BUTTON,
    "template_card_event": MessageKind.BUTTON,
}
