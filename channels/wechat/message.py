"""From a message's elements to ``Incoming``. The table of what the platform sends is here and nowhere else.

docs/platform.md, 公众号. No file ever comes: what stands in its place is told from a person's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from channels.sealed_xml import Opened
from channels.xml_message import address, event_id, file_meant, identifier, kept, sent_at
from domain.messages import Incoming, MessageKind

#: After somebody has come or pressed a menu the platform takes three messages within a minute.
ANSWERED_FOR = timedelta(seconds=55)
#: Stands for that minute; it goes into no call.
MINUTE = "minute"
#: A code scanned by somebody who only now follows the account.
_FOLLOWED_BY = "qrscene_"
_BLOCKED = "failed:user block"

_Words = Callable[[Mapping[str, str]], str]


def understand(opened: Opened, channel: str, at: datetime) -> Incoming:
    """One message, which came ``at``."""
    elements = opened.elements
    sender = identifier(elements, "FromUserName")
    moment = sent_at(elements, at)
    is_event = elements.get("MsgType", "").strip().lower() == "event"
    read = (_event if is_event else _message)(elements, sender, moment or at, channel)
    answered = sender and read.kind in (MessageKind.ENTER, MessageKind.BUTTON)
    return kept(
        opened,
        replace(read, reply=MINUTE, reply_until=at + ANSWERED_FOR) if answered else read,
        timed=moment is not None,
    )


def _message(elements: Mapping[str, str], sender: str, moment: datetime, channel: str) -> Incoming:
    kind, words = _MESSAGES.get(elements.get("MsgType", "").strip().lower(), (MessageKind.UNREAD, _nothing))
    text = words(elements)
    file_name = elements.get("Title", "") if kind is MessageKind.FILE else ""
    if kind is MessageKind.TEXT and (named := file_meant(text)) is not None:
        kind, file_name = MessageKind.FILE, named
    return Incoming(
        channel=channel,
        external_id=identifier(elements, "MsgId"),
        sender=sender,
        kind=kind,
        sent_at=moment,
        text=text,
        media=elements.get("MediaId", ""),
        file_name=file_name,
    )


def _event(elements: Mapping[str, str], sender: str, moment: datetime, channel: str) -> Incoming:
    event, key = elements.get("Event", "").strip().lower(), elements.get("EventKey", "")
    kind = _EVENTS.get(event, MessageKind.OTHER)
    if event == "templatesendjobfinish" and elements.get("Status", "").strip().lower() == _BLOCKED:
        # Who wants no messages is as far away as who has gone.
        kind = MessageKind.LEAVE
    carried = key.strip().removeprefix(_FOLLOWED_BY) if kind is MessageKind.ENTER else key
    return Incoming(
        channel=channel,
        external_id=event_id(sender, elements.get("CreateTime", ""), event, key, elements.get("MsgID", "")),
        sender=sender,
        kind=kind,
        sent_at=moment,
        text=carried if kind in (MessageKind.ENTER, MessageKind.BUTTON) else "",
    )


def _nothing(elements: Mapping[str, str]) -> str:
    return ""


def _content(elements: Mapping[str, str]) -> str:
    return elements.get("Content", "")


def _place(elements: Mapping[str, str]) -> str:
    return elements.get("Label", "")


_MESSAGES: dict[str, tuple[MessageKind, _Words]] = {
    "text": (MessageKind.TEXT, _content),
    "image": (MessageKind.PHOTO, _nothing),
    # Its words are being withdrawn: they arrive empty.
    "voice": (MessageKind.VOICE, _nothing),
    "video": (MessageKind.VIDEO, _nothing),
    "shortvideo": (MessageKind.VIDEO, _nothing),
    "location": (MessageKind.LOCATION, _place),
    "link": (MessageKind.LINK, address),
    # Undocumented, and without anything to fetch it by.
    "file": (MessageKind.FILE, _nothing),
}

_EVENTS: dict[str, MessageKind] = {
    "subscribe": MessageKind.ENTER,
    "scan": MessageKind.ENTER,
    "unsubscribe": MessageKind.LEAVE,
    "click": MessageKind.BUTTON,
}
