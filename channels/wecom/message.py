"""From a WeCom message's elements to ``Incoming``. The table of what the platform sends is here and nowhere else.

docs/platform.md, Messages. Whatever was in a good envelope becomes an ``Incoming``: what cannot be read is kept as it
came, and where its sender can be told, the sender hears of it. An event carries no MsgId: it is told apart by sender,
second, event and key, because the platform's CreateTime has a resolution of one second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from channels.buttons import pressed
from channels.sealed_xml import Opened
from channels.wecom.settings import WecomSettings
from channels.xml_message import address, event_id, file_meant, identifier, kept, sent_at
from domain.messages import Forged, Incoming, MessageKind

CHANNEL = "wecom"

_Words = Callable[[Mapping[str, str]], str]


def understand(opened: Opened, settings: WecomSettings, at: datetime, channel: str = CHANNEL) -> Incoming:
    """One message, which came ``at``. Raises ``Forged`` when it is meant for another corporation or agent."""
    elements = opened.elements
    is_event = elements.get("MsgType", "").strip().lower() == "event"
    _check_addressee(elements, settings, is_event=is_event)
    sender = identifier(elements, "FromUserName").lower()
    moment = sent_at(elements, at)
    read = (_event if is_event else _message)(elements, sender, moment or at, channel)
    return kept(opened, read, timed=moment is not None)


def _check_addressee(elements: Mapping[str, str], settings: WecomSettings, *, is_event: bool) -> None:
    corporation, agent = elements.get("ToUserName", "").strip(), elements.get("AgentID", "").strip()
    if corporation and corporation != settings.corp_id:
        raise Forged("for another corporation")
    # What the platform itself tells may carry another agent's id; what a person says is said to one agent.
    said = not is_event or elements.get("Event", "").strip().lower() in _EVENTS
    if said and agent and agent != str(settings.agent_id):
        raise Forged("for another agent")


def _message(elements: Mapping[str, str], sender: str, moment: datetime, channel: str) -> Incoming:
    message_type = elements.get("MsgType", "").strip().lower()
    kind, words = _MESSAGES.get(message_type, (MessageKind.UNREAD, _nothing))
    file_name = elements.get("FileName", "") if kind is MessageKind.FILE else ""
    if kind is MessageKind.TEXT and (named := file_meant(_content(elements))) is not None:
        kind, file_name = MessageKind.FILE, named
    return Incoming(
        channel=channel,
        external_id=identifier(elements, "MsgId"),
        sender=sender,
        kind=kind,
        sent_at=moment,
        text=words(elements),
        media=elements.get("MediaId", ""),
        file_name=file_name,
    )


def _event(elements: Mapping[str, str], sender: str, moment: datetime, channel: str) -> Incoming:
    event = elements.get("Event", "").strip().lower()
    key = elements.get("EventKey", "")
    kind = _EVENTS.get(event, MessageKind.OTHER)
    return Incoming(
        channel=channel,
        external_id=event_id(sender, elements.get("CreateTime", ""), event, key, elements.get("TaskId", "")),
        sender=sender,
        kind=kind,
        sent_at=moment,
        text=pressed(key)[0] if kind is MessageKind.BUTTON else "",
    )


def _nothing(elements: Mapping[str, str]) -> str:
    return ""


def _content(elements: Mapping[str, str]) -> str:
    return elements.get("Content", "")


def _recognition(elements: Mapping[str, str]) -> str:
    return elements.get("Recognition", "")


def _place(elements: Mapping[str, str]) -> str:
    return elements.get("Label", "")


_MESSAGES: dict[str, tuple[MessageKind, _Words]] = {
    "text": (MessageKind.TEXT, _content),
    "image": (MessageKind.PHOTO, _nothing),
    "voice": (MessageKind.VOICE, _recognition),
    "video": (MessageKind.VIDEO, _nothing),
    "shortvideo": (MessageKind.VIDEO, _nothing),
    "location": (MessageKind.LOCATION, _place),
    "link": (MessageKind.LINK, address),
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
