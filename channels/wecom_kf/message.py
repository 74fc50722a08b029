"""From an item of a pulled page to ``Incoming``; the table of what the platform has is here and nowhere else.

docs/platform.md, 微信客服. What cannot be read is kept as it came. What a person of the corporation says in the same
conversation is no report: it is kept, and nobody hears of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from channels.pulling import CameBack
from channels.wecom_kf.errors import FAILED
from channels.xml_message import file_meant
from domain.messages import Incoming, MessageKind, Unreachable, made_storable

#: ``origin`` of an item: a customer, the system; 5 is somebody of the corporation.
_CUSTOMER, _SYSTEM = 3, 4
#: A welcome's code is good for 20 seconds.
WELCOMED_FOR = timedelta(seconds=18)
WELCOME = "w:"
#: A time further from the arrival than this is not a message's.
_LONGEST_WAY = timedelta(days=400)
#: An identifier longer than this is not the platform's.
_MAX_ID = 128

Item = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Said:
    kind: MessageKind
    text: str = ""
    media: str = ""
    file_name: str = ""


def understand(item: object, channel: str, at: datetime) -> Incoming:
    """One item, which was pulled ``at``. Never raises."""
    fields = item if isinstance(item, dict) else {}
    raw = made_storable(json.dumps(item, ensure_ascii=False))
    event = _inner(fields, "event")
    sender = _identifier(fields, "external_userid") or _identifier(event, "external_userid")
    whole = Incoming(
        channel=channel,
        external_id=_identifier(fields, "msgid") or f"sha256:{hashlib.sha256(raw.encode()).hexdigest()}",
        sender=sender,
        kind=MessageKind.OTHER,
        sent_at=_moment(fields.get("send_time"), at) or at,
        raw=raw,
    )
    if not sender:
        return whole
    if fields.get("origin") == _SYSTEM:
        return _entered(event, whole, at) if _text(event, "event_type") == "enter_session" else whole
    return _said(fields, whole) if fields.get("origin") == _CUSTOMER else whole


def concerns(item: object, open_kfid: str) -> bool:
    """False for what is another account's of the same corporation: whoever pulls that has it."""
    fields = item if isinstance(item, dict) else {}
    return (_text(fields, "open_kfid") or _text(_inner(fields, "event"), "open_kfid")) in ("", open_kfid)


def came_back(item: object) -> CameBack | None:
    """What an item says of a message of ours that is not delivered after all."""
    event = _inner(item if isinstance(item, dict) else {}, "event")
    account, message_id = _identifier(event, "external_userid"), _identifier(event, "fail_msgid")
    if _text(event, "event_type") != "msg_send_fail" or not account:
        return None
    kind = event.get("fail_type")
    reason = FAILED.get(kind, Unreachable.REFUSED) if isinstance(kind, int) else Unreachable.REFUSED
    return CameBack(account=account, message_id=message_id, reason=reason, detail=f"fail_type {kind}"[:_MAX_ID])


def _entered(event: Item, whole: Incoming, at: datetime) -> Incoming:
    """``scene_param`` is what the personal link carries: an invite code."""
    code = _text(event, "welcome_code")
    carried = unquote(_text(event, "scene_param")).strip()
    entered = replace(whole, kind=MessageKind.ENTER, text=made_storable(carried)[:_MAX_ID], raw="")
    return replace(entered, reply=f"{WELCOME}{code}", reply_until=at + WELCOMED_FOR) if code else entered


def _said(fields: Item, whole: Incoming) -> Incoming:
    kind = _text(fields, "msgtype")
    read = _KINDS.get(kind)
    said = read(_inner(fields, kind)) if read else None
    if said is None:
        return replace(whole, kind=MessageKind.UNREAD)
    if said.kind is MessageKind.TEXT and (named := file_meant(said.text)) is not None:
        # The platform tells of a file that it has kept.
        said = _Said(kind=MessageKind.FILE, file_name=named)
    return replace(whole, kind=said.kind, text=said.text, media=said.media, file_name=said.file_name, raw="")


def _words(content: Item) -> _Said | None:
    """A choice that was pressed comes as its label, with the id that we gave it."""
    pressed, text = _text(content, "menu_id"), _text(content, "content")
    if pressed:
        return _Said(kind=MessageKind.BUTTON, text=pressed)
    return _Said(kind=MessageKind.TEXT, text=text) if text else None


def _file(kind: MessageKind) -> Callable[[Item], _Said | None]:
    def read(content: Item) -> _Said | None:
        media = _text(content, "media_id")
        return _Said(kind=kind, media=media) if media else None

    return read


def _place(content: Item) -> _Said:
    return _Said(kind=MessageKind.LOCATION, text=_text(content, "address") or _text(content, "name"))


def _address(content: Item) -> _Said | None:
    text = "\n".join(filter(None, (_text(content, "title").strip(), _text(content, "url").strip())))
    return _Said(kind=MessageKind.LINK, text=text) if text else None


_KINDS: Mapping[str, Callable[[Item], _Said | None]] = {
    "text": _words,
    "image": _file(MessageKind.PHOTO),
    "voice": _file(MessageKind.VOICE),
    "video": _file(MessageKind.VIDEO),
    "file": _file(MessageKind.FILE),
    "location": _place,
    "link": _address,
}


def _inner(fields: Item, name: str) -> Item:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _text(fields: Item, name: str) -> str:
    value = fields.get(name)
    return made_storable(value) if isinstance(value, str) else ""


def _identifier(fields: Item, name: str) -> str:
    value = _text(fields, name).strip()
    return value if len(value) <= _MAX_ID else ""


def _moment(seconds: object, at: datetime) -> datetime | None:
    """None when it is no time near ``at``."""
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if abs(at - moment) < _LONGEST_WAY else None
