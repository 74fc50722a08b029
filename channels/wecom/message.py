"""From a WeCom message's elements to ``Incoming``. The table of what the platform sends is here and nowhere else.

docs/platform.md, Messages. Whatever was in a good envelope becomes an ``Incoming``: what cannot be read is kept as it
came, and where its sender can be told, the sender hears of it. An event carries no MsgId: it is told apart by sender,
second, event and key, because the platform's CreateTime has a resolution of one second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.buttons import pressed
from channels.wecom.settings import WecomSettings
from channels.wecom.wire import Opened
from domain.messages import Forged, Incoming, MessageKind, as_text

CHANNEL = "wecom"

#: userid is 1 to 64 bytes; MsgId is a 64-bit number. Longer is not the platform's.
_MAX_ID = 64
#: An event's key may be a long address; beyond this the external id is hashed.
_MAX_EVENT_ID = 200
#: A time further from the arrival than this is not a message's; calendars end, and so do sums of times.
_LONGEST_WAY = timedelta(days=400)
#: Without words these are nothing.
_WORDED = (MessageKind.TEXT, MessageKind.LINK)

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


def understand(opened: Opened, settings: WecomSettings, at: datetime, channel: str = CHANNEL) -> Incoming:
    """One message, which came ``at``. Raises ``Forged`` when it is meant for another corporation or agent."""
    elements = opened.elements
    is_event = elements.get("MsgType", "").strip().lower() == "event"
    _check_addressee(elements, settings, is_event=is_event)
    sender = _identifier(elements, "FromUserName").lower()
    sent_at = _sent_at(elements, at)
    read = (_event if is_event else _message)(elements, sender, sent_at or at, channel)
    told_apart = bool(sender and sent_at and read.external_id)
    if not opened.whole and read.kind in _WORDED and not read.text:
        read = replace(read, kind=MessageKind.UNREAD)
    if opened.whole and told_apart and read.kind is not MessageKind.UNREAD:
        return read
    return replace(
        read,
        external_id=read.external_id if told_apart else f"sha256:{hashlib.sha256(opened.document).hexdigest()}",
        kind=read.kind if sender else MessageKind.OTHER,
        raw=as_text(opened.document),
    )


def _check_addressee(elements: Mapping[str, str], settings: WecomSettings, *, is_event: bool) -> None:
    corporation, agent = elements.get("ToUserName", "").strip(), elements.get("AgentID", "").strip()
    if corporation and corporation != settings.corp_id:
        raise Forged("for another corporation")
    # What the platform itself tells may carry another agent's id; what a person says is said to one agent.
    said = not is_event or elements.get("Event", "").strip().lower() in _EVENTS
    if said and agent and agent != str(settings.agent_id):
        raise Forged("for another agent")


def _message(elements: Mapping[str, str], sender: str, sent_at: datetime, channel: str) -> Incoming:
    message_type = elements.get("MsgType", "").strip().lower()
    kind, words = _MESSAGES.get(message_type, (MessageKind.UNREAD, _nothing))
    file_name = elements.get("FileName", "") if kind is MessageKind.FILE else ""
    if kind is MessageKind.TEXT and (named := file_meant(_content(elements))) is not None:
        kind, file_name = MessageKind.FILE, named
    return Incoming(
        channel=channel,
        external_id=_identifier(elements, "MsgId"),
        sender=sender,
        kind=kind,
        sent_at=sent_at,
        text=words(elements),
        media=elements.get("MediaId", ""),
        file_name=file_name,
    )


def file_meant(text: str) -> str | None:
    """The name, perhaps empty, of the file that ``text`` stands for; None when these are somebody's words."""
    for pattern in _INSTEAD_OF_A_FILE:
        if match := pattern.fullmatch(text.strip()):
            return match["name"].strip()
    return None


def _event(elements: Mapping[str, str], sender: str, sent_at: datetime, channel: str) -> Incoming:
    event = elements.get("Event", "").strip().lower()
    key = elements.get("EventKey", "")
    kind = _EVENTS.get(event, MessageKind.OTHER)
    return Incoming(
        channel=channel,
        external_id=_event_id(sender, elements.get("CreateTime", ""), event, key, elements.get("TaskId", "")),
        sender=sender,
        kind=kind,
        sent_at=sent_at,
        text=pressed(key)[0] if kind is MessageKind.BUTTON else "",
    )


def _event_id(*parts: str) -> str:
    joined = ":".join(parts)
    if len(joined) > _MAX_EVENT_ID:
        return "sha256:" + hashlib.sha256(joined.encode()).hexdigest()
    return joined


def _identifier(elements: Mapping[str, str], name: str) -> str:
    """Empty when it is not there, or too long to be the platform's."""
    value = elements.get(name, "").strip()
    return value if len(value) <= _MAX_ID else ""


def _sent_at(elements: Mapping[str, str], at: datetime) -> datetime | None:
    """None when it is no time, or none that the platform can have sent a message at which came ``at``."""
    try:
        sent_at = datetime.fromtimestamp(int(elements["CreateTime"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    return sent_at if abs(at - sent_at) < _LONGEST_WAY else None


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
